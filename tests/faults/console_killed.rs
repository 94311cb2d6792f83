//! `kill -9` of the console at every step of a payment: the next start goes on with it, never makes
//! a second order, and agrees with the ledger at once.

use crate::rounds;
use anyhow::{Context as _, Result, ensure};
use billing_contract::{Money, OrderId, PayType, Quote, Wish};
use billing_core::views::{BeginCheckout, CheckoutId, CheckoutOf, PreviewOrder};
use billing_testkit::DEMO_PASSWORD;
use billing_tests::console_process::{self, ConsoleProcess};
use billing_tests::gate::{Held, Moment};
use billing_tests::market::Market;
use serde_json::{Value, json};
use std::time::Duration;

/// How soon a console that starts must know.
const AT_ONCE: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(20);

/// The steps of a payment at which the console is killed.
#[derive(Clone, Copy, Debug)]
enum Step {
    OrderLeaves,
    OrderSent,
    OrderAnswerLost,
    OrderAnswerDelivered,
    PrepaySent,
    PrepayAnswerLost,
    Waiting,
    PaidAnswerOnItsWay,
}

const STEPS: [Step; 8] = [
    Step::OrderLeaves,
    Step::OrderSent,
    Step::OrderAnswerLost,
    Step::OrderAnswerDelivered,
    Step::PrepaySent,
    Step::PrepayAnswerLost,
    Step::Waiting,
    Step::PaidAnswerOnItsWay,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_console_killed_at_any_step_goes_on_with_one_order_and_agrees_with_the_ledger() {
    // Two computers beside each other, each with a service of its own.
    let campaigns: Vec<_> = (0..2).map(|half| tokio::spawn(campaign(half))).collect();
    for campaign in campaigns {
        campaign.await.unwrap().unwrap();
    }
}

async fn campaign(half: u32) -> Result<()> {
    let mut till = Till::open().await?;
    for round in (half..rounds(25)).step_by(2) {
        for step in STEPS {
            let killed = till.kill_at(step).await;
            killed.with_context(|| format!("{step:?} in round {round}"))?;
        }
    }
    till.market.books()?.check()
}

/// A customer at a computer.
struct Till {
    market: Market,
    console: ConsoleProcess,
    wish: Wish,
    quote: Quote,
    purchases: i64,
}

impl Till {
    async fn open() -> Result<Self> {
        let market = Market::open().await?;
        let console = ConsoleProcess::start(market.gate.url()).await?;
        let login = json!({ "email": "admin@demo.test", "password": DEMO_PASSWORD });
        console.ask("sign_in", login).await?;
        let center = console.until(PATIENCE, "package_center", (), |seen| !seen.is_null()).await?;
        let product_id = center["value"]["cozePackageRule"][0]["id"].clone();
        let wish = Wish::Package { product_id: serde_json::from_value(product_id)? };
        let preview = PreviewOrder { wish: wish.clone(), coupon_code: None };
        let quote = serde_json::from_value(console.ask("preview_order", preview).await?)?;
        Ok(Self { market, console, wish, quote, purchases: 0 })
    }

    /// Buys, is killed at `step`, starts again and pays.
    async fn kill_at(&mut self, step: Step) -> Result<()> {
        self.purchases += 1;
        let begin = BeginCheckout {
            id: CheckoutId(format!("purchase-{}", self.purchases)),
            wish: self.wish.clone(),
            pay_type: PayType::Sandbox,
            coupon_code: None,
            quote: self.quote.clone(),
        };
        let id = begin.id.clone();
        let mut is_paid = true;
        match step {
            Step::Waiting => {
                let link = link_of(&self.begin_and_wait(begin).await?)?;
                self.console.kill().await?;
                self.market.act(&link, &[("action", "pay")]).await?;
            }
            Step::PaidAnswerOnItsWay => {
                let link = link_of(&self.begin_and_wait(begin).await?)?;
                let paid = "\"payStatus\":1";
                let gate = &self.market.gate;
                let stop = gate.stop_saying("/pay/getPayResult", Moment::Answered, paid);
                self.market.act(&link, &[("action", "pay")]).await?;
                let held = stop.reached().await?;
                self.console.kill().await?;
                held.cut();
            }
            step => {
                let held = self.begin_until(step, begin).await?;
                self.console.kill().await?;
                held.cut();
                is_paid = false;
            }
        }
        self.console.start_again().await?;
        let stage = if is_paid { "paid" } else { "waiting" };
        let resumed = self.until_stage(&id, stage).await?;
        if !is_paid {
            self.market.act(&link_of(&resumed)?, &[("action", "pay")]).await?;
        }
        let paid = self.until_stage(&id, "paid").await?;
        self.agrees_with_the_ledger(&paid)?;
        self.console.ask("dismiss_checkout", CheckoutOf { id }).await?;
        Ok(())
    }

    async fn begin_and_wait(&self, begin: BeginCheckout) -> Result<Value> {
        let id = begin.id.clone();
        self.console.ask("begin_checkout", begin).await?;
        self.until_stage(&id, "waiting").await
    }

    /// Begins, and answers as soon as the request of `step` is where it shall be.
    async fn begin_until(&self, step: Step, begin: BeginCheckout) -> Result<Held> {
        let (path, moment) = match step {
            Step::OrderLeaves => ("/payments/orders", Moment::Leaving),
            Step::OrderSent => ("/payments/orders", Moment::Sent),
            Step::OrderAnswerLost => ("/payments/orders", Moment::Answered),
            Step::OrderAnswerDelivered => ("/payments/orders", Moment::Delivered),
            Step::PrepaySent => ("/pay/prepay", Moment::Sent),
            Step::PrepayAnswerLost => ("/pay/prepay", Moment::Answered),
            Step::Waiting | Step::PaidAnswerOnItsWay => unreachable!("they wait for the code"),
        };
        let stop = self.market.gate.stop(path, moment);
        let (http, address) = (reqwest::Client::new(), self.console.address()?);
        // Nobody will hear its answer: the console dies before.
        tokio::spawn(async move {
            console_process::ask(&http, &address, "begin_checkout", begin).await.ok()
        });
        stop.reached().await
    }

    async fn until_stage(&self, id: &CheckoutId, stage: &str) -> Result<Value> {
        let is_there = |seen: &Value| {
            let purchase = find(seen, id);
            purchase.is_some_and(|one| {
                one["stage"] == stage && (stage != "waiting" || one["code"].is_object())
            })
        };
        let seen = self.console.until(AT_ONCE, "checkouts", (), is_there).await?;
        find(&seen, id).cloned().context("it was there a moment ago")
    }

    fn agrees_with_the_ledger(&self, paid: &Value) -> Result<()> {
        let made = self.market.new_orders()?;
        ensure!(made == self.purchases, "{made} orders of {} purchases", self.purchases);
        let order: OrderId = serde_json::from_value(paid["order_id"].clone())?;
        let price: Money = self.quote.final_amount.in_currency(self.quote.currency)?;
        let expected = [("order", -price.minor), ("provider_clearing", price.minor)];
        let expected = expected.map(|(account, minor)| (account.to_owned(), minor)).into();
        let booked = self.market.books()?.accounts(&order)?;
        ensure!(booked == expected, "the ledger has {booked:?}");
        Ok(())
    }
}

fn find<'a>(seen: &'a Value, id: &CheckoutId) -> Option<&'a Value> {
    seen["items"].as_array()?.iter().find(|one| one["id"] == id.0.as_str())
}

fn link_of(purchase: &Value) -> Result<String> {
    let link = purchase["code"]["link"].as_str();
    Ok(link.with_context(|| format!("there is no code in {purchase}"))?.to_owned())
}
