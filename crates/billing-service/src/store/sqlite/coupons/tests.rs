use super::*;
use crate::store::sqlite::schema;

fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

/// A coupon SAVE10 that may be used twice in all and once by each customer, until noon tomorrow.
fn sql() -> Connection {
    let mut sql = Connection::open_in_memory().unwrap();
    schema::bring_up_to_date(&mut sql).unwrap();
    change(
        &sql,
        "INSERT INTO discounts (id, code, basis_points, limit_in_all, limit_per_customer, \
         ends_at, is_active) VALUES ('d1', 'SAVE10', 1000, 2, 1, $1, 1)",
        [moment(noon() + chrono::Duration::days(1))],
    )
    .unwrap();
    sql
}

fn take(sql: &Connection, customer: &str, order: &str) -> Option<CouponProblem> {
    claim(sql, "d1", &CustomerId::new(customer), &OrderId::new(order), noon()).unwrap()
}

#[test]
fn a_use_counts_until_it_is_given_back() {
    let sql = sql();
    assert_eq!(take(&sql, "anna", "o1"), None);
    assert_eq!(take(&sql, "anna", "o2"), Some(CouponProblem::UsedByYou));
    assert_eq!(take(&sql, "bert", "o3"), None);
    assert_eq!(take(&sql, "carl", "o4"), Some(CouponProblem::UsedUp));
    release(&sql, &OrderId::new("o1")).unwrap();
    assert_eq!(take(&sql, "carl", "o4"), None);
    assert_eq!(take(&sql, "anna", "o5"), Some(CouponProblem::UsedUp));
}

#[test]
fn claiming_for_the_same_order_again_counts_once() {
    let sql = sql();
    assert_eq!(take(&sql, "anna", "o1"), None);
    assert_eq!(take(&sql, "anna", "o1"), None);
    assert_eq!(take(&sql, "bert", "o2"), None);
    let seen = by_code(&sql, " save10 ", &CustomerId::new("anna"), None, "en").unwrap().unwrap();
    assert_eq!((seen.uses.in_all, seen.uses.by_customer), (2, 1));
}

#[test]
fn before_a_payment_the_coupon_must_still_run() {
    let sql = sql();
    let order = OrderId::new("o1");
    assert_eq!(still_counts(&sql, &order, noon()).unwrap(), None);
    assert_eq!(take(&sql, "anna", "o1"), None);
    assert_eq!(still_counts(&sql, &order, noon()).unwrap(), None);
    let tomorrow = noon() + chrono::Duration::days(1);
    assert_eq!(still_counts(&sql, &order, tomorrow).unwrap(), Some(CouponProblem::Expired));
    change(&sql, "UPDATE discounts SET is_active = 0", []).unwrap();
    assert_eq!(still_counts(&sql, &order, noon()).unwrap(), Some(CouponProblem::Unknown));
    assert_eq!(take(&sql, "bert", "o2"), Some(CouponProblem::Unknown));
    release(&sql, &order).unwrap();
    assert_eq!(still_counts(&sql, &order, noon()).unwrap(), Some(CouponProblem::Expired));
}

#[test]
fn a_promotion_with_a_limit_of_uses_is_neither_taken_nor_read() {
    let sql = sql();
    let limited = "INSERT INTO discounts (id, basis_points, limit_per_customer, is_active) \
         VALUES ('week', 1000, 1, 1)";
    let refused = change(&sql, limited, []).unwrap_err().to_string();
    assert!(refused.contains("limit_per_customer IS NULL"), "{refused}");
    assert_eq!(promotions(&sql, "en").unwrap(), []);
    // As if somebody had gone around the schema.
    sql.pragma_update(None, "ignore_check_constraints", true).unwrap();
    change(&sql, limited, []).unwrap();
    let refused = promotions(&sql, "en").unwrap_err().to_string();
    assert!(refused.contains("the promotion week has a limit of uses"), "{refused}");
}
