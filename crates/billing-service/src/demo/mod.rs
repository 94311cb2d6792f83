//! Made-up customers for trying things out.
//!
//! Everything follows from a seed and the present day: the same day gives the same figures, and
//! they are as fresh tomorrow. Sums agree: an invoice with its lines, its voice minutes with the
//! month's usage, the credits used with the usage of the current month, every movement of credits
//! with the usage of its day.

mod catalogue;
mod credits;
mod customers;
mod noise;
mod orders;
mod shop;

use crate::auth::passwords::Passwords;
use crate::config::SellerConfig;
use crate::problem::Refusal;
use crate::service::StartError;
use crate::store::{Demonstration, Store, User};
use billing_contract::{CustomerId, Role, Secret, UserId};
use chrono::{DateTime, Utc};

/// The password of everybody in the demonstration.
pub const PASSWORD: &str = "demo-password-1";

/// Fills a new store.
pub(crate) async fn fill(
    store: &dyn Store,
    passwords: &Passwords,
    now: DateTime<Utc>,
) -> Result<(), StartError> {
    let mut demonstration = make(now);
    for user in people() {
        let turn = passwords.turn().await.map_err(refused)?;
        let hash = passwords.hash(Secret::new(PASSWORD), turn).await.map_err(refused)?;
        demonstration.users.push((user, hash));
    }
    store.fill(demonstration).await?;
    tracing::info!("filled a new database with made-up customers");
    Ok(())
}

fn refused(refusal: Refusal) -> StartError {
    StartError::Machine(format!("a password cannot be hashed: {refusal:?}"))
}

/// Everything but the people, whose passwords must be hashed first.
pub fn make(now: DateTime<Utc>) -> Demonstration {
    Demonstration {
        plans: catalogue::plans(),
        products: catalogue::PRODUCTS.to_vec(),
        customers: customers::all(now),
        users: Vec::new(),
        orders: orders::all(now),
        assignments: vec![
            (user_id("agent"), customer_id("northwind")),
            (user_id("agent"), customer_id("yunfan")),
        ],
        shop: Some(shop::make(now)),
        tax_rates: customers::tax_rates(),
        now,
    }
}

/// Who sells in the demonstration.
pub fn seller() -> SellerConfig {
    SellerConfig {
        name: "Cloudline Software Ltd".to_owned(),
        address: "Building 7, 88 Keyuan Road\nShanghai 201203".to_owned(),
        tax_id: Some("9131 0115 MA1K 4G7X 2P".to_owned()),
        email: Some("billing@cloudline.test".to_owned()),
        tax_basis_points: customers::tax_rates(),
    }
}

fn people() -> Vec<User> {
    let person = |name: &str, full_name: &str, role, customer: Option<&str>| User {
        id: user_id(name),
        customer_id: customer.map(customer_id),
        email: format!("{name}@demo.test"),
        name: full_name.to_owned(),
        role,
        avatar_url: None,
    };
    vec![
        person("admin", "Elin Sørensen", Role::Admin, Some("northwind")),
        person("member", "Noah Lindgren", Role::Member, Some("northwind")),
        person("yunfan", "林雨晴", Role::Admin, Some("yunfan")),
        person("sakura", "佐藤 美咲", Role::Admin, Some("sakura")),
        person("agent", "Maya Okafor", Role::Agent, None),
        person("support", "Tomás Rivera", Role::Support, None),
        person("operator", "Ingrid Bauer", Role::Operator, None),
        // What is worth much takes two of them.
        person("operator2", "Kenji Watanabe", Role::Operator, None),
    ]
}

fn user_id(name: &str) -> UserId {
    UserId::new(noise::id(&["user", name]))
}

fn customer_id(name: &str) -> CustomerId {
    CustomerId::new(noise::id(&["customer", name]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::customers::month_of;
    use billing_contract::Currency;
    use chrono::Datelike as _;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn credits_of_month(all: &Demonstration, customer: usize, month: &str) -> i64 {
        let mut added: BTreeMap<&str, i64> = BTreeMap::new();
        for (day, product, quantity) in &all.customers[customer].usage {
            if month_of(*day) == month {
                let counted = added.entry(product).or_default();
                let is_level = all.products.iter().any(|p| p.code == *product && p.is_level);
                *counted = if is_level { *quantity } else { *counted + quantity };
            }
        }
        let price =
            |code: &str| all.products.iter().find(|p| p.code == code).unwrap().credits_per_unit;
        added.iter().map(|(product, quantity)| quantity * price(product)).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn sums_agree_on_every_day_of_the_year(days in 0_i64..800) {
            let start: DateTime<Utc> = "2026-01-01T10:00:00Z".parse().unwrap();
            let now = start + chrono::Duration::days(days);
            let all = make(now);
            for (index, customer) in all.customers.iter().enumerate() {
                let today = now.date_naive();
                let used = credits_of_month(&all, index, &month_of(today));
                prop_assert_eq!(used, customer.subscription.used_credits);
                prop_assert!(used <= customer.subscription.monthly_quota);
                prop_assert_eq!(customer.invoices.len(), 36);
                prop_assert!(customer.subscription.quota_reset_date > today);
                let mut balance = 0;
                for (earlier, movement) in customer.credits.iter().zip(&customer.credits[1..]) {
                    prop_assert!(earlier.at <= movement.at && movement.at <= now);
                    balance += earlier.amount;
                    prop_assert!(balance >= 0);
                }
                let end: i64 = customer.credits.iter().map(|movement| movement.amount).sum();
                prop_assert_eq!(end, customer.subscription.monthly_quota - used);
                for invoice in &customer.invoices {
                    for line in &invoice.lines {
                        prop_assert_eq!(line.amount_minor, line.quantity * line.unit_minor);
                        prop_assert!(line.tax_minor >= 0 && line.tax_minor < line.amount_minor.max(1));
                    }
                    let minutes: i64 = customer.usage.iter()
                        .filter(|(day, product, _)| {
                            *product == "voice" && month_of(*day) == invoice.period
                        })
                        .map(|(_, _, quantity)| quantity)
                        .sum();
                    prop_assert_eq!(invoice.lines[0].quantity, minutes);
                }
            }
        }
    }

    #[test]
    fn the_first_customer_is_the_one_of_the_pictures() {
        let all = make("2026-06-18T12:00:00Z".parse().unwrap());
        let northwind = &all.customers[0];
        assert_eq!(northwind.account.company_name, "Northwind Labs");
        assert_eq!(northwind.currency, Currency::CNY);
        assert_eq!(northwind.subscription.used_credits, 41_260);
        assert_eq!(northwind.subscription.monthly_quota, 50_000);
        let end = northwind.subscription.end_date.unwrap();
        assert_eq!((end.month(), end.day()), (8, 12));
    }

    #[test]
    fn the_same_day_gives_the_same_figures() {
        let now = "2026-06-18T12:00:00Z".parse().unwrap();
        let usage =
            |all: Demonstration| all.customers.into_iter().map(|c| c.usage).collect::<Vec<_>>();
        assert_eq!(usage(make(now)), usage(make(now)));
    }
}
