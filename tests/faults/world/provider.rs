//! A payment provider as the service meets it: the books behind a line that fails.

use super::World;
use super::books::{Books, Payment, Trade};
use super::bugs::Bug;
use super::service::Life;
use super::weather::Fate;
use async_trait::async_trait;
use axum::http::StatusCode;
use billing_contract::{Currency, Money, PayType};
use billing_providers::{
    Abilities, Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeReference,
    NoticeRefusal, NoticeSubject, PaidAmount, PaymentProvider, PaymentReference, PaymentReport,
    PaymentStatus, Presentation, Presented, ProviderError, RawNotice, RefundReport, RefundStatus,
    Reply,
};
use billing_service::Clock as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// The methods of every world: one whose trades live long, one whose trades are short and unknown
/// until they are scanned, and one that is approved in the browser and cannot be closed.
pub const METHODS: [PayType; 3] = [PayType::WechatPay, PayType::Alipay, PayType::Paypal];

/// What makes a notice a provider's own.
pub const SIGNATURE: &str = "x-signature";
/// The only signature there is.
pub const SIGNED: &str = "genuine";

/// The line of one life of the service to one provider.
pub struct Line {
    world: World,
    life: Arc<Life>,
    method: PayType,
    abilities: Abilities,
}

/// What a notice says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// Names the event.
    pub event_id: String,
    /// The trade.
    pub trade_no: String,
    /// The provider's own word.
    pub word: String,
    /// The payment's number, once there is one.
    pub number: Option<String>,
    /// How much.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
    /// When it was paid.
    pub at: DateTime<Utc>,
}

impl Line {
    /// A line for this life.
    pub fn new(world: &World, life: &Arc<Life>, method: PayType) -> Self {
        let minutes = if method == PayType::Alipay { 15 } else { 120 };
        let abilities = Abilities {
            code_lifetime: Duration::from_secs(120),
            payable_for: Duration::from_secs(minutes * 60),
            currencies: None,
            in_browser: method == PayType::Paypal,
            is_test: false,
        };
        Self { world: world.clone(), life: Arc::clone(life), method, abilities }
    }

    /// Sends something over the line; a dead service hears nothing, for ever.
    async fn send<T>(
        &self,
        what: String,
        act: impl Fn(&mut Books) -> T + Send,
    ) -> Result<T, ProviderError> {
        self.life.must_be_alive().await;
        let fate = self.world.weather.fate(&self.world.dice);
        self.world.story.tell(|| format!("  {} is asked: {what} ({fate:?})", self.method.as_str()));
        let lost = || ProviderError::OutcomeUnknown("nothing came back".to_owned());
        let answer = match fate {
            Fate::Nobody => Err(ProviderError::Unreachable("nobody is there".to_owned())),
            Fate::Lost(waited) => {
                tokio::time::sleep(waited).await;
                Err(lost())
            }
            Fate::AnswerLost(waited) => {
                act(&mut self.world.books());
                tokio::time::sleep(waited).await;
                let forged = self.world.dice.percent(20);
                let not_theirs = || ProviderError::Forged("not the provider's".to_owned());
                Err(if forged { not_theirs() } else { lost() })
            }
            Fate::Twice { there, later } => {
                tokio::time::sleep(there).await;
                act(&mut self.world.books());
                tokio::time::sleep(later).await;
                Ok(act(&mut self.world.books()))
            }
            Fate::Arrives { there, back } => {
                tokio::time::sleep(there).await;
                let answer = act(&mut self.world.books());
                tokio::time::sleep(back).await;
                Ok(answer)
            }
        };
        self.life.must_be_alive().await;
        answer
    }

    fn report(&self, status: PaymentStatus) -> PaymentReport {
        let rough = self.world.weather.roughness();
        if self.world.dice.percent(rough / 4) {
            let status = match self.world.bug {
                Some(Bug::UnknownWordFails) => PaymentStatus::Closed,
                _ => PaymentStatus::Unknown,
            };
            return PaymentReport { status, word: "SETTLEMENT_REVIEW".to_owned() };
        }
        let word = format!("{status:?}").split(['(', ' ']).next().unwrap_or_default().to_owned();
        PaymentReport { status, word }
    }
}

#[async_trait]
impl PaymentProvider for Line {
    fn method(&self) -> PayType {
        self.method
    }

    fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    async fn create(&self, payment: &NewPayment) -> Result<Presented, ProviderError> {
        let mut trade_no = payment.trade_no.clone();
        if self.world.bug == Some(Bug::TradeNumberReused) {
            trade_no = format!("{}T01", payment.order_no);
        }
        let lives = TimeDelta::from_std(payment.payable_for).unwrap_or(TimeDelta::hours(2));
        let until = payment.now + lives;
        let new = Trade::new(self.method, &payment.order_no, payment.amount, until);
        let world = self.world.clone();
        let made = trade_no.clone();
        self.send(format!("create {trade_no}"), move |books| {
            world.judge_new_trade(books, &made, &new);
            if let Err(broken) = books.create(&made, new.clone()) {
                world.story.broke(|| broken);
            }
        })
        .await?;
        let link = format!("https://pay.example/{}?t={trade_no}", self.method.as_str());
        let in_browser = self.abilities.in_browser;
        let presentation =
            if in_browser { Presentation::Page(link) } else { Presentation::Code(link) };
        Ok(Presented { presentation, prepay_id: Some(format!("pre-{trade_no}")) })
    }

