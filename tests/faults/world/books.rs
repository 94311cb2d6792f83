//! The books of the payment providers: what they know, whatever anybody hears of it.
//!
//! One life of a trade: it is made under a number of the service's, it is scanned, and somebody
//! pays it, once, twice, in part, in another currency or never; or begins to pay, and the money
//! arrives when the trade is long closed. All money that is ever taken stands here, and nowhere
//! else does the world look for the truth.

use billing_contract::{Money, PayType};
use billing_providers::{Closing, PaidAmount, PaymentStatus, RefundStatus};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::time::Duration;

/// Everything the providers know.
#[derive(Default)]
pub struct Books {
    /// Every trade by its number.
    pub trades: BTreeMap<String, Trade>,
    /// Every refund by its number.
    pub refunds: BTreeMap<String, Refund>,
    /// What was asked, in its order.
    pub calls: Vec<Call>,
    payments: u32,
}

/// A payment made possible.
#[derive(Clone, Debug)]
pub struct Trade {
    /// At which provider.
    pub method: PayType,
    /// For which order.
    pub order_no: String,
    /// How much.
    pub amount: Money,
    /// Until when it takes money by itself.
    pub payable_until: DateTime<Utc>,
    /// Whether it was closed.
    pub is_closed: bool,
    /// Whether the bank refused.
    pub is_declined: bool,
    /// Whether anybody has scanned it; some providers know nothing before.
    pub is_scanned: bool,
    /// How much the customer has approved and nobody has collected.
    pub approved: Option<Money>,
    /// Whether a payment is on its way that the provider tells of.
    pub is_processing: bool,
    /// What was taken, oldest first.
    pub payments: Vec<Payment>,
    answers: usize,
}

/// Money a provider has taken.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The provider's number of it.
    pub number: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: DateTime<Utc>,
}

/// Money sent back.
#[derive(Clone, Debug)]
pub struct Refund {
    /// The payment it comes from.
    pub payment: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: RefundStatus,
}

/// One thing that was asked of a provider.
#[derive(Clone, Debug)]
pub struct Call {
    /// When.
    pub at: Duration,
    /// About which trade.
    pub trade_no: String,
    /// What, and what was so.
    pub kind: CallKind,
}

/// The kinds of [`Call`] that matter for the order in which they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Asked, and not paid.
    NotPaid,
    /// Asked; not paid, and it can no longer be.
    Gone,
    /// Asked, and paid.
    Paid,
    /// Told to take no more.
    Close,
}

/// Why somebody could not pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// There is no such trade.
    Unknown,
    /// It takes no more money.
    Closed,
}

impl Trade {
    /// Whether money can come by it.
    pub fn is_payable(&self, now: DateTime<Utc>) -> bool {
        !self.is_closed && self.payments.is_empty() && now < self.payable_until
    }

    /// What the provider says when it is asked; with several payments, each in turn.
    fn status(&mut self, now: DateTime<Utc>) -> PaymentStatus {
        if let Some(payment) = self.payments.get(self.answers % self.payments.len().max(1)) {
            self.answers += 1;
            return PaymentStatus::Paid(payment.told());
        }
        if self.is_processing && !self.is_closed {
            PaymentStatus::Processing
        } else if self.method == PayType::Alipay && !self.is_scanned {
            PaymentStatus::NotFound
        } else if self.is_closed || now >= self.payable_until {
            PaymentStatus::Closed
        } else if self.approved.is_some() {
            PaymentStatus::Approved
        } else if self.is_declined {
            PaymentStatus::Failed
        } else {
            PaymentStatus::Open
        }
    }
}

impl Payment {
    /// The payment as the provider tells of it.
    pub fn told(&self) -> PaidAmount {
        let (amount, number) = (self.amount, self.number.clone());
        PaidAmount { amount, provider_trade_no: number, paid_at: Some(self.at) }
    }
}

impl Books {
    /// Makes a trade; the same again is the same.
    pub fn create(&mut self, trade_no: &str, new: Trade) -> Result<(), String> {
        match self.trades.get(trade_no) {
            None => drop(self.trades.insert(trade_no.to_owned(), new)),
            Some(known) if known.amount == new.amount && known.order_no == new.order_no => {}
            Some(_) => return Err(format!("trade number {trade_no} was used for two payments")),
        }
        Ok(())
    }

