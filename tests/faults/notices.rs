//! Notices doubled, in any order and as late as eight days, around an order that runs out, is
//! called off or is refunded: the ledger is what the payments make it, and nothing else.

use crate::rounds;
use anyhow::{Context as _, Result, ensure};
use billing_contract::{Money, Order, OrderId, OrderState, Prepaid, paths};
use billing_service::Clock as _;
use billing_tests::market::Market;
use billing_tests::notices::{Notices, PaidNotice, trade_no_of};
use billing_tests::wallet::Portal;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const HOUR: u64 = 3600;
/// How late a notice may be, and that it is late at all.
const DELAYS: [u64; 5] = [0, 0, 25 * HOUR, 3 * 24 * HOUR, 8 * 24 * HOUR];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_sequence_of_notices_leaves_the_ledger_as_the_payments_make_it() {
    let market = Market::open().await.unwrap();
    let notices = market.notices().unwrap();
    for seed in 0..rounds(60) {
        let sequence = Sequence::of_seed(seed.into());
        let ended = sequence.run(&market, &notices, seed).await;
        ended.with_context(|| format!("seed {seed}: {sequence:?}")).unwrap();
    }
    market.books().unwrap().check().unwrap();
}

/// What becomes of the order before anybody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    CalledOff,
    RunOut,
}

/// One story, decided before it begins.
#[derive(Debug)]
struct Sequence {
    before: Before,
    /// Parts of the price in hundredths, one for each payment of the same amount.
    hundredths: i64,
    times: usize,
    /// Which payment each notice tells of, and how long after the one before it comes.
    told: Vec<(usize, u64)>,
    /// After so many notices all of the money is sent back.
    refunded_after: Option<usize>,
}

impl Sequence {
    fn of_seed(seed: u64) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let times = if dice.random_bool(0.3) { 2 } else { 1 };
        let hundredths = *[100, 100, 100, 40, 130].choose(&mut dice).expect("it is not empty");
        let mut told = Vec::new();
        for payment in 0..times {
            for _ in 0..dice.random_range(1..4) {
                told.push((payment, *DELAYS.choose(&mut dice).expect("it is not empty")));
            }
        }
        told.shuffle(&mut dice);
        let before = [Before::Nothing, Before::Nothing, Before::CalledOff, Before::RunOut];
        let may_go_back = times == 1 && hundredths == 100;
        Self {
            before: *before.choose(&mut dice).expect("it is not empty"),
            hundredths,
            times,
            refunded_after: (may_go_back && dice.random_bool(0.4))
                .then(|| dice.random_range(1..=told.len())),
            told,
        }
    }

    async fn run(&self, market: &Market, notices: &Notices, seed: u32) -> Result<()> {
        let customer = market.portal("admin@demo.test").await?;
        let center = customer.get(paths::PACKAGE_CENTER).await?;
        let wish = json!({ "product_type": "package", "pay_type": 9,
            "product_id": center["cozePackageRule"][0]["id"] });
        let key = format!("seed-{seed}");
        let order = customer.post_once(paths::PAYMENT_ORDERS, &key, &wish).await?;
        let order: Order = serde_json::from_value(order)?;
        let wanted = json!({ "orderId": order.order_id, "payType": 9, "from": "coze" });
        let prepaid: Prepaid =
            serde_json::from_value(customer.post(paths::PREPAY, &wanted).await?)?;
        let link = prepaid.qr_code.context("there is a code")?.code_url;
        match self.before {
            Before::Nothing => {}
            Before::CalledOff => {
                let wanted = json!({ "orderId": order.order_id });
                customer.post(paths::PAY_CANCEL, &wanted).await?;
            }
            Before::RunOut => market.clock.pass(Duration::from_secs(7_300)),
        }
        let price = order.final_amount.in_currency(order.currency)?;
        let paid = Money::new(price.minor * self.hundredths / 100, price.currency);
        let (amount, times) = (paid.to_decimal(), self.times.to_string());
        let fields = [
            ("action", "pay"),
            ("notify", "never"),
            ("amount", amount.as_str()),
            ("times", &times),
        ];
        market.act(&link, &fields).await?;
        self.tell(market, notices, &order.order_id, &trade_no_of(&link)?, paid).await?;

        let received = paid.minor * i64::try_from(self.times)?;
        let booked = market.books()?.accounts(&order.order_id)?;
        let expected = self.expected(received, price.minor);
        ensure!(booked == expected, "the ledger has {booked:?} and not {expected:?}");
        let customer = market.portal("admin@demo.test").await?;
        let known = customer.get(&paths::portal_order(&order.order_id)).await?;
        let known: Order = serde_json::from_value(known)?;
        ensure!(known.state.is_paid() == (received >= price.minor), "it is {:?}", known.state);
        let is_held = known.state.is_paid() && known.state != OrderState::Refunded;
        ensure!(known.fulfilled_at.is_some() == is_held, "delivered is what is paid and kept");
        Ok(())
    }

    async fn tell(
        &self,
        market: &Market,
        notices: &Notices,
        order: &OrderId,
        trade_no: &str,
        amount: Money,
    ) -> Result<()> {
        let server = market.direct()?;
        let paid_at = market.clock.now();
        for (place, (payment, later)) in self.told.iter().enumerate() {
            market.clock.pass(Duration::from_secs(*later));
            let notice = PaidNotice {
                event_id: format!("{trade_no}-{payment}"),
                trade_no: trade_no.to_owned(),
                payment_no: format!("SB{trade_no}P{:02}", payment + 1),
                amount,
                at: paid_at,
            };
            let status = notices.send(&server, &notice, market.clock.now()).await?;
            ensure!(status == 200, "notice {place} is answered with {status}");
            if self.refunded_after == Some(place + 1) {
                let operator = market.portal("operator@demo.test").await?;
                refund(&operator, order).await?;
            }
        }
        Ok(())
    }

    /// Where the money must be, as the contract's words say it.
    fn expected(&self, received: i64, price: i64) -> BTreeMap<String, i64> {
        let mut accounts = vec![("provider_clearing", received)];
        if self.refunded_after.is_some() {
            accounts.push(("refund", -received));
        } else {
            accounts.push(("order", -received.min(price)));
            accounts.push(("credit_balance", -(received - price).max(0)));
        }
        let booked = accounts.into_iter().filter(|(_, minor)| *minor != 0);
        booked.map(|(account, minor)| (account.to_owned(), minor)).collect()
    }
}

/// Sends all of the money back, and asks what became of it.
async fn refund(operator: &Portal, order: &OrderId) -> Result<()> {
    let body = json!({ "reason": "it was not what they wanted" });
    operator.post_once(&paths::payment_refund(order), order.as_str(), &body).await?;
    operator.post(&paths::payment_ask_provider(order), &json!({})).await?;
    Ok(())
}
