use super::*;
use crate::store::sqlite::{credits, file, schema};
use crate::store::{Spending, Spent};
use proptest::prelude::*;

pub(in crate::store::sqlite) fn anna() -> CustomerId {
    CustomerId::new("anna")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(in crate::store::sqlite) fn noon_of(day: &str) -> DateTime<Utc> {
    at(&format!("{day}T12:00:00Z"))
}

/// A database with one customer and two plans, of 100 and of 300 credits a month.
pub(in crate::store::sqlite) fn database() -> Connection {
    let mut sql = Connection::open_in_memory().unwrap();
    file::set_up(&sql).unwrap();
    schema::bring_up_to_date(&mut sql).unwrap();
    sql.execute_batch(
        "INSERT INTO customers (id, company_name, contact_name, contact_email, locale, currency, \
             created_at, version) VALUES ('anna', 'A', 'A', 'a@b.test', 'en', 'USD', 0, 1);
         INSERT INTO plans (id, plan_code, position, credits_monthly, is_popular, is_offered) \
             VALUES ('small', 'small', 1, 100, 0, 1), ('large', 'large', 2, 300, 0, 1);
         INSERT INTO plan_texts VALUES ('small', 'en', 'Small', ''), ('large', 'en', 'Large', '');",
    )
    .unwrap();
    sql
}

/// A subscription with one period, of which nobody has noticed that it begins.
pub(in crate::store::sqlite) fn keep(
    sql: &Connection,
    id: &str,
    plan: &str,
    start: &str,
    end: Option<&str>,
) {
    let statement = "INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, \
         start_date, end_date, status, auto_renew, created_at) \
         VALUES (?1, 'anna', ?2, 'yearly', ?3, ?4, 'active', 0, 0)";
    sql.execute(statement, params![id, plan, start, end]).unwrap();
    add_period(sql, id, plan, start, end);
}

/// A period behind the others.
fn add_period(sql: &Connection, id: &str, plan: &str, start: &str, end: Option<&str>) {
    let statement = "INSERT INTO subscription_periods (subscription_id, number, plan_id, \
         subscription_type, start_date, end_date, own_minor, carried_minor, released_minor, \
         is_trial, has_begun) SELECT ?1, count(*), ?2, 'yearly', ?3, ?4, 0, 0, 0, 0, 1 \
         FROM subscription_periods WHERE subscription_id = ?1";
    sql.execute(statement, params![id, plan, start, end]).unwrap();
}

/// Ends what runs of a subscription on a day.
fn cut(sql: &Connection, id: &str, on: &str) {
    let statement = "UPDATE subscription_periods SET end_date = ?2 WHERE subscription_id = ?1";
    sql.execute(statement, [id, on]).unwrap();
}

/// A subscription that begins, as buying a plan begins it.
fn subscribe(sql: &Connection, id: &str, plan: &str, start: &str, end: Option<&str>) {
    keep(sql, id, plan, start, end);
    begin(sql, id, plan, id, noon_of(start));
}

/// Notices that the newest period of a plan has begun.
pub(in crate::store::sqlite) fn begin(
    sql: &Connection,
    subscription: &str,
    plan: &str,
    new_id: &str,
    now: DateTime<Utc>,
) {
    let question = "SELECT start_date, end_date FROM subscription_periods \
         WHERE subscription_id = ?1 AND plan_id = ?2 ORDER BY number DESC LIMIT 1";
    let (start, end): (String, Option<String>) = sql
        .query_row(question, [subscription, plan], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let day = |text: String| text.parse::<NaiveDate>().unwrap();
    let plan = &PlanId::new(plan);
    let begun = Begun { subscription, plan, start: day(start), end: end.map(day) };
    grant(sql, &anna(), &begun, new_id, now).unwrap();
}

/// Kind, amount and balance of every movement.
pub(in crate::store::sqlite) fn movements(sql: &Connection) -> Vec<(&'static str, i64, i64)> {
    let all = credits::oldest_first(sql, &anna()).unwrap();
    all.iter().map(|one| (one.transaction_type.as_str(), one.amount, one.balance_after)).collect()
}

fn spend(sql: &Connection, id: &str, amount: i64, now: DateTime<Utc>) -> Spent {
    let (source, description) = ("usage".to_owned(), "Used".to_owned());
    let customer = anna();
    let spending = Spending { id: id.to_owned(), customer, amount, source, description, now };
    credit_grants::spend(sql, &spending).unwrap()
}

#[test]
fn months_are_counted_from_the_day_a_plan_began() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-01-31", None);
    spend(&sql, "use", 30, noon_of("2026-02-01"));
    for day in ["2026-02-27", "2026-02-28", "2026-03-30", "2026-03-31"] {
        catch_up(&sql, &anna(), noon_of(day)).unwrap();
    }
    let expected = [
        ("earn", 100, 100),
        ("spend", -30, 70),
        ("expire", -70, 0),
        ("earn", 100, 100),
        ("expire", -100, 0),
        ("earn", 100, 100),
    ];
    assert_eq!(movements(&sql), expected);
    let told: Vec<String> = credits::oldest_first(&sql, &anna())
        .unwrap()
        .into_iter()
        .map(|one| format!("{}: {}", one.source, one.description))
        .collect();
    assert_eq!(told[0], "order: Small bought");
    assert_eq!(told[2], "plan: Unused credits of January 2026");
    assert_eq!(told[3], "plan: Small, credits of February 2026");
    assert_eq!(reset_date(&sql, &anna()).unwrap(), Some("2026-04-30".parse().unwrap()));
    assert_eq!(catch_up(&sql, &anna(), noon_of("2026-04-01")).unwrap(), 0);
}

#[test]
fn whoever_comes_late_finds_the_same_as_whoever_came_each_day() {
    let (daily, late) = (database(), database());
    for sql in [&daily, &late] {
        subscribe(sql, "s1", "small", "2026-01-31", Some("2027-01-31"));
    }
    let days = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap().iter_days();
    let last = NaiveDate::from_ymd_opt(2027, 6, 1).unwrap();
    for day in days.take_while(|day| *day <= last) {
        catch_up(&daily, &anna(), midnight(day)).unwrap();
    }
    catch_up(&late, &anna(), midnight(last)).unwrap();
    assert_eq!(movements(&late), movements(&daily));
    // Twelve months were granted and have run out, and none after the end.
    assert_eq!(movements(&late).len(), 24);
    assert_eq!(movements(&late)[23], ("expire", -100, 0));
}

#[test]
fn a_plan_that_is_bought_once_more_on_the_way_grants_a_month_once() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2026-04-10"));
    // It is renewed early, and again on the day, before and after anybody looked.
    add_period(&sql, "s1", "small", "2026-04-10", Some("2026-06-10"));
    begin(&sql, "s1", "small", "r1", noon_of("2026-04-05"));
    assert_eq!(movements(&sql), [("earn", 100, 100)]);
    begin(&sql, "s1", "small", "r2", noon_of("2026-04-10"));
    catch_up(&sql, &anna(), noon_of("2026-04-10")).unwrap();
    begin(&sql, "s1", "small", "r3", noon_of("2026-04-11"));
    let expected = [("earn", 100, 100), ("expire", -100, 0), ("earn", 100, 100)];
    assert_eq!(movements(&sql), expected);
}

