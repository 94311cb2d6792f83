//! Usage, invoices and credits are on the computer: complete without a network, gone when the
//! person leaves, and for staff those of the customers they look at.

use billing_contract::CustomerSummary;
use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{
    ArchiveOf, CustomerOf, CustomersWish, SearchKind, SearchWish, UsageStep, UsageWish,
};
use billing_testkit::RunningService;
use billing_tests::archive::{all_credits, all_invoices, two_years, until_complete};
use billing_tests::computer::{Computer, until, until_offline, until_online};
use std::time::Duration;

#[tokio::test]
async fn with_the_service_stopped_a_new_start_shows_usage_credits_and_invoices_with_their_age() {
    let mut service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    until_online(&console).await;
    let usage = console.usage(two_years()).await.unwrap().unwrap();
    let credits = console.credits(all_credits()).await.unwrap().unwrap();
    let invoices = console.invoices(all_invoices()).await.unwrap().unwrap();
    assert!(invoices.value.total >= 36, "{}", invoices.value.total);
    let newest = &invoices.value.rows[0];
    let search = SearchWish { text: newest.number.clone(), customer: None, limit: 5 };
    assert_eq!(console.search(search).await.unwrap().hits[0].id, newest.invoice_id.as_str());
    assert!(usage.value.products.iter().any(|column| column.total > 0));
    assert!(usage.value.products.iter().any(|column| column.total_before > Some(0)));
    assert!(usage.value.products.iter().all(|column| column.name != column.product.as_str()));
    assert!(credits.value.is_verified && credits.value.broken_at.is_none(), "{credits:?}");
    let subscription = console.subscription(()).await.unwrap().unwrap().value.unwrap();
    assert_eq!(credits.value.balance, subscription.credits.available_credits);
    console.close().await;
    service.stop().unwrap();

    computer.clock.pass(Duration::from_secs(8 * 3600));
    let console = computer.start().await;
    assert_eq!(console.usage(two_years()).await.unwrap().unwrap(), usage);
    until_offline(&console).await;
    assert_eq!(console.usage(two_years()).await.unwrap().unwrap(), usage);
    assert_eq!(console.credits(all_credits()).await.unwrap().unwrap(), credits);
    let mut kept = console.invoices(all_invoices()).await.unwrap().unwrap();
    assert_eq!(kept.as_of, invoices.as_of);
    assert_eq!((kept.value.total, &kept.value.sums), (invoices.value.total, &invoices.value.sums));
    for (row, seen) in kept.value.rows.iter_mut().zip(&invoices.value.rows) {
        // Midnight may have passed meanwhile; and that alone is worked out here, not kept.
        row.is_overdue = seen.is_overdue;
    }
    assert_eq!(kept.value.rows, invoices.value.rows);

    service.start_again().unwrap();
    until_online(&console).await;
    until(&console, "younger", async |console: &Console| {
        console.usage(two_years()).await.unwrap().unwrap().as_of > usage.as_of
    })
    .await;
}

#[tokio::test]
async fn signing_out_removes_the_archive() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    assert!(computer.folder().join("archives").exists());
    let bytes = console.storage(()).await.unwrap().cache_bytes;
    console.sign_out(()).await.unwrap();
    assert!(!computer.folder().join("archives").exists());
    assert!(console.storage(()).await.unwrap().cache_bytes < bytes);
    let refused = console.usage(two_years()).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::SignedOut);
}

#[tokio::test]
async fn usage_is_written_into_a_file_that_a_spreadsheet_reads() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    let wish = UsageWish { step: UsageStep::Month, compare: false, ..two_years() };
    let seen = console.usage(wish.clone()).await.unwrap().unwrap().value;
    let file = console.export_usage(wish).await.unwrap();
    let text = std::fs::read_to_string(&file.path).unwrap();
    let rows = text.lines().count() - 1;
    assert_eq!(rows, seen.starts.len() * seen.products.len());
    for column in &seen.products {
        let start = format!("{},{},", seen.starts[1], column.product);
        let line = text.lines().find(|line| line.starts_with(&start)).unwrap();
        assert!(line.ends_with(&format!(",{}", column.counts[1])), "{line}");
    }
}

async fn customers(console: &Console, query: &str) -> Vec<CustomerSummary> {
    let wish = CustomersWish { query: Some(query.to_owned()) };
    console.customers(wish).await.unwrap().unwrap().value
}

#[tokio::test]
async fn support_looks_at_a_customer_and_has_their_archive_from_then_on() {
    let mut service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("support@demo.test").await;
    let all = customers(&console, "").await;
    assert!(all.len() > 1, "{all:?}");
    let customer = all[0].customer_id.clone();
    let of = ArchiveOf { customer: Some(customer.clone()) };
    let wish = UsageWish { customer: Some(customer.clone()), ..two_years() };
    assert_eq!(console.usage(wish.clone()).await.unwrap(), None, "nobody has looked at them yet");

    let seen = console.customer(CustomerOf { customer: customer.clone() }).await.unwrap();
    assert_eq!(seen.account.unwrap().value.company_name, all[0].company_name);
    until_complete(&console, &of).await;
    let usage = console.usage(wish.clone()).await.unwrap().unwrap();
    assert!(usage.value.products.iter().any(|column| column.total > 0));
    let name: String = all[0].company_name.chars().take(3).collect();
    let search = SearchWish { text: name, customer: None, limit: 10 };
    let hits = console.search(search).await.unwrap().hits;
    let is_found =
        hits.iter().any(|hit| hit.kind == SearchKind::Customer && hit.id == customer.as_str());
    assert!(is_found, "{hits:?}");
    console.close().await;
    service.stop().unwrap();

    let console = computer.start().await;
    assert_eq!(console.usage(wish).await.unwrap().unwrap(), usage);
    assert_eq!(customers(&console, "").await, all);
    console.close().await;
}

#[tokio::test]
async fn an_agent_sees_the_assigned_customers_and_nobody_else() {
    let service = RunningService::start().unwrap();
    let support = Computer::new(service.url()).signed_in("support@demo.test").await;
    let everybody = customers(&support, "").await;
    let computer = Computer::new(service.url());
    let console = computer.signed_in("agent@demo.test").await;
    let assigned = customers(&console, "").await;
    let other = everybody
        .iter()
        .find(|one| assigned.iter().all(|own| own.customer_id != one.customer_id))
        .expect("not everybody is assigned");
    let refused = console.customer(CustomerOf { customer: other.customer_id.clone() }).await;
    assert_eq!(refused.unwrap_err().code, CommandErrorCode::NotFound);
    let of = ArchiveOf { customer: Some(other.customer_id.clone()) };
    assert_eq!(console.archive(of).await.unwrap().bytes, 0);

    let own = assigned[0].customer_id.clone();
    console.customer(CustomerOf { customer: own.clone() }).await.unwrap();
    until_complete(&console, &ArchiveOf { customer: Some(own.clone()) }).await;
    let wish = UsageWish { customer: Some(own), ..two_years() };
    let usage = console.usage(wish).await.unwrap().unwrap().value;
    assert!(usage.products.iter().any(|column| column.total > 0));
}
