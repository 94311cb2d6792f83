//! Years by the operator's clock, with the service killed on the way.
//!
//! Some customers buy a plan and never pay again, others pay every renewal. Days go by over HTTP,
//! as the operator lets them, and in the middle of it the process is killed with `kill -9`, started
//! again, and time goes on. In the end every period, renewal and notice is there exactly once.

use crate::rounds;
use anyhow::{Context as _, Result, ensure};
use billing_contract::paths;
use billing_testkit::{DEMO_PASSWORD, RunningService, programs};
use billing_tests::books::Books;
use billing_tests::wallet::{Portal, Wallet};
use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DAY: i64 = 24 * 60 * 60;
/// Time goes by in such pieces; whoever pays does so between two of them, before a period ends.
const PIECE: i64 = 5;
const MOST_DAYS: i64 = 5 * 365;
/// By how much the service's clock is ahead.
const AHEAD: &str = "SELECT coalesce(max(CAST(fact AS INTEGER)), 0) FROM service_facts \
     WHERE name = 'clock_ahead_seconds'";

/// A customer, and whether they pay their renewals.
struct Person {
    email: String,
    pays: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn years_go_on_where_they_were_when_the_service_is_killed() {
    let mut world = World::begin().await.unwrap();
    let days = MOST_DAYS.min(i64::from(rounds(100)));
    for piece in 0..days / PIECE {
        world.let_pass(PIECE, piece % 2 == 0).await.unwrap();
        world.pay_renewals().await.unwrap();
    }
    let today = world.let_pass(PIECE, false).await.unwrap();
    assert!(world.kills > 0, "it was never killed");
    world.check(today).unwrap();
}

struct World {
    service: RunningService,
    people: Vec<Person>,
    dice: StdRng,
    kills: usize,
}

impl World {
    async fn begin() -> Result<Self> {
        let settings = [
            ("BILLING__LIMITS__REQUESTS_PER_MINUTE", "1000000"),
            ("BILLING__PASSWORDS__MEMORY_KIB", "8"),
            ("BILLING__PASSWORDS__ITERATIONS", "1"),
        ];
        let program = programs::built("billing-service")?;
        let service =
            tokio::task::block_in_place(|| RunningService::start_with(&program, &settings))?;
        let mut world =
            Self { service, people: Vec::new(), dice: StdRng::seed_from_u64(7), kills: 0 };
        for number in 0..rounds(6) {
            let email = format!("person-{number}@years.test");
            world.register(&email).await?;
            let portal = Portal::sign_in(&world.service.url(), &email).await?;
            let plans = portal.get(paths::PORTAL_PLANS).await?;
            let plans = plans.as_array().or_else(|| plans["items"].as_array());
            let plan = &plans.context("plans")?[0]["id"];
            let wish = json!({ "product_type": "plan", "product_id": plan,
                "subscription_type": "monthly", "pay_type": 9 });
            let ordered = portal.post_once(paths::PAYMENT_ORDERS, &email, &wish).await?;
            world.pay(&portal, &ordered["orderId"]).await?;
            world.people.push(Person { email, pays: number % 2 == 0 });
        }
        Ok(world)
    }

    async fn register(&self, email: &str) -> Result<()> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        let body = json!({ "email": email, "password": DEMO_PASSWORD, "contact_name": email,
            "locale": "zh-CN" });
        let url = format!("{}{}", self.service.url(), paths::AUTH_REGISTER);
        http.post(url).json(&body).send().await?.error_for_status()?;
        Ok(())
    }

    async fn pay(&self, portal: &Portal, order: &Value) -> Result<()> {
        let order = order.as_str().context("an order's id")?;
        let link = portal.code_url(&billing_contract::OrderId::new(order)).await?;
        Wallet::new()?.pay(&link).await
    }

    fn books(&self) -> Result<Books> {
        Books::open(&self.service.database())
    }

    fn ahead(&self) -> Result<i64> {
        self.books()?.count(AHEAD)
    }

    /// Lets so many days pass, however often the service dies on the way; answers its day then.
    async fn let_pass(&mut self, days: i64, may_die: bool) -> Result<NaiveDate> {
        let begun = self.ahead()?;
        let mut target = begun + days * DAY;
        if may_die {
            let dies_at = begun + self.dice.random_range(1..days) * DAY;
            let a_little_later = self.dice.random_range(0..400);
            let operator = Portal::sign_in(&self.service.url(), "operator@demo.test").await?;
            let letting = tokio::spawn(async move {
                let wish = json!({ "advance_seconds": days * DAY });
                operator.post(paths::OPERATOR_CLOCK, &wish).await
            });
            let books = self.books()?;
            while books.count(AHEAD)? < dies_at && !letting.is_finished() {
                tokio::task::yield_now().await;
            }
            for _ in 0..a_little_later {
                books.count(AHEAD)?;
            }
            let service = &mut self.service;
            tokio::task::block_in_place(|| service.kill())?;
            self.kills += usize::from(letting.await?.is_err());
            tokio::task::block_in_place(|| service.start_again())?;
            // What that day still had to bring.
            self.advance(1).await?;
            target += 1;
        }
        let left = target - self.ahead()?;
        self.advance(left.max(1)).await
    }

