//! Five years of customers by the clock, through the real store.
//!
//! Each customer has habits: how they subscribe, when they pay, when they stop and whether they
//! come back. Every day the jobs run, and somewhere in between the store dies, in the middle of a
//! statement or between two, and is opened again. What must have happened is worked out beside it
//! from the habits alone, and in the end every period, notice, order and grant is there exactly
//! once. A hundred customers live here; `BILLING_FAULT_SCALE` multiplies that.

use billing_contract::{
    AttemptId, Currency, CustomerId, Money, OrderId, PayType, PlanId, SubscriptionType,
};
use billing_service::app::App;
use billing_service::orders::facts::PaymentNumber;
use billing_service::orders::machine::{Event, Report};
use billing_service::store::sqlite::SqliteStore;
use billing_service::store::{
    BegunAttempt, Happening, NewAttempt, NewOrder, OrderTerms, Orders as _, PlacedOrder, Product,
    Settlement, Store, StoreError,
};
use billing_service::{AppParts, Clock as _, Config, FixedClock, Telemetry, WriterFigures, jobs};
use chrono::{DateTime, Days, Duration, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const YEARS: u64 = 5;
const UNBURNT: i64 = i64::MAX / 2;

fn customers() -> u64 {
    let scale: Option<u64> =
        std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    100 * scale.unwrap_or(1)
}

/// Looks like chance, comes out the same each time.
fn chance(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |mixed: u64, part| {
        let mixed = (mixed ^ part).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (mixed >> 31)
    })
}

/// What a customer does about the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// Pays so many days after it; before it if below zero.
    Pays(i64),
    /// Never pays, and comes back so many days after it, if ever.
    Leaves(Option<u64>),
}

#[derive(Clone, Copy, Debug)]
struct Person {
    number: u64,
    zone: Tz,
    term: SubscriptionType,
    begins_after: u64,
}

impl Person {
    fn of(number: u64) -> Self {
        let zones = [
            Tz::UTC,
            Tz::Asia__Tokyo,
            Tz::America__Los_Angeles,
            Tz::Pacific__Auckland,
            Tz::Europe__Berlin,
        ];
        let is_monthly = chance(&[number, 1]).is_multiple_of(4);
        Self {
            number,
            zone: zones[usize::try_from(chance(&[number, 2]) % 5).unwrap()],
            term: match is_monthly {
                true => SubscriptionType::Monthly,
                false => SubscriptionType::Yearly,
            },
            begins_after: chance(&[number, 3]) % 365,
        }
    }

    fn id(self) -> CustomerId {
        CustomerId::new(format!("person-{:05}", self.number))
    }

    fn habit(self, end: NaiveDate) -> Habit {
        let day = u64::try_from(end.signed_duration_since(NaiveDate::MIN).num_days()).unwrap();
        let mut dice = chance(&[self.number, 4, day]) % 20;
        // Yearly customers decide seldom; they shall be as different.
        if self.term == SubscriptionType::Yearly {
            dice += 3;
        }
        match dice {
            0..12 => Habit::Pays(-6 + i64::try_from(chance(&[self.number, 5, day]) % 6).unwrap()),
            12..15 => Habit::Pays(i64::try_from(chance(&[self.number, 6, day]) % 3).unwrap()),
            15..18 => Habit::Pays(3 + i64::try_from(chance(&[self.number, 7, day]) % 11).unwrap()),
            18 => Habit::Leaves(None),
            _ => Habit::Leaves(Some(20 + chance(&[self.number, 8, day]) % 100)),
        }
    }

    fn day_at(self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }
}

/// What must be there in the end, worked out from the habits alone.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expected {
    /// Customer, first day, day after the last.
    periods: BTreeSet<(String, NaiveDate, NaiveDate)>,
    /// Customer, end of the period, kind, day.
    notices: BTreeSet<(String, String, NaiveDate)>,
    renewals: usize,
    purchases: usize,
}

impl Expected {
    fn of(people: &[Person], begins: DateTime<Utc>, ends: DateTime<Utc>) -> Self {
        let mut all = Self::default();
        for person in people {
            let first = begins + Duration::days(i64::try_from(person.begins_after).unwrap());
            all.live(*person, person.day_at(first), person.day_at(ends));
        }
        all
    }