#[test]
fn a_plan_that_was_paid_late_grants_its_running_month_at_once() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2026-04-10"));
    catch_up(&sql, &anna(), noon_of("2026-04-11")).unwrap();
    assert_eq!(movements(&sql), [("earn", 100, 100), ("expire", -100, 0)]);
    add_period(&sql, "s1", "small", "2026-04-10", Some("2026-05-10"));
    begin(&sql, "s1", "small", "late", noon_of("2026-04-12"));
    assert_eq!(movements(&sql)[2], ("earn", 100, 100));
    assert_eq!(reset_date(&sql, &anna()).unwrap(), Some("2026-05-10".parse().unwrap()));
}

#[test]
fn a_month_that_began_before_the_end_is_granted_although_it_is_over_by_now() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2026-05-01"));
    sql.execute("UPDATE subscriptions SET status = 'expired' WHERE id = 's1'", []).unwrap();
    catch_up(&sql, &anna(), noon_of("2026-06-01")).unwrap();
    let month = [("earn", 100, 100), ("expire", -100, 0)];
    assert_eq!(movements(&sql), [month, month].concat());
}

#[test]
fn another_plan_grants_at_once_and_leaves_what_is_left_of_the_month_before() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2027-03-10"));
    spend(&sql, "use", 40, noon_of("2026-03-11"));
    cut(&sql, "s1", "2026-03-20");
    subscribe(&sql, "s2", "large", "2026-03-20", None);
    let expected = [("earn", 100, 100), ("spend", -40, 60), ("earn", 300, 360)];
    assert_eq!(movements(&sql), expected);
    // What runs out first is spent first, also across plans.
    spend(&sql, "use-2", 100, noon_of("2026-04-01"));
    catch_up(&sql, &anna(), noon_of("2026-04-10")).unwrap();
    assert_eq!(movements(&sql).last(), Some(&("spend", -100, 260)), "nothing of it is left");
    catch_up(&sql, &anna(), noon_of("2026-04-20")).unwrap();
    assert_eq!(movements(&sql)[4..], [("expire", -260, 0), ("earn", 300, 300)]);
}