    async fn advance(&self, seconds: i64) -> Result<NaiveDate> {
        let operator = Portal::sign_in(&self.service.url(), "operator@demo.test").await?;
        let wish = json!({ "advance_seconds": seconds });
        let reading = operator.post(paths::OPERATOR_CLOCK, &wish).await?;
        let now: DateTime<Utc> = serde_json::from_value(reading["server_now"].clone())?;
        Ok(now.date_naive())
    }

    async fn pay_renewals(&self) -> Result<()> {
        for person in self.people.iter().filter(|person| person.pays) {
            let open = format!(
                "SELECT o.id FROM orders o JOIN subscription_orders r ON r.order_id = o.id \
                 JOIN users u ON u.customer_id = o.customer_id WHERE u.email = '{}' \
                 AND r.purpose = 'renewal' AND o.paid_at IS NULL AND o.ended_as IS NULL",
                person.email
            );
            let open = self.books()?.rows(&open, |row| row.get::<_, String>(0))?;
            if open.is_empty() {
                continue;
            }
            let portal = Portal::sign_in(&self.service.url(), &person.email).await?;
            for order in open {
                self.pay(&portal, &json!(order)).await?;
            }
        }
        Ok(())
    }

    fn check(&self, today: NaiveDate) -> Result<()> {
        let books = self.books()?;
        books.check()?;
        for person in &self.people {
            let of_person = |table: &str, columns: &str| {
                format!(
                    "SELECT {columns} FROM {table} JOIN subscriptions s \
                     ON s.id = {table}.subscription_id \
                     JOIN users u ON u.customer_id = s.customer_id WHERE u.email = '{}'",
                    person.email
                )
            };
            let periods = of_person(
                "subscription_periods",
                "subscription_periods.start_date, subscription_periods.end_date",
            ) + " ORDER BY number";
            let periods = books
                .rows(&periods, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let first: NaiveDate = periods.first().context("a first period")?.0.parse()?;
            let (expected, told, renewals) = expected(first, today, person.pays);
            let found: Vec<(NaiveDate, NaiveDate)> = periods
                .iter()
                .map(|(start, end)| Ok((start.parse()?, end.parse()?)))
                .collect::<Result<_>>()?;
            ensure!(found == expected, "{}: {found:?}, not {expected:?}", person.email);

            let notices =
                of_person("subscription_notices", "kind, due_on") + " AND is_overtaken = 0";
            let notices = books
                .rows(&notices, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let distinct: BTreeSet<_> = notices.iter().cloned().collect();
            ensure!(distinct.len() == notices.len(), "{}: a notice came twice", person.email);
            let missing: Vec<_> = told.difference(&distinct).collect();
            ensure!(missing.is_empty(), "{}: never told {missing:?}", person.email);
            // A payer is reminded until they pay, which is at the latest before the last day.
            let may_come = |kind: &str| person.pays && kind == "renewal_in_3_days";
            let beyond: Vec<_> =
                distinct.difference(&told).filter(|(kind, _)| !may_come(kind)).collect();
            ensure!(beyond.is_empty(), "{}: told too much: {beyond:?}", person.email);

            let made = of_person("subscription_orders", "count(*)") + " AND purpose = 'renewal'";
            let made = books.count(&made)?;
            ensure!(made == renewals, "{}: {made} renewals, not {renewals}", person.email);
        }
        // The demonstration's own customers were granted theirs when it was filled.
        let ungranted = "SELECT p.subscription_id || ' ' || p.number FROM subscription_periods p \
             JOIN subscriptions s ON s.id = p.subscription_id \
             JOIN users u ON u.customer_id = s.customer_id \
             WHERE u.email LIKE 'person-%@years.test' AND p.has_begun = 1 \
             AND (SELECT count(*) FROM credit_transactions t \
             WHERE t.id = p.subscription_id || '-' || p.number) <> 1";
        let ungranted = books.rows(ungranted, |row| row.get::<_, String>(0))?;
        ensure!(ungranted.is_empty(), "without a grant of their own: {ungranted:?}");
        let undelivered = "SELECT count(*) FROM orders WHERE paid_at IS NOT NULL \
             AND fulfilled_at IS NULL";
        ensure!(books.count(undelivered)? == 0, "an order is paid and not delivered");
        Ok(())
    }
}

type Told = BTreeSet<(String, String)>;

/// The periods, the notices and the number of renewals of somebody who begins on that day.
fn expected(
    first: NaiveDate,
    today: NaiveDate,
    pays: bool,
) -> (Vec<(NaiveDate, NaiveDate)>, Told, i64) {
    let (mut periods, mut told, mut renewals) = (Vec::new(), Told::new(), 0);
    let mut start = first;
    for count in 1.. {
        let end = first + Months::new(count);
        periods.push((start, end));
        let mut tell = |kind: &str, days: i64| {
            let on = end + Duration::days(days);
            let is_due = on <= today;
            if is_due {
                told.insert((kind.to_owned(), on.to_string()));
            }
            is_due
        };
        let is_wanted = tell("renewal_in_7_days", -7);
        renewals += i64::from(is_wanted);
        if !pays {
            let rest = [
                ("renewal_in_3_days", -3),
                ("renewal_tomorrow", -1),
                ("grace_began", 0),
                ("past_due", 3),
                ("ended", 14),
            ];
            for (kind, days) in rest {
                tell(kind, days);
            }
            break;
        }
        // It is paid after the piece of time in which it came; after the last piece nobody pays.
        if end - Duration::days(7) > today - Duration::days(PIECE) {
            break;
        }
        start = end;
    }
    (periods, told, renewals)
}
