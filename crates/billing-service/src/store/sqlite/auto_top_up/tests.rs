use super::super::plan_credits::tests::{anna, begin, database, keep, movements, noon_of};
use super::*;
use crate::store::sqlite::plan_credits;
use billing_contract::{PayType, UserId};

/// A customer with a pack to order.
fn shop() -> Connection {
    let sql = database();
    sql.execute_batch("INSERT INTO credit_packs VALUES ('pack', 1, 500, NULL, 1)").unwrap();
    sql
}

fn set(sql: &Connection, id: &str, is_on: bool, now: DateTime<Utc>) {
    let rule = AutoTopUpUpdate {
        is_on,
        below: 50,
        pack_id: "pack".to_owned(),
        most_a_month: 1,
        pay_type: PayType::Sandbox,
    };
    let (customer, user, new_id) = (anna(), UserId::new("anna"), id.to_owned());
    put(sql, &SetAutoTopUp { customer, user, rule, new_id, now }).unwrap();
}

fn waiting(sql: &Connection, now: DateTime<Utc>) -> Vec<String> {
    to_order(sql, now, 10).unwrap().into_iter().map(|fall| fall.id).collect()
}

#[test]
fn a_month_that_turns_orders_nothing_if_what_comes_with_it_is_enough() {
    let sql = shop();
    keep(&sql, "s1", "small", "2026-03-10", Some("2027-03-10"));
    begin(&sql, "s1", "small", "s1-0", noon_of("2026-03-10"));
    set(&sql, "rule", true, noon_of("2026-03-11"));
    // Nobody looked for months.
    let late = noon_of("2026-07-11");
    plan_credits::catch_up(&sql, &anna(), late).unwrap();
    assert_eq!(movements(&sql).last(), Some(&("earn", 100, 100)));
    assert_eq!(waiting(&sql, late), [] as [&str; 0]);
}

#[test]
fn a_rule_that_is_set_anew_orders_although_nothing_has_risen_since() {
    let sql = shop();
    let now = noon_of("2026-03-11");
    set(&sql, "first", true, now);
    put_off(&sql, "first", None, now).unwrap();
    assert_eq!(waiting(&sql, now), [] as [&str; 0]);
    set(&sql, "off", false, now);
    set(&sql, "second", true, now);
    assert_eq!(waiting(&sql, now), ["second"]);
    // One fall waits already.
    set(&sql, "third", true, now);
    assert_eq!(waiting(&sql, now), ["second"]);
}

#[test]
fn a_fall_beyond_the_months_limit_waits_for_the_next_month() {
    let sql = shop();
    let now = noon_of("2026-03-11");
    let ordered = "INSERT INTO auto_top_up_falls (id, customer_id, at, outcome, decided_at) \
         VALUES ('before', 'anna', ?1, 'ordered', ?1)";
    sql.execute(ordered, [moment(now)]).unwrap();
    set(&sql, "rule", true, now);
    assert!(!may_order(&sql, "rule", &anna(), now).unwrap());
    assert_eq!(waiting(&sql, noon_of("2026-03-31")), [] as [&str; 0]);
    let next = noon_of("2026-04-01");
    assert_eq!(waiting(&sql, next), ["rule"]);
    assert!(may_order(&sql, "rule", &anna(), next).unwrap());
}
