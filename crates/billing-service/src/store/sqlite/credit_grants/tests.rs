use super::*;
use crate::store::sqlite::{file, schema};
use chrono::Duration;
use proptest::prelude::*;

fn noon() -> DateTime<Utc> {
    "2026-06-18T12:00:00Z".parse().unwrap()
}

fn anna() -> CustomerId {
    CustomerId::new("anna")
}

/// A database with one customer and ten orders of packs.
fn database() -> Connection {
    let mut sql = Connection::open_in_memory().unwrap();
    file::set_up(&sql).unwrap();
    schema::bring_up_to_date(&mut sql).unwrap();
    sql.execute_batch(
        "INSERT INTO customers (id, company_name, contact_name, contact_email, locale, currency, \
             created_at, version) VALUES ('anna', 'A', 'A', 'a@b.test', 'en', 'USD', 0, 1);",
    )
    .unwrap();
    for number in 0..ORDERS {
        let statement = "INSERT INTO orders (id, order_no, customer_id, product_type, product_id, \
             product_name, original_minor, discount_minor, final_minor, received_minor, \
             refunded_minor, currency, method, state, locale, is_test, created_at, expires_at, \
             credits) VALUES (?1, ?1, 'anna', 'credits', 'p', 'Pack', 1, 0, 1, 1, 0, 'USD', \
             'sandbox', 'fulfilled', 'en', 1, 0, 0, 1)";
        sql.execute(statement, [order_id(number)]).unwrap();
    }
    sql
}

const ORDERS: usize = 10;

fn order_id(number: usize) -> String {
    format!("order-{number}")
}

fn grant(id: &str, amount: i64, expires_at: Option<DateTime<Utc>>, occasion: Occasion) -> NewGrant {
    let source = match occasion {
        Occasion::Order(_) => GrantSource::TopUp,
        _ => GrantSource::Gift,
    };
    let movement = Movement {
        id: id.to_owned(),
        kind: CreditTransactionType::Earn,
        amount,
        source: source.as_str().into(),
        description: "Come".to_owned(),
        at: noon(),
    };
    NewGrant { movement, source, expires_at, occasion }
}

fn spending(id: &str, amount: i64, now: DateTime<Utc>) -> Spending {
    Spending {
        id: id.to_owned(),
        customer: anna(),
        amount,
        source: "usage".to_owned(),
        description: "Used".to_owned(),
        now,
    }
}

fn order(sql: &Connection, number: usize) -> StoredOrder {
    let id = order_id(number).into();
    crate::store::sqlite::orders::load(sql, &id).unwrap().unwrap().order
}

/// Everything that is written down of credits agrees with everything else; what is left and owed.
fn check(sql: &Connection) -> (i64, i64) {
    let number = |question: &str| sql.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap();
    let left = number("SELECT coalesce(sum(remaining), 0) FROM credit_grants");
    let sums = sums(sql, &anna()).unwrap();
    assert_eq!(sums.left, left);
    assert!(left == 0 || sums.debt == 0, "something is left although something is owed");
    let (mut hash, mut balance) = (String::new(), 0);
    let all = credits::oldest_first(sql, &anna()).unwrap();
    for (place, movement) in (1..).zip(&all) {
        assert_eq!(movement.number, place);
        balance += movement.amount;
        assert_eq!(movement.balance_after, balance);
        assert_eq!(movement.hash, credits::sha256_of(&movement.hashed_text(&hash)));
        hash.clone_from(&movement.hash);
    }
    assert_eq!(balance, left - sums.debt);
    (left, sums.debt)
}

#[test]
fn what_runs_out_first_is_spent_first() {
    let sql = database();
    let later = |days| Some(noon() + Duration::days(days));
    for (id, expires_at) in [("never", None), ("late", later(9)), ("soon", later(3))] {
        give(&sql, &anna(), &grant(id, 10, expires_at, Occasion::Other)).unwrap();
    }
    let left = |sql: &Connection| -> Vec<(String, i64)> {
        let held = holding(sql, &anna()).unwrap();
        held.grants.into_iter().map(|grant| (grant.id, grant.left)).collect()
    };
    let named = |all: &[(&str, i64)]| -> Vec<(String, i64)> {
        all.iter().map(|(id, left)| ((*id).to_owned(), *left)).collect()
    };
    spend(&sql, &spending("s1", 12, noon())).unwrap();
    assert_eq!(left(&sql), named(&[("late", 8), ("never", 10)]));
    let short = spend(&sql, &spending("s2", 19, noon())).unwrap();
    assert_eq!(short, Spent::Short { available: 18 });
    assert_eq!(left(&sql), named(&[("late", 8), ("never", 10)]));
    // What has run out is not spent, whether or not anybody has noted it before.
    let short = spend(&sql, &spending("s3", 18, noon() + Duration::days(9))).unwrap();
    assert_eq!(short, Spent::Short { available: 10 });
    assert_eq!(check(&sql), (10, 0));
}

