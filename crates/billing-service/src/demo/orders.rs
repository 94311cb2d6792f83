//! A handful of past orders, one for each way an order can go.

use super::{customer_id, noise, user_id};
use crate::store::{DemonstrationOrder, OrderCourse};
use billing_contract::{AttemptId, Currency, Money, OrderId};
use chrono::{DateTime, Duration, Utc};

const REPORT: &str = "usage-audit";

/// The past orders of the first two customers.
pub fn all(now: DateTime<Utc>) -> Vec<DemonstrationOrder> {
    let northwind = |days, course| {
        let price = Money::new(39_900, Currency::CNY);
        order(now, days, ("northwind", "admin", "en", "Usage audit"), price, course)
    };
    let yunfan = |days, course| {
        let price = Money::new(5_900, Currency::USD);
        order(now, days, ("yunfan", "yunfan", "zh-CN", "用量审计报告"), price, course)
    };
    vec![
        northwind(94, OrderCourse::Fulfilled),
        northwind(62, OrderCourse::Expired),
        northwind(33, OrderCourse::Overpaid { beyond_minor: 100 }),
        yunfan(27, OrderCourse::Fulfilled),
        northwind(21, OrderCourse::Refunded),
        northwind(12, OrderCourse::Cancelled),
        northwind(10, OrderCourse::PaidLate),
    ]
}

fn order(
    now: DateTime<Utc>,
    days: i64,
    (customer, user, locale, name): (&str, &str, &'static str, &'static str),
    price: Money,
    course: OrderCourse,
) -> DemonstrationOrder {
    let words = ["order", customer, &days.to_string()];
    // Some hours of the day, the same each time.
    let minutes = noise::between(0, 8 * 60, &words);
    let at = now - Duration::days(days) - Duration::minutes(minutes);
    DemonstrationOrder {
        id: OrderId::new(noise::id_of_moment(at, &words)),
        attempt: AttemptId::new(noise::id_of_moment(at, &["attempt", customer, words[2]])),
        customer: customer_id(customer),
        user: user_id(user),
        report: REPORT,
        name,
        locale,
        price,
        at,
        course,
    }
}