    fn live(&mut self, person: Person, first: NaiveDate, today: NaiveDate) {
        let name = person.id().to_string();
        let months = if person.term == SubscriptionType::Monthly { 1 } else { 12 };
        let (mut anchor, mut count) = (first, 0);
        let mut start = first;
        if start > today {
            return;
        }
        self.purchases += 1;
        loop {
            count += 1;
            let end = anchor + Months::new(months * count);
            self.periods.insert((name.clone(), start, end));
            let on = |days: i64| shifted(end, days);
            if on(-7) <= today {
                self.renewals += 1;
            }
            let habit = person.habit(end);
            let last_unpaid = match habit {
                Habit::Pays(after) => on(after),
                Habit::Leaves(_) => NaiveDate::MAX,
            };
            let kinds = [
                ("renewal_in_7_days", -7),
                ("renewal_in_3_days", -3),
                ("renewal_tomorrow", -1),
                ("grace_began", 0),
                ("past_due", 3),
                ("ended", 14),
            ];
            for (kind, days) in kinds {
                // The jobs run before anybody pays on a day.
                if on(days) <= last_unpaid.min(today) {
                    self.notices.insert((name.clone(), kind.to_owned(), on(days)));
                }
            }
            match habit {
                Habit::Pays(after) if on(after) <= today => start = end,
                Habit::Leaves(Some(back)) if end + Days::new(back) <= today => {
                    (start, anchor, count) = (end + Days::new(back), end + Days::new(back), 0);
                    self.purchases += 1;
                }
                Habit::Pays(_) | Habit::Leaves(_) => return,
            }
        }
    }
}

fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    day + Duration::days(days)
}

/// A service that can die at any statement.
struct World {
    path: PathBuf,
    clock: FixedClock,
    fuse: Arc<AtomicI64>,
    app: App,
    store: Arc<SqliteStore>,
    deaths: usize,
    _folder: tempfile::TempDir,
}

async fn assembled(
    path: &PathBuf,
    clock: &FixedClock,
    fuse: &Arc<AtomicI64>,
) -> (App, Arc<SqliteStore>) {
    let mut connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    // A process dies here, no computer loses its power.
    connection.pragma_update(None, "synchronous", "OFF").unwrap();
    let burns = Arc::clone(fuse);
    fuse.store(UNBURNT, Ordering::SeqCst);
    connection
        .progress_handler(50, Some(move || burns.fetch_sub(1, Ordering::SeqCst) <= 0))
        .unwrap();
    let store = SqliteStore::open_inline(connection, WriterFigures::unread()).unwrap();
    let store = Arc::new(store);
    let mut config = Config { demo: true, ..Config::default() };
    config.passwords.memory_kib = 8;
    config.passwords.iterations = 1;
    let parts = AppParts {
        config,
        clock: Arc::new(clock.clone()),
        store: Arc::clone(&store) as Arc<dyn Store>,
        telemetry: Telemetry::new().unwrap(),
        providers: None,
    };
    (parts.assemble().await.unwrap(), store)
}

impl World {
    async fn begin(begins: DateTime<Utc>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("years.sqlite3");
        let (clock, fuse) = (FixedClock::at(begins), Arc::new(AtomicI64::new(UNBURNT)));
        let (app, store) = assembled(&path, &clock, &fuse).await;
        Self { path, clock, fuse, app, store, deaths: 0, _folder: folder }
    }

    /// Lets it die after so many steps of the database.
    fn arm(&self, steps: u64) {
        self.fuse.store(i64::try_from(steps).unwrap(), Ordering::SeqCst);
    }

    /// Whether it had died; then it runs again.
    async fn revived(&mut self) -> bool {
        let is_dead = self.fuse.swap(UNBURNT, Ordering::SeqCst) <= 0;
        if is_dead {
            self.deaths += 1;
            (self.app, self.store) = assembled(&self.path, &self.clock, &self.fuse).await;
        }
        is_dead
    }

    fn sql(&self) -> Connection {
        Connection::open(&self.path).unwrap()
    }

    fn add(&self, people: &[Person]) {
        let mut sql = self.sql();
        let adding = sql.transaction().unwrap();
        // The demonstration's own customers live a life of their own.
        adding.execute("UPDATE subscriptions SET next_look_at = NULL", []).unwrap();
        for person in people {
            let statement = "INSERT INTO customers (id, company_name, contact_name, \
                 contact_email, locale, currency, created_at, version, time_zone) \
                 VALUES (?1, '', ?1, 'a@b.test', 'en', 'CNY', 0, 1, ?2)";
            adding.execute(statement, [person.id().as_str(), person.zone.name()]).unwrap();
        }
        adding.commit().unwrap();
    }