#[test]
fn a_plan_that_changes_within_a_subscription_grants_at_once() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2027-03-10"));
    cut(&sql, "s1", "2026-03-20");
    add_period(&sql, "s1", "large", "2026-03-20", Some("2027-03-20"));
    begin(&sql, "s1", "large", "s1-1", noon_of("2026-03-20"));
    begin(&sql, "s1", "large", "s1-2", noon_of("2026-03-21"));
    assert_eq!(movements(&sql), [("earn", 100, 100), ("earn", 300, 400)]);
    catch_up(&sql, &anna(), noon_of("2026-04-20")).unwrap();
    let then = [("expire", -100, 300), ("expire", -300, 0), ("earn", 300, 300)];
    assert_eq!(movements(&sql)[2..], then);
}

#[test]
fn a_plan_that_begins_where_it_is_tomorrow_already_does_not_grant_a_month_too_many() {
    let sql = database();
    keep(&sql, "s1", "small", "2026-01-31", Some("2027-01-31"));
    let evening = at("2026-01-30T17:00:00Z");
    begin(&sql, "s1", "small", "s1", evening);
    assert_eq!(movements(&sql), [("earn", 100, 100)]);
    catch_up(&sql, &anna(), noon_of("2027-04-01")).unwrap();
    assert_eq!(movements(&sql).len(), 24);
}

#[test]
fn a_plan_that_begins_later_grants_then() {
    let sql = database();
    subscribe(&sql, "s1", "small", "2026-03-10", Some("2026-05-01"));
    catch_up(&sql, &anna(), noon_of("2026-04-10")).unwrap();
    keep(&sql, "s2", "large", "2026-05-01", None);
    begin(&sql, "s2", "large", "s2", noon_of("2026-04-12"));
    assert_eq!(movements(&sql).last(), Some(&("earn", 100, 100)));
    catch_up(&sql, &anna(), noon_of("2026-05-01")).unwrap();
    assert_eq!(movements(&sql).last(), Some(&("earn", 300, 400)));
    catch_up(&sql, &anna(), noon_of("2026-05-10")).unwrap();
    assert_eq!(movements(&sql).last(), Some(&("expire", -100, 300)));
}

#[test]
fn what_has_run_out_is_not_spent_however_much_of_it_waits() {
    let sql = database();
    let long_ago = noon_of("2026-01-01");
    for number in 0..=MOST_STEPS {
        let movement = Movement {
            id: format!("gift-{number}"),
            kind: CreditTransactionType::Earn,
            amount: 1,
            source: "gift".into(),
            description: "Gift".to_owned(),
            at: long_ago,
        };
        let expires_at = Some(noon_of("2026-02-01"));
        let (source, occasion) = (GrantSource::Gift, Occasion::Other);
        let grant = NewGrant { movement, source, expires_at, occasion };
        credit_grants::give(&sql, &anna(), &grant).unwrap();
    }
    let spent = spend(&sql, "use", 1, noon_of("2026-02-02"));
    assert!(matches!(spent, Spent::Short { available: 0 }), "{spent:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn five_years_with_a_death_at_any_step_grant_every_month_once(
        start in 0_u64..60,
        deaths in proptest::collection::vec(any::<bool>(), 40..80),
        stride in 1_usize..25,
    ) {
        let mut sql = database();
        let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + Days::new(start);
        subscribe(&sql, "s1", "small", &start.to_string(), None);
        let end = start.checked_add_months(Months::new(60)).unwrap();
        let mut deaths = deaths.into_iter().cycle();
        for day in start.iter_days().take_while(|day| *day <= end).step_by(stride) {
            loop {
                let transaction = sql.transaction().unwrap();
                catch_up(&transaction, &anna(), noon_of(&day.to_string())).unwrap();
                if deaths.next() == Some(true) {
                    // It died before the commit.
                    transaction.rollback().unwrap();
                    continue;
                }
                transaction.commit().unwrap();
                break;
            }
        }
        catch_up(&sql, &anna(), midnight(end)).unwrap();
        let all = movements(&sql);
        let of = |kind| all.iter().filter(|one| one.0 == kind).count();
        prop_assert_eq!((of("earn"), of("expire")), (61, 60));
        prop_assert_eq!(all.last().unwrap().2, 100);
        let question = "SELECT count(DISTINCT month) FROM credit_grants";
        let months: i64 = sql.query_row(question, [], |row| row.get(0)).unwrap();
        prop_assert_eq!(months, 61);
    }
}
