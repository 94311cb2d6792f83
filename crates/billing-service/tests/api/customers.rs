use crate::support::{Api, fields, problem};
use billing_contract::{Account, CustomerSummary, Invoice, Page, SubscriptionStatus, Tokens};

async fn found(api: &Api, who: &Tokens, query: &str) -> Vec<CustomerSummary> {
    let answer = api.get(&format!("/api/portal/customers?{query}"), who).await;
    assert_eq!(answer.status(), 200);
    let page: Page<CustomerSummary> = answer.json().await.unwrap();
    page.items
}

fn names(customers: &[CustomerSummary]) -> Vec<&str> {
    customers.iter().map(|customer| customer.company_name.as_str()).collect()
}

#[tokio::test]
async fn agents_find_those_assigned_to_them_and_the_others_all() {
    let api = Api::start().await;
    let agent = found(&api, &api.sign_in("agent").await, "").await;
    assert_eq!(names(&agent), ["Northwind Labs", "云帆科技"]);
    for role in ["support", "operator"] {
        let all = found(&api, &api.sign_in(role).await, "").await;
        assert_eq!(names(&all), ["Northwind Labs", "さくら商事株式会社", "云帆科技"]);
        assert_eq!(all[1].plan_name.as_deref(), Some("Starter"));
        assert_eq!(all[1].status, Some(SubscriptionStatus::Active));
    }
    problem(api.get("/api/portal/customers", &api.sign_in("admin").await).await, 403, "forbidden")
        .await;
}

#[tokio::test]
async fn whoever_sees_a_customer_finds_them_by_the_number_of_an_invoice() {
    let api = Api::start().await;
    let support = api.sign_in("support").await;
    let sakura = &found(&api, &support, "query=%E3%81%95%E3%81%8F%E3%82%89").await[0];
    let path = format!("/api/portal/invoices?customer_id={}&limit=1", sakura.customer_id);
    let invoices: Page<Invoice> = api.get(&path, &support).await.json().await.unwrap();
    let number = &invoices.items[0].number;
    for typed in [number.clone(), number.to_lowercase()] {
        let theirs = found(&api, &support, &format!("query={typed}")).await;
        assert_eq!(names(&theirs), [sakura.company_name.as_str()], "{typed}");
    }
    let part = &number[..number.len() - 1];
    assert_eq!(found(&api, &support, &format!("query={part}")).await, []);
    let agent = api.sign_in("agent").await;
    assert_eq!(found(&api, &agent, &format!("query={number}")).await, []);
}

#[tokio::test]
async fn persons_are_masked_for_whoever_need_not_know_them_and_cannot_be_asked_for() {
    let api = Api::start().await;
    let operator = api.sign_in("operator").await;
    let plain = &found(&api, &operator, "query=northwind").await[0];
    assert_eq!(
        (plain.contact_name.as_str(), plain.contact_email.as_str()),
        ("Elin Sørensen", "billing@northwind.test")
    );
    assert_eq!(found(&api, &operator, "query=elin").await.len(), 1);
    assert_eq!(found(&api, &operator, "query=billing%40").await.len(), 1);
    for role in ["agent", "support"] {
        let who = api.sign_in(role).await;
        let masked = &found(&api, &who, "query=northwind").await[0];
        assert_eq!(
            (masked.contact_name.as_str(), masked.contact_email.as_str()),
            ("E*** S***", "b***@northwind.test")
        );
        let path = format!("/api/portal/account?customer_id={}", masked.customer_id);
        let account: Account = api.get(&path, &who).await.json().await.unwrap();
        assert_eq!(
            (account.contact_name, account.contact_email, account.phone.as_deref()),
            (masked.contact_name.clone(), masked.contact_email.clone(), Some("+***"))
        );
        for hidden in [account.tax_id, account.billing_address].into_iter().flatten() {
            assert!(hidden.ends_with("***") && hidden.chars().count() == 4, "{hidden}");
        }
        for person in ["query=elin", "query=billing%40", "query=%E6%9E%97"] {
            assert_eq!(found(&api, &who, person).await, []);
        }
    }
}

#[tokio::test]
async fn customers_are_found_by_any_part_of_their_name_and_read_in_pages() {
    let api = Api::start().await;
    let support = api.sign_in("support").await;
    for (query, expected) in [
        ("query=LABS", vec!["Northwind Labs"]),
        ("query=%E5%B8%86%E7%A7%91", vec!["云帆科技"]),
        ("query=%20", vec!["Northwind Labs", "さくら商事株式会社", "云帆科技"]),
        ("query=%25", vec![]),
    ] {
        assert_eq!(names(&found(&api, &support, query).await), expected, "{query}");
    }
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/portal/customers?limit=1{cursor}");
        let page: Page<CustomerSummary> = api.get(&path, &support).await.json().await.unwrap();
        assert_eq!(page.items.len(), 1);
        all.extend(page.items);
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(all.len(), 3);
    let long = format!("/api/portal/customers?query={}", "x".repeat(201));
    let refused = problem(api.get(&long, &support).await, 422, "validation_failed").await;
    assert_eq!(fields(&refused), [("query", "too_long")]);
}
