//! How SQLite finds what is asked for: every statement that runs often, or on the only writer, must
//! find its rows by an index, whatever is bound to it.

use super::{
    attempts, auto_top_up, changes, coupons, credit_grants, file, fulfilment, ledger,
    order_reading, orders, plan_credits, repeats, sandbox, schema, sessions, subscription_files,
    subscription_looks, subscription_orders, webhooks,
};
use crate::orders::facts::PaymentNumber;
use crate::store::{AttemptReference, OrderFilter, StoreError, Stretch};
use billing_contract::{CustomerId, OrderId, OrderState, PayType};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::cell::RefCell;

thread_local! {
    static ASKED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes a statement that is about to run on this thread.
pub fn note(statement: &str) {
    ASKED.with_borrow_mut(|asked| asked.push(statement.to_owned()));
}

/// A database set as the service sets its own.
fn database() -> Connection {
    let mut sql = Connection::open_in_memory().unwrap();
    file::set_up(&sql).unwrap();
    schema::bring_up_to_date(&mut sql).unwrap();
    sql
}

/// The steps of each statement that the work runs.
fn steps<T>(
    sql: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Vec<String> {
    ASKED.take();
    work(sql).unwrap();
    let asked = ASKED.take();
    assert!(!asked.is_empty(), "nothing was asked");
    let mut steps = Vec::new();
    for statement in asked {
        let mut plan = sql.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
        let details = plan.raw_query().mapped(|row| row.get::<_, String>("detail"));
        steps.extend(details.map(Result::unwrap));
    }
    steps
}

/// Steps that read a whole table or a whole index.
fn whole(steps: &[String]) -> Vec<&String> {
    steps.iter().filter(|step| step.starts_with("SCAN") && !step.contains("CONSTANT")).collect()
}

fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

#[test]
fn what_consoles_ask_for_again_and_again_is_found_by_indexes() {
    let sql = database();
    let customer = CustomerId::new("anna");
    let own = OrderFilter { customer: Some(customer.clone()), ..OrderFilter::default() };
    let open = OrderFilter { state: Some(OrderState::Underpaid), ..own.clone() };
    let stretches =
        [Stretch::After(None, 50), Stretch::After(Some("o1".to_owned()), 50), Stretch::Page(2, 50)];
    for (filter, stretch) in
        [&own, &open].into_iter().flat_map(|f| stretches.iter().map(move |s| (f, s)))
    {
        let steps = steps(&sql, |sql| order_reading::list(sql, filter, stretch));
        assert_eq!(whole(&steps), [] as [&String; 0], "{filter:?} {stretch:?}: {steps:?}");
        assert!(steps.iter().any(|step| step.contains("orders_by_")), "{steps:?}");
    }
    let steps = steps(&sql, |sql| changes::since(sql, &customer, 0));
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}

#[test]
fn what_is_done_with_one_order_is_found_by_indexes() {
    let sql = database();
    let order = OrderId::new("o1");
    let number = PaymentNumber { method: PayType::Alipay, number: "1".to_owned() };
    let trade = AttemptReference::TradeNo("T1".to_owned());
    let steps = steps(&sql, |sql| {
        orders::load(sql, &order)?;
        attempts::of_order(sql, &order)?;
        attempts::find(sql, PayType::Alipay, &trade)?;
        ledger::receipts(sql, &order)?;
        ledger::refunds(sql, &order)?;
        ledger::placements(sql, &order)?;
        ledger::order_of_receipt(sql, &number)?;
        ledger::order_of_refund(sql, "R1")?;
        order_reading::timeline(sql, &order)?;
        coupons::still_counts(sql, &order, noon())
    });
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}

#[test]
fn what_is_due_is_found_by_indexes() {
    let sql = database();
    let steps = steps(&sql, |sql| {
        orders::to_look_at(sql, noon(), 100)?;
        ledger::refunds_to_look_at(sql, noon(), 100)?;
        fulfilment::to_try(sql, noon(), 100)?;
        subscription_looks::to_look_at(sql, noon(), 100)?;
        plan_credits::due(sql, noon(), Some(&CustomerId::new("a")), 100)?;
        plan_credits::catch_up(sql, &CustomerId::new("anna"), noon())?;
        credit_grants::holding(sql, &CustomerId::new("anna"))?;
        auto_top_up::to_order(sql, noon(), 100)?;
        sandbox::due(sql, noon())
    });
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}

#[test]
fn what_the_only_writer_forgets_and_counts_is_found_by_indexes() {
    let sql = database();
    let steps = steps(&sql, |sql| {
        webhooks::forget(sql, noon())?;
        webhooks::unbelieved_enough(sql, noon())?;
        changes::forget(sql, noon())?;
        repeats::forget_expired(sql, noon())?;
        sessions::forget_expired(sql, noon())
    });
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}

#[test]
fn notices_of_one_outcome_are_found_by_its_index() {
    let sql = database();
    for after in [None, Some("w1".to_owned())] {
        let steps = steps(&sql, |sql| webhooks::list(sql, Some("failed".to_owned()), after, 50));
        assert!(steps[0].contains("webhook_log_by_outcome"), "{steps:?}");
        assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
    }
    let steps = steps(&sql, |sql| webhooks::list(sql, None, Some("w1".to_owned()), 50));
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}

#[test]
fn what_is_known_of_one_subscription_is_found_by_indexes() {
    let sql = database();
    let steps = steps(&sql, |sql| {
        subscription_files::newest(sql, &CustomerId::new("anna"))?;
        subscription_files::by_id(sql, "s1")?;
        subscription_files::of_order(sql, &OrderId::new("o1"))?;
        subscription_orders::of_order(sql, &OrderId::new("o1"))?;
        subscription_orders::renewal(sql, "s1", 1)?;
        subscription_orders::give_up_changes(sql, &CustomerId::new("anna"), noon())?;
        let anna = CustomerId::new("anna");
        subscription_orders::give_up_renewals(sql, &anna, ("s1", 1), noon())
    });
    assert_eq!(whole(&steps), [] as [&String; 0], "{steps:?}");
}