#[test]
fn what_was_spent_of_a_pack_that_is_paid_back_is_owed_and_paid_by_what_comes() {
    let sql = database();
    let pack = Occasion::Order(order_id(0).into());
    give(&sql, &anna(), &grant("pack", 100, None, pack)).unwrap();
    give(&sql, &anna(), &grant("gift", 20, None, Occasion::Other)).unwrap();
    spend(&sql, &spending("s1", 90, noon())).unwrap();
    take_back(&sql, &order(&sql, 0), noon()).unwrap();
    assert_eq!(check(&sql), (0, 70));
    take_back(&sql, &order(&sql, 0), noon()).unwrap();
    assert_eq!(check(&sql), (0, 70), "what was taken back is not taken again");
    give(&sql, &anna(), &grant("small", 50, None, Occasion::Other)).unwrap();
    assert_eq!(check(&sql), (0, 20));
    give(&sql, &anna(), &grant("large", 50, None, Occasion::Other)).unwrap();
    assert_eq!(check(&sql), (30, 0));
    let newest = credits::oldest_first(&sql, &anna()).unwrap().pop().unwrap();
    assert_eq!((newest.amount, newest.balance_after), (50, 30));
}

#[test]
fn credits_and_orders_from_before_grants_go_on() {
    let mut sql = Connection::open_in_memory().unwrap();
    file::set_up(&sql).unwrap();
    schema::bring_to(&mut sql, 15);
    sql.execute_batch(
        "INSERT INTO customers (id, company_name, contact_name, contact_email, locale, currency, \
             created_at, version) VALUES ('anna', 'A', 'A', 'a@b.test', 'en', 'USD', 0, 1);
         INSERT INTO plans VALUES ('small', 'small', 1, 100, 0, 1);
         INSERT INTO plan_texts VALUES ('small', 'en', 'Small', '');
         INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, start_date, \
             end_date, status, auto_renew, created_at) \
             VALUES ('s1', 'anna', 'small', 'yearly', '2026-06-01', NULL, 'active', 0, 0);
         INSERT INTO credit_balances VALUES ('anna', 130, 30, 100, '2026-07-01');
         INSERT INTO orders (id, order_no, customer_id, product_type, product_id, product_name, \
             original_minor, discount_minor, final_minor, received_minor, refunded_minor, \
             currency, method, state, locale, is_test, created_at, expires_at) \
             VALUES ('old', 'old', 'anna', 'report', 'r', 'R', 1, 0, 1, 1, 0, 'USD', 'sandbox', \
             'fulfilled', 'en', 1, 0, 0);",
    )
    .unwrap();
    schema::bring_up_to_date(&mut sql).unwrap();
    let sound: String = sql.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let kind = "UPDATE orders SET product_type = ?1 WHERE id = 'old'";
    assert!(sql.execute(kind, ["anything"]).is_err());
    assert_eq!(sql.execute(kind, ["credits"]).unwrap(), 1);

    // What was there is there, runs out with its month, and the next month grants.
    spend(&sql, &spending("s", 40, noon())).unwrap();
    assert_eq!(check(&sql), (60, 0));
    plan_credits::catch_up(&sql, &anna(), "2026-07-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(check(&sql), (100, 0));
    let told: Vec<String> = credits::oldest_first(&sql, &anna())
        .unwrap()
        .into_iter()
        .map(|one| format!("{} {}", one.transaction_type.as_str(), one.amount))
        .collect();
    assert_eq!(told, ["adjust 100", "spend -40", "expire -60", "earn 100"]);
    plan_credits::catch_up(&sql, &anna(), "2026-08-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(check(&sql), (100, 0));
}

/// What a random course of things does.
#[derive(Clone, Debug)]
enum Happening {
    Give { amount: i64, days: Option<i64> },
    Buy { amount: i64, days: Option<i64> },
    Spend { amount: i64 },
    PayBack { pick: usize },
    Wait { days: i64 },
}

fn happening() -> impl Strategy<Value = Happening> {
    let days = || proptest::option::of(1_i64..40);
    prop_oneof![
        2 => (1_i64..1_000, days()).prop_map(|(amount, days)| Happening::Give { amount, days }),
        2 => (1_i64..1_000, days()).prop_map(|(amount, days)| Happening::Buy { amount, days }),
        5 => (1_i64..600).prop_map(|amount| Happening::Spend { amount }),
        2 => (0_usize..ORDERS).prop_map(|pick| Happening::PayBack { pick }),
        2 => (1_i64..20).prop_map(|days| Happening::Wait { days }),
    ]
}

/// Credits as anybody would count them by hand: a list, sorted when it matters.
#[derive(Default)]
struct Counted {
    /// The grants in the order in which they came.
    grants: Vec<CountedGrant>,
    /// The grant that each order brought, until it is paid back.
    orders: Vec<Option<usize>>,
    debt: i64,
}

struct CountedGrant {
    expires_at: Option<DateTime<Utc>>,
    amount: i64,
    left: i64,
    expired: i64,
}

impl Counted {
    fn left(&self) -> i64 {
        self.grants.iter().map(|grant| grant.left).sum()
    }

    fn give(&mut self, amount: i64, expires_at: Option<DateTime<Utc>>) -> usize {
        let pays = amount.min(self.debt);
        self.debt -= pays;
        let place = self.grants.len();
        self.grants.push(CountedGrant { expires_at, amount, left: amount - pays, expired: 0 });
        place
    }

    fn take(&mut self, mut wanted: i64) {
        let mut order: Vec<usize> = (0..self.grants.len()).collect();
        let never = DateTime::<Utc>::MAX_UTC;
        order.sort_by_key(|place| (self.grants[*place].expires_at.unwrap_or(never), *place));
        for place in order {
            let taken = self.grants[place].left.min(wanted);
            self.grants[place].left -= taken;
            wanted -= taken;
        }
        self.debt += wanted;
    }

    fn run_out(&mut self, now: DateTime<Utc>) {
        let is_over = |grant: &&mut CountedGrant| grant.expires_at.is_some_and(|at| at <= now);
        for grant in self.grants.iter_mut().filter(is_over) {
            grant.expired += grant.left;
            grant.left = 0;
        }
    }

    fn pay_back(&mut self, order: usize) {
        let Some(place) = self.orders.get_mut(order).and_then(Option::take) else { return };
        let grant = &mut self.grants[place];
        let spent = grant.amount - grant.expired - grant.left;
        grant.left = 0;
        self.take(spent);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_happens_the_balance_is_what_is_left_less_what_is_owed(
        happenings in proptest::collection::vec(happening(), 1..60),
    ) {
        let sql = database();
        let (mut counted, mut now) = (Counted::default(), noon());
        for (step, happening) in happenings.into_iter().enumerate() {
            let name = format!("step-{step:03}");
            match happening {
                Happening::Give { amount, days } => {
                    let expires_at = days.map(|days| now + Duration::days(days));
                    let mut given = grant(&name, amount, expires_at, Occasion::Other);
                    given.movement.at = now;
                    give(&sql, &anna(), &given).unwrap();
                    counted.give(amount, expires_at);
                }
                Happening::Buy { amount, days } if counted.orders.len() < ORDERS => {
                    let expires_at = days.map(|days| now + Duration::days(days));
                    let of = Occasion::Order(order_id(counted.orders.len()).into());
                    let mut given = grant(&name, amount, expires_at, of);
                    given.movement.at = now;
                    give(&sql, &anna(), &given).unwrap();
                    let place = counted.give(amount, expires_at);
                    counted.orders.push(Some(place));
                }
                Happening::Buy { .. } => {}
                Happening::Spend { amount } => {
                    let spent = spend(&sql, &spending(&name, amount, now)).unwrap();
                    counted.run_out(now);
                    let there = counted.left();
                    if there < amount {
                        prop_assert_eq!(spent, Spent::Short { available: there });
                    } else {
                        prop_assert!(matches!(spent, Spent::Done(_)));
                        counted.take(amount);
                    }
                }
                Happening::PayBack { pick } => {
                    take_back(&sql, &order(&sql, pick), now).unwrap();
                    counted.run_out(now);
                    counted.pay_back(pick);
                }
                Happening::Wait { days } => {
                    now += Duration::days(days);
                    plan_credits::catch_up(&sql, &anna(), now).unwrap();
                    counted.run_out(now);
                }
            }
            prop_assert_eq!(check(&sql), (counted.left(), counted.debt));
        }
    }
}
