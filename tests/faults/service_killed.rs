//! `kill -9` of the service at any moment while people order and pay and notices come in: what it
//! has acknowledged is in the ledger, and every key has made one order.

use crate::rounds;
use anyhow::{Context as _, Result, bail, ensure};
use billing_contract::{Money, Order, Prepaid, paths};
use billing_testkit::{RunningService, programs};
use billing_tests::books::Books;
use billing_tests::notices::{Notices, PaidNotice, trade_no_of};
use billing_tests::wallet::Portal;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

const UNPOISONED: &str = "no test panics while it holds this lock";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_service_killed_at_any_moment_keeps_what_it_has_acknowledged() {
    // Two services beside each other.
    let campaigns: Vec<_> = (0..2).map(|half| tokio::spawn(campaign(half))).collect();
    for campaign in campaigns {
        campaign.await.unwrap().unwrap();
    }
}

async fn campaign(half: u32) -> Result<()> {
    let generous = [("BILLING__LIMITS__REQUESTS_PER_MINUTE", "1000000")];
    let program = programs::built("billing-service")?;
    let mut service =
        tokio::task::block_in_place(|| RunningService::start_with(&program, &generous))?;
    let counter = Arc::new(Counter::open(&service).await?);
    let before = counter.books()?.count("SELECT count(*) FROM orders")?;
    let mut customers: Vec<_> = (0..3).map(|_| Customer::new(&counter)).collect();
    let mut dice = StdRng::seed_from_u64(half.into());
    for round in 0..rounds(100) {
        let (steps, mut taken) = unbounded_channel();
        let buying: Vec<_> = customers
            .drain(..)
            .map(|mut customer| {
                let steps = steps.clone();
                tokio::spawn(async move { (customer.buy_on(Some(&steps)).await, customer) })
            })
            .collect();
        // So many requests begun or answered; the others are wherever they are.
        for _ in 0..dice.random_range(1..40) {
            taken.recv().await.context("everybody has stopped buying")?;
        }
        tokio::task::block_in_place(|| service.kill())?;
        for customer in buying {
            let (ended, customer) = customer.await?;
            ended.with_context(|| format!("round {round}"))?;
            customers.push(customer);
        }
        tokio::task::block_in_place(|| service.start_again())?;
        counter.check(round % 10 == 0).with_context(|| format!("after round {round}"))?;
    }
    for customer in &mut customers {
        customer.finish().await?;
    }
    counter.ask_the_provider_of_all(&service).await?;
    counter.check(true)?;
    let unseen = "SELECT count(*) FROM sandbox_payments WHERE NOT EXISTS (SELECT 1 FROM receipts \
         WHERE provider_trade_no = payment_no AND receipts.amount_minor = \
         sandbox_payments.amount_minor) AND trade_no IN (SELECT trade_no FROM payment_attempts)";
    ensure!(counter.books()?.count(unseen)? == 0, "a payment was never seen");
    let made = counter.books()?.count("SELECT count(*) FROM orders")? - before;
    let keys: i64 = customers.iter().map(|customer| customer.keys).sum();
    ensure!(made == keys, "{made} orders of {keys} keys");
    ensure!(!counter.acknowledged().is_empty(), "nothing was ever acknowledged");
    Ok(())
}

/// What all customers of a service share.
struct Counter {
    http: Client,
    notices: Notices,
    server: String,
    database: std::path::PathBuf,
    token: String,
    package: Value,
    acknowledged: Mutex<BTreeSet<String>>,
}

impl Counter {
    async fn open(service: &RunningService) -> Result<Self> {
        let http = Client::builder().no_proxy().redirect(Policy::none()).build()?;
        let portal = Portal::sign_in(&service.url(), "admin@demo.test").await?;
        let center = portal.get(paths::PACKAGE_CENTER).await?;
        Ok(Self {
            http,
            notices: Notices::of(&service.database())?,
            server: service.url(),
            database: service.database(),
            token: portal.token().to_owned(),
            package: center["cozePackageRule"][0]["id"].clone(),
            acknowledged: Mutex::default(),
        })
    }

    fn books(&self) -> Result<Books> {
        Books::open(&self.database)
    }

    fn acknowledged(&self) -> BTreeSet<String> {
        self.acknowledged.lock().expect(UNPOISONED).clone()
    }

    /// Holds that what was acknowledged is in the ledger, and that the books are sound.
    fn check(&self, with_the_file: bool) -> Result<()> {
        let books = self.books()?;
        let received = "SELECT provider_trade_no FROM receipts WHERE method = 'sandbox'";
        let received: BTreeSet<String> =
            books.rows(received, |row| row.get(0))?.into_iter().collect();
        let acknowledged = self.acknowledged();
        let lost: Vec<_> = acknowledged.difference(&received).collect();
        ensure!(lost.is_empty(), "acknowledged and not in the ledger: {lost:?}");
        let accepted_within = "SELECT count(*) FROM sandbox_notices WHERE due_at IS NULL \
             AND failures < 8 AND json_extract(body, '$.event') = 'payment.paid' \
             AND json_extract(body, '$.payment_no') NOT IN (SELECT provider_trade_no FROM receipts)";
        ensure!(books.count(accepted_within)? == 0, "accepted and not in the ledger");
        if with_the_file { books.check() } else { books.check_sums() }
    }