    /// Says where a trade stands.
    pub fn query(&mut self, trade_no: &str, now: DateTime<Utc>, at: Duration) -> PaymentStatus {
        let Some(trade) = self.trades.get_mut(trade_no) else {
            self.note(at, trade_no, CallKind::NotPaid);
            return PaymentStatus::NotFound;
        };
        let status = trade.status(now);
        let kind = match status {
            PaymentStatus::Paid(_) => CallKind::Paid,
            PaymentStatus::Closed => CallKind::Gone,
            _ => CallKind::NotPaid,
        };
        self.note(at, trade_no, kind);
        status
    }

    /// Takes no more money for a trade.
    pub fn close(&mut self, trade_no: &str, now: DateTime<Utc>, at: Duration) -> Closing {
        self.note(at, trade_no, CallKind::Close);
        let Some(trade) = self.trades.get_mut(trade_no) else { return Closing::Closed };
        if !trade.payments.is_empty() {
            return Closing::AlreadyPaid;
        }
        if trade.method == PayType::Paypal && trade.is_payable(now) {
            return Closing::NotPossible;
        }
        trade.is_closed = true;
        Closing::Closed
    }

    /// Takes what was approved.
    pub fn collect(&mut self, trade_no: &str, now: DateTime<Utc>) -> Option<Payment> {
        let approved = self.trades.get_mut(trade_no)?.approved.take()?;
        Some(self.take(trade_no, approved, now))
    }

    /// Takes money if the trade still takes any.
    pub fn pay(
        &mut self,
        trade_no: &str,
        amount: Money,
        now: DateTime<Utc>,
    ) -> Result<Payment, NotTaken> {
        let trade = self.trades.get_mut(trade_no).ok_or(NotTaken::Unknown)?;
        trade.is_scanned = true;
        if !trade.is_payable(now) {
            return Err(NotTaken::Closed);
        }
        Ok(self.take(trade_no, amount, now))
    }

    /// Takes money whatever has become of the trade: it was on its way.
    pub fn take(&mut self, trade_no: &str, amount: Money, now: DateTime<Utc>) -> Payment {
        self.payments += 1;
        let payment = Payment { number: format!("P{:06}", self.payments), amount, at: now };
        if let Some(trade) = self.trades.get_mut(trade_no) {
            (trade.is_scanned, trade.is_processing, trade.approved) = (true, false, None);
            trade.payments.push(payment.clone());
        }
        payment
    }

    /// Sends money back; the same number again sends nothing.
    pub fn refund(&mut self, refund_no: &str, payment: &str, amount: Money) -> RefundStatus {
        if let Some(known) = self.refunds.get(refund_no) {
            return known.status;
        }
        let (paid, back) = (self.paid(payment), self.sent_back(payment));
        let fits = paid.is_some_and(|paid| back + amount.minor <= paid.minor);
        let status = if fits { RefundStatus::Succeeded } else { RefundStatus::Failed };
        let refund = Refund { payment: payment.to_owned(), amount, status };
        self.refunds.insert(refund_no.to_owned(), refund);
        status
    }

    /// All payments with their trades.
    pub fn payments(&self) -> impl Iterator<Item = (&Trade, &Payment)> {
        self.trades.values().flat_map(|trade| trade.payments.iter().map(move |one| (trade, one)))
    }

    /// What was taken for an order, in the currency of `like`.
    pub fn taken_for(&self, order_no: &str, like: Money) -> i64 {
        let of_order = self.payments().filter(|(trade, one)| {
            trade.order_no == order_no && one.amount.currency == like.currency
        });
        of_order.map(|(_, one)| one.amount.minor).sum()
    }

    /// How much of a payment went back.
    pub fn sent_back(&self, payment: &str) -> i64 {
        let of_payment = self
            .refunds
            .values()
            .filter(|refund| refund.payment == payment && refund.status == RefundStatus::Succeeded);
        of_payment.map(|refund| refund.amount.minor).sum()
    }

    fn paid(&self, payment: &str) -> Option<Money> {
        self.payments().find(|(_, one)| one.number == payment).map(|(_, one)| one.amount)
    }

    fn note(&mut self, at: Duration, trade_no: &str, kind: CallKind) {
        self.calls.push(Call { at, trade_no: trade_no.to_owned(), kind });
    }
}

impl Trade {
    /// A trade nobody has looked at.
    pub fn new(
        method: PayType,
        order_no: &str,
        amount: Money,
        payable_until: DateTime<Utc>,
    ) -> Self {
        Self {
            method,
            order_no: order_no.to_owned(),
            amount,
            payable_until,
            is_closed: false,
            is_declined: false,
            is_scanned: false,
            approved: None,
            is_processing: false,
            payments: Vec::new(),
            answers: 0,
        }
    }
}
