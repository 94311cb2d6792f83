//! Notices: sent early, late, twice, never, in any order, until they are acknowledged or given up.

use super::World;
use super::asking::post;
use super::books::Payment;
use super::bugs::Bug;
use super::provider::{SIGNATURE, SIGNED, Told};
use super::service::Asked;
use billing_contract::{PayType, paths};
use billing_core::checkout::machine::Event;
use std::sync::PoisonError;
use std::time::Duration;

/// The pauses between one try and the next, as WeChat Pay has them; see its notes on notices.
const PAUSES: [u64; 15] = [
    15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
];

impl World {
    /// Promises the notices that tell of a payment.
    pub fn promise_notices(&self, method: PayType, trade_no: &str, payment: &Payment) {
        let told = Told::of(trade_no, payment);
        let day = 24 * 3_600_000;
        let calm = self.weather.is_calm();
        let first = match self.dice.number(0..100) {
            0..55 => self.dice.millis(0..2_000),
            55..70 => self.dice.millis(2_000..60_000),
            70..80 if self.end < Duration::from_secs(24 * 3600) => {
                self.dice.millis(60_000..day / 3)
            }
            70..75 => self.dice.millis(day..day + 3_600_000),
            75..80 if !calm => self.dice.millis(2 * day..7 * day),
            80..85 => Duration::from_secs(0),
            _ => {
                self.story.tell(|| format!("no notice will tell of {}", payment.number));
                return;
            }
        };
        let copies = if self.dice.percent(25) { 2 } else { 1 };
        for _ in 0..copies {
            let later = self.dice.millis(0..5_000);
            tokio::spawn(self.clone().deliver(method, told.clone(), first + later));
        }
        if self.dice.percent(10) {
            tokio::spawn(self.clone().forge(method, told));
        }
    }

    /// Promises a notice that tells of something else than money.
    pub fn promise_word(&self, method: PayType, trade_no: &str, word: &str) {
        let told = Told {
            event_id: format!("E-{trade_no}-{word}"),
            trade_no: trade_no.to_owned(),
            word: word.to_owned(),
            number: None,
            minor: 0,
            currency: billing_contract::Currency::from_code("EUR").expect("a currency"),
            at: billing_service::Clock::now(&self.time),
        };
        let first = self.dice.millis(0..30_000);
        tokio::spawn(self.clone().deliver(method, told, first));
    }

    async fn deliver(self, method: PayType, told: Told, first: Duration) {
        tokio::time::sleep(first).await;
        for pause in PAUSES {
            let lost = self.dice.percent(self.weather.roughness());
            if !lost && self.offer(method, &told).await {
                return;
            }
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
    }

    /// Hands a notice over; whether it was acknowledged.
    async fn offer(&self, method: PayType, told: &Told) -> bool {
        let answered = self.service.ask(notice(method, told, Some(SIGNED))).await;
        let mut accepted = answered.is_some_and(|answered| answered.status.is_success());
        accepted |= self.bug == Some(Bug::AcknowledgedBeforeStored);
        self.story.tell(|| format!("notice {} offered, accepted: {accepted}", told.event_id));
        if !accepted {
            return false;
        }
        self.acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(told.event_id.clone());
        super::money_judges::judge_acknowledged(self, method, told);
        for console in &self.consoles {
            if self.dice.percent(60) {
                console.feed_all(self, &Event::Told);
            }
        }
        true
    }

    /// Somebody pretends to be the provider, with more money.
    async fn forge(self, method: PayType, mut told: Told) {
        tokio::time::sleep(self.dice.millis(0..90_000)).await;
        told.minor *= 2;
        told.number = told.number.map(|number| format!("{number}-forged"));
        told.event_id.push_str("-forged");
        let signature = self.dice.pick(&[None, Some("another"), Some("")]);
        let answered = self.service.ask(notice(method, &told, signature)).await;
        if let Some(answered) = answered {
            self.story.must(!answered.status.is_success(), || {
                format!("a forged notice was accepted: {told:?}")
            });
        }
    }
}

fn notice(method: PayType, told: &Told, signature: Option<&str>) -> Asked {
    let path = paths::WEBHOOK.replace("{provider}", method.as_str());
    let signed: Vec<_> = signature.map(|it| (SIGNATURE, it.to_owned())).into_iter().collect();
    post(&path, &signed, None, told)
}