    async fn query(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        let (world, trade_no) = (&self.world, &payment.trade_no);
        if world.bug == Some(Bug::ExpiredWithoutAskingAgain) {
            let closed = world.books().trades.get(trade_no).is_some_and(|trade| trade.is_closed);
            if closed {
                return Ok(self.report(PaymentStatus::Closed));
            }
        }
        let asked = self.send(format!("query {trade_no}"), |books| {
            books.query(trade_no, world.time.now(), world.time.passed())
        });
        let mut status = asked.await?;
        if let PaymentStatus::Paid(paid) = &mut status {
            match world.bug {
                Some(Bug::CreditsWhatWasAsked) => paid.amount = payment.amount,
                Some(Bug::ReceiptsNotUnique) => paid.provider_trade_no.push_str("-queried"),
                _ => {}
            }
        }
        Ok(self.report(status))
    }

    async fn collect(&self, payment: &PaymentReference) -> Result<PaymentReport, ProviderError> {
        let (world, trade_no) = (&self.world, &payment.trade_no);
        let asked = self.send(format!("collect {trade_no}"), |books| {
            let now = world.time.now();
            if let Some(paid) = books.collect(trade_no, now) {
                world.promise_notices(self.method, trade_no, &paid);
            }
            books.query(trade_no, now, world.time.passed())
        });
        Ok(self.report(asked.await?))
    }

    async fn close(&self, payment: &PaymentReference) -> Result<Closing, ProviderError> {
        let (world, trade_no) = (&self.world, &payment.trade_no);
        if world.bug == Some(Bug::CloseIsSkipped) {
            return Ok(Closing::NotPossible);
        }
        let asked = self.send(format!("close {trade_no}"), |books| {
            books.close(trade_no, world.time.now(), world.time.passed())
        });
        let closing = asked.await?;
        // Somebody pays in the very moment in which it is closed: the money is on its way.
        world.customers_race_the_close(trade_no);
        Ok(closing)
    }

    async fn refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let mut refund_no = refund.refund_no.clone();
        if self.world.bug == Some(Bug::RefundSentTwice) {
            refund_no = format!("{refund_no}-{}", self.world.time.passed().as_millis());
        }
        let payment = refund.payment.provider_trade_no.clone().unwrap_or_default();
        let sent = self.send(format!("refund {refund_no} of {payment}"), |books| {
            books.refund(&refund_no, &payment, refund.amount)
        });
        Ok(refund_report(sent.await?))
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<RefundReport, ProviderError> {
        let number = &refund.refund_no;
        let asked = self.send(format!("refund {number}?"), |books| {
            books.refunds.get(number).map_or(RefundStatus::NotFound, |known| known.status)
        });
        Ok(refund_report(asked.await?))
    }

    async fn read_notice(
        &self,
        notice: &RawNotice,
        _: DateTime<Utc>,
    ) -> Result<Notice, NoticeRefusal> {
        let signature = notice.headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
        if signature != Some(SIGNED) && self.world.bug != Some(Bug::ForgeryBelieved) {
            return Err(NoticeRefusal::Forged("no signature".to_owned()));
        }
        let unreadable = |error: serde_json::Error| NoticeRefusal::Unreadable(error.to_string());
        let mut told: Told = serde_json::from_slice(&notice.body).map_err(unreadable)?;
        if self.world.bug == Some(Bug::NoticeOfAnotherOrder) {
            let other = self.world.books().trades.keys().next().cloned();
            told.trade_no = other.unwrap_or(told.trade_no);
        }
        Ok(told.into_notice())
    }

    fn acknowledge(&self, acknowledgement: Acknowledgement) -> Reply {
        let status = match acknowledgement {
            Acknowledgement::Accepted => StatusCode::OK,
            Acknowledgement::SendAgain => StatusCode::SERVICE_UNAVAILABLE,
            Acknowledgement::Refused => StatusCode::UNAUTHORIZED,
        };
        Reply { status, content_type: "text/plain", body: String::new() }
    }
}

fn refund_report(status: RefundStatus) -> RefundReport {
    let word = format!("{status:?}");
    RefundReport { status, provider_refund_no: None, amount: None, word }
}

impl Told {
    /// A notice that tells of a payment.
    pub fn of(trade_no: &str, payment: &Payment) -> Self {
        Self {
            event_id: format!("E-{}", payment.number),
            trade_no: trade_no.to_owned(),
            word: "SUCCESS".to_owned(),
            number: Some(payment.number.clone()),
            minor: payment.amount.minor,
            currency: payment.amount.currency,
            at: payment.at,
        }
    }

    fn into_notice(self) -> Notice {
        let amount = Money::new(self.minor, self.currency);
        let paid_at = Some(self.at);
        let status = match (self.word.as_str(), self.number) {
            ("SUCCESS", Some(number)) => {
                PaymentStatus::Paid(PaidAmount { amount, provider_trade_no: number, paid_at })
            }
            ("APPROVED", _) => PaymentStatus::Approved,
            ("DECLINED", _) => PaymentStatus::Failed,
            _ => PaymentStatus::Unknown,
        };
        Notice {
            event_id: self.event_id,
            event: format!("payment.{}", self.word.to_lowercase()),
            subject: NoticeSubject::Payment {
                payment: NoticeReference::TradeNo(self.trade_no),
                report: PaymentReport { status, word: self.word },
            },
        }
    }
}