    /// The day's work of the jobs, however often they die on it.
    async fn run_jobs(&mut self, day: u64) {
        let mut tries = 0;
        loop {
            let dice = chance(&[day, 9, tries]);
            if dice.is_multiple_of(5) {
                self.arm((dice >> 8) % 60);
            }
            jobs::pass(&self.app).await;
            tries += 1;
            if !self.revived().await {
                return;
            }
        }
    }

    async fn buy(&self, person: Person, plan: &PlanId, minor: i64) -> Result<OrderId, StoreError> {
        let now = self.clock.now();
        // The same purchase, however often it is tried.
        let id = OrderId::new(format!("{}-{}", person.id(), now.format("%Y%m%d")));
        if self.store_order(&id).await?.is_some() {
            return Ok(id);
        }
        let price = Money::new(minor, Currency::CNY);
        let order = NewOrder {
            id: id.clone(),
            terms: OrderTerms {
                customer_id: person.id(),
                user_id: None,
                product: Product::Plan { id: plan.clone(), subscription_type: person.term },
                product_name: "Starter".to_owned(),
                original: price,
                discount: Money::new(0, Currency::CNY),
                due: price,
                coupon: None,
                promotion: None,
                remark: None,
                locale: "en".to_owned(),
                client_ip: None,
                user_agent: None,
                is_test: true,
            },
            method: PayType::Sandbox,
            now,
            expires_at: now + Duration::hours(2),
            or_the_same: false,
        };
        match self.store.place_order(order, None).await? {
            PlacedOrder::Made(_) | PlacedOrder::Found(_) => Ok(id),
            PlacedOrder::CouponRefused(_) => unreachable!("there is no coupon"),
        }
    }

    async fn store_order(
        &self,
        id: &OrderId,
    ) -> Result<Option<billing_service::store::OrderFile>, StoreError> {
        self.store.order(id).await
    }

    async fn pay(&self, order: &OrderId) -> Result<(), StoreError> {
        let now = self.clock.now();
        let attempt = NewAttempt {
            id: AttemptId::new(format!("attempt-{order}")),
            order: order.clone(),
            method: PayType::Sandbox,
            return_url: None,
            shown_until: now + Duration::minutes(2),
            payable_until: now + Duration::hours(2),
            now,
        };
        let file = match self.store.begin_attempt(attempt).await? {
            BegunAttempt::Begun(file, _)
            | BegunAttempt::OneIsOpen(file)
            | BegunAttempt::NotOpen(file) => file,
            BegunAttempt::CouponRefused(_) | BegunAttempt::Missing => unreachable!("{order}"),
        };
        let number = PaymentNumber { method: PayType::Sandbox, number: format!("paid-{order}") };
        let paid = Report::Paid(number, file.order.terms.due);
        let attempt = file.newest_attempt().unwrap().id.clone();
        let settlement = Settlement {
            order: order.clone(),
            happenings: vec![Happening::plain(Event::Reported(attempt, paid))],
            notice: None,
            tell_that_asked: None,
            now,
            completing: None,
        };
        self.store.settle(settlement).await?;
        self.store.fulfil(order, self.clock.new_id(), now).await?;
        // The sandbox knows nothing of it and need not be asked.
        self.store.look_again(order, None).await
    }