    /// The operator asks about every order that is not paid though somebody has paid for it.
    async fn ask_the_provider_of_all(&self, service: &RunningService) -> Result<()> {
        let operator = Portal::sign_in(&service.url(), "operator@demo.test").await?;
        let question = "SELECT DISTINCT order_id FROM payment_attempts JOIN sandbox_payments \
             USING (trade_no) WHERE payment_no NOT IN (SELECT provider_trade_no FROM receipts)";
        for order in self.books()?.rows(question, |row| row.get::<_, String>(0))? {
            let path = format!("/payments/orders/{order}/ask-provider");
            operator.post(&path, &json!({})).await?;
        }
        Ok(())
    }
}

/// Somebody who buys one thing after the other, each under a key of its own.
struct Customer {
    counter: Arc<Counter>,
    key: String,
    keys: i64,
}

/// Where a purchase has got to when the service went away.
enum Ended {
    Bought,
    Unreachable,
}

impl Customer {
    fn new(counter: &Arc<Counter>) -> Self {
        let mut customer = Self { counter: Arc::clone(counter), key: String::new(), keys: 0 };
        customer.decide();
        customer
    }

    fn decide(&mut self) {
        self.key = format!("{:032x}", rand::random::<u128>());
        self.keys += 1;
    }

    /// Buys until the service is gone, telling of each step.
    async fn buy_on(&mut self, steps: Option<&UnboundedSender<()>>) -> Result<()> {
        while let Ended::Bought = self.buy(steps).await? {
            self.decide();
        }
        Ok(())
    }

    /// Goes through with what was begun.
    async fn finish(&mut self) -> Result<()> {
        match self.buy(None).await? {
            Ended::Bought => Ok(()),
            Ended::Unreachable => bail!("the service is gone and nobody has killed it"),
        }
    }

    async fn buy(&self, steps: Option<&UnboundedSender<()>>) -> Result<Ended> {
        let counter = &self.counter;
        let wish = json!({ "product_type": "package", "product_id": counter.package,
            "pay_type": 9 });
        let ordering = self.request(paths::PAYMENT_ORDERS).header("idempotency-key", &self.key);
        let Some(ordered) = sent(steps, ordering.json(&wish)).await else {
            return Ok(Ended::Unreachable);
        };
        ensure!(ordered.status() == 200, "ordering: {}", ordered.text().await?);
        let Ok(order) = ordered.json::<Order>().await else { return Ok(Ended::Unreachable) };
        let wanted = json!({ "orderId": order.order_id, "payType": 9, "from": "coze" });
        let prepaying = self.request(paths::PREPAY).json(&wanted);
        let Some(prepaid) = sent(steps, prepaying).await else { return Ok(Ended::Unreachable) };
        if prepaid.status() == 409 {
            // It was paid before the service was killed.
            return Ok(Ended::Bought);
        }
        ensure!(prepaid.status() == 200, "asking for a code: {}", prepaid.text().await?);
        let Ok(prepaid) = prepaid.json::<Prepaid>().await else { return Ok(Ended::Unreachable) };
        let link = prepaid.qr_code.context("there is a code")?.code_url;
        let notify = if rand::random() { "now" } else { "never" };
        let form = [("action", "pay"), ("notify", notify)];
        let paying = counter.http.post(format!("{link}/act")).form(&form);
        let Some(paid) = sent(steps, paying).await else { return Ok(Ended::Unreachable) };
        ensure!(paid.status() == 303, "paying: {}", paid.status());
        let amount: Money = order.final_amount.in_currency(order.currency)?;
        self.tell(&link, amount, steps).await
    }

    /// Sends the notice twice, as providers do, and notes that it was acknowledged.
    async fn tell(
        &self,
        link: &str,
        amount: Money,
        steps: Option<&UnboundedSender<()>>,
    ) -> Result<Ended> {
        let (counter, now) = (&self.counter, chrono::Utc::now());
        let trade_no = trade_no_of(link)?;
        let payment_no = format!("SB{trade_no}P01");
        let event_id = format!("told-{trade_no}");
        let notice =
            PaidNotice { event_id, trade_no, payment_no: payment_no.clone(), amount, at: now };
        for _ in 0..2 {
            announce(steps);
            let Ok(status) = counter.notices.send(&counter.server, &notice, now).await else {
                return Ok(Ended::Unreachable);
            };
            ensure!(status == 200, "a notice is answered with {status}");
            counter.acknowledged.lock().expect(UNPOISONED).insert(payment_no.clone());
            announce(steps);
        }
        Ok(Ended::Bought)
    }

    fn request(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.counter.server);
        self.counter.http.post(url).bearer_auth(&self.counter.token)
    }
}

/// Sends a request; none if the service is gone.
async fn sent(steps: Option<&UnboundedSender<()>>, request: RequestBuilder) -> Option<Response> {
    announce(steps);
    let answer = request.send().await.ok();
    announce(steps);
    answer
}

fn announce(steps: Option<&UnboundedSender<()>>) {
    if let Some(steps) = steps {
        let _nobody_counts_any_more = steps.send(());
    }
}