    /// Renewals that can be paid: whose, which, and the end they are about.
    fn renewals(&self) -> Vec<(String, OrderId, NaiveDate)> {
        let sql = self.sql();
        let question = "SELECT s.customer_id, r.order_id, s.end_date FROM subscription_orders r \
             JOIN orders o ON o.id = r.order_id JOIN subscriptions s ON s.id = r.subscription_id \
             WHERE r.purpose = 'renewal' AND o.paid_at IS NULL AND o.ended_as IS NULL";
        let mut ready = sql.prepare(question).unwrap();
        let rows = ready.query_map([], |row| {
            let end: String = row.get(2)?;
            Ok((row.get(0)?, OrderId::new(row.get::<_, String>(1)?), end.parse().unwrap()))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }
}

/// What is there in the end.
fn found(sql: &Connection) -> Expected {
    let day = |text: String| text.parse::<NaiveDate>().unwrap();
    let mut all = Expected::default();
    let mut ready = sql
        .prepare(
            "SELECT s.customer_id, p.start_date, p.end_date FROM subscription_periods p \
             JOIN subscriptions s ON s.id = p.subscription_id \
             WHERE s.customer_id LIKE 'person-%'",
        )
        .unwrap();
    let rows = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    for (customer, start, end) in rows.map(Result::unwrap) {
        assert!(all.periods.insert((customer, day(start), day(end))), "a period came twice");
    }
    let mut ready = sql
        .prepare(
            "SELECT s.customer_id, n.kind, n.due_on FROM subscription_notices n \
             JOIN subscriptions s ON s.id = n.subscription_id WHERE n.is_overtaken = 0 \
             AND s.customer_id LIKE 'person-%'",
        )
        .unwrap();
    let rows = ready.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    for (customer, kind, on) in rows.map(Result::unwrap) {
        assert!(all.notices.insert((customer, kind, day(on))), "a notice came twice");
    }
    let count = |question: &str| -> usize {
        sql.query_row(question, [], |row| row.get::<_, i64>(0)).unwrap().try_into().unwrap()
    };
    all.renewals = count("SELECT count(*) FROM subscription_orders WHERE purpose = 'renewal'");
    all.purchases =
        count("SELECT count(*) FROM orders WHERE id LIKE 'person-%' AND fulfilled_at IS NOT NULL");
    all
}

#[tokio::test]
async fn five_years_bring_every_renewal_end_and_notice_exactly_once_however_often_it_dies() {
    let begins: DateTime<Utc> = "2027-01-10T12:00:00Z".parse().unwrap();
    let people: Vec<Person> = (0..customers()).map(Person::of).collect();
    let mut world = World::begin(begins).await;
    world.add(&people);
    let (plan, prices): (String, BTreeMap<String, i64>) = {
        let sql = world.sql();
        let plan: String = sql
            .query_row("SELECT id FROM plans ORDER BY position LIMIT 1", [], |row| row.get(0))
            .unwrap();
        let mut ready = sql
            .prepare(
                "SELECT subscription_type, amount_minor FROM plan_prices \
                 WHERE plan_id = ?1 AND currency = 'CNY'",
            )
            .unwrap();
        let rows = ready.query_map([&plan], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let prices = rows.map(Result::unwrap).collect();
        drop(ready);
        (plan, prices)
    };
    let plan = PlanId::new(plan);
    let price = |term: SubscriptionType| match term {
        SubscriptionType::Monthly => prices["monthly"],
        _ => prices["yearly"],
    };
    let mut comes_back: BTreeMap<NaiveDate, Vec<u64>> = BTreeMap::new();
    let ends = begins + Duration::days(i64::try_from(YEARS * 365).unwrap());
    for day in 0..=YEARS * 365 {
        if day > 0 {
            world.clock.advance(Duration::days(1));
        }
        world.run_jobs(day).await;
        let now = world.clock.now();
        let mut to_buy: Vec<Person> =
            people.iter().filter(|person| person.begins_after == day).copied().collect();
        for (on, numbers) in comes_back.range(..=now.date_naive() + Days::new(1)) {
            let back = numbers.iter().map(|number| people[usize::try_from(*number).unwrap()]);
            to_buy.extend(back.filter(|person| person.day_at(now) == *on));
        }
        for person in to_buy {
            loop {
                let dice = chance(&[day, 10, person.number]);
                if world.deaths % 3 != 2 && dice.is_multiple_of(2) {
                    world.arm((dice >> 8) % 100);
                }
                let done = async {
                    let order = world.buy(person, &plan, price(person.term)).await?;
                    world.pay(&order).await
                };
                let done = done.await;
                let has_died = world.revived().await;
                if !has_died {
                    done.unwrap();
                    break;
                }
            }
        }
        for (customer, order, end) in world.renewals() {
            let person = people[customer["person-".len()..].parse::<usize>().unwrap()];
            let today = person.day_at(now);
            match person.habit(end) {
                Habit::Pays(after) if shifted(end, after) <= today => loop {
                    let dice = chance(&[day, 11, person.number, world.deaths as u64]);
                    if dice.is_multiple_of(4) {
                        world.arm((dice >> 8) % 100);
                    }
                    let done = world.pay(&order).await;
                    if !world.revived().await {
                        done.unwrap();
                        break;
                    }
                },
                Habit::Leaves(Some(back)) => {
                    let waiting = comes_back.entry(end + Days::new(back)).or_default();
                    if !waiting.contains(&person.number) {
                        waiting.push(person.number);
                    }
                }
                Habit::Pays(_) | Habit::Leaves(None) => {}
            }
        }
    }
    assert!(world.deaths > 100, "it died only {} times", world.deaths);
    let sql = world.sql();
    let (expected, found) = (Expected::of(&people, begins, ends), found(&sql));
    let missing: Vec<_> = expected.periods.difference(&found.periods).take(5).collect();
    let beyond: Vec<_> = found.periods.difference(&expected.periods).take(5).collect();
    assert!(missing.is_empty() && beyond.is_empty(), "missing {missing:?}, beyond {beyond:?}");
    let missing: Vec<_> = expected.notices.difference(&found.notices).take(5).collect();
    let beyond: Vec<_> = found.notices.difference(&expected.notices).take(5).collect();
    assert!(missing.is_empty() && beyond.is_empty(), "missing {missing:?}, beyond {beyond:?}");
    assert_eq!(found, expected);
    all_is_whole(&sql);
    all_credits_are_whole(&sql, world.clock.now());
}

/// What holds of everybody's credits whatever anybody did.
fn all_credits_are_whole(sql: &Connection, now: DateTime<Utc>) {
    let none = |what: &str, question: &str| {
        let odd: i64 = sql.query_row(question, [], |row| row.get(0)).unwrap();
        assert_eq!(odd, 0, "{what}");
    };
    none(
        "what is left of all grants, less what is owed, is the balance",
        "SELECT count(*) FROM credit_balances b WHERE b.customer_id LIKE 'person-%' AND \
         (SELECT coalesce(sum(remaining), 0) FROM credit_grants g \
         WHERE g.customer_id = b.customer_id) - b.debt <> (SELECT balance_after \
         FROM credit_transactions t WHERE t.customer_id = b.customer_id \
         ORDER BY number DESC LIMIT 1)",
    );
    none(
        "movements are numbered without a gap",
        "SELECT count(*) FROM (SELECT 1 FROM credit_transactions \
         WHERE customer_id LIKE 'person-%' GROUP BY customer_id \
         HAVING min(number) <> 1 OR max(number) <> count(*))",
    );
    none(
        "each balance is the one before and the movement",
        "SELECT count(*) FROM credit_transactions t JOIN credit_transactions n \
         ON n.customer_id = t.customer_id AND n.number = t.number + 1 \
         WHERE t.customer_id LIKE 'person-%' AND n.balance_after <> t.balance_after + n.amount",
    );
    none(
        "what ran out was taken off once",
        "SELECT count(*) FROM credit_balances b WHERE b.customer_id LIKE 'person-%' AND \
         (SELECT coalesce(sum(expired), 0) FROM credit_grants g \
         WHERE g.customer_id = b.customer_id) <> -(SELECT coalesce(sum(amount), 0) \
         FROM credit_transactions t WHERE t.customer_id = b.customer_id \
         AND transaction_type = 'expire')",
    );
    none(
        "nothing is left of what has run out",
        &format!(
            "SELECT count(*) FROM credit_grants WHERE customer_id LIKE 'person-%' \
             AND remaining > 0 AND expires_at <= {}",
            (now - Duration::days(1)).timestamp_micros(),
        ),
    );
    let ran_out = "SELECT count(*) FROM credit_grants WHERE customer_id LIKE 'person-%' \
         AND expired > 0";
    let ran_out: i64 = sql.query_row(ran_out, [], |row| row.get(0)).unwrap();
    assert!(ran_out > 100, "only {ran_out} grants ever ran out");
}

/// What holds of the books whatever anybody did.
fn all_is_whole(sql: &Connection) {
    let none = |what: &str, question: &str| {
        let odd: i64 = sql.query_row(question, [], |row| row.get(0)).unwrap();
        assert_eq!(odd, 0, "{what}");
    };
    none(
        "each period is invoiced once",
        "SELECT count(*) FROM subscription_periods p WHERE p.order_id IS NOT NULL AND \
         (SELECT count(*) FROM invoices i WHERE i.order_id = p.order_id) <> 1",
    );
    none(
        "each period has its grant of credits",
        "SELECT count(*) FROM subscription_periods p WHERE p.order_id IS NOT NULL \
         AND p.has_begun = 1 AND (SELECT count(*) FROM credit_transactions t \
         WHERE t.id = p.subscription_id || '-' || p.number) <> 1",
    );
    none(
        "a period begins where the one before ends",
        "SELECT count(*) FROM subscription_periods p JOIN subscription_periods n \
         ON n.subscription_id = p.subscription_id AND n.number = p.number + 1 \
         WHERE n.start_date <> p.end_date",
    );
    none(
        "every posting has its other side",
        "SELECT count(*) FROM (SELECT 1 FROM ledger_postings \
         GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0)",
    );
    none(
        "every order that was paid is delivered",
        "SELECT count(*) FROM orders WHERE customer_id LIKE 'person-%' \
         AND paid_at IS NOT NULL AND fulfilled_at IS NULL",
    );
}
