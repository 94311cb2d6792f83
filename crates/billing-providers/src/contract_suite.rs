//! What every provider must hold, whoever it is: the one suite they all pass.
//!
//! [`every_rule`] runs it against a [`StandIn`], which plays the provider's other end: the
//! customer with a wallet, the sender of notices, the forger, and the network that loses answers.
//! What does not exist for a provider is said by the stand-in, and its rule is then not asked.
//! Six forgeries of each kind are tried; `BILLING_FAULT_SCALE` multiplies that.

use crate::{
    Acknowledgement, Closing, NewPayment, NewRefund, Notice, NoticeReference, NoticeRefusal,
    NoticeSubject, PaidAmount, PaymentProvider, PaymentReference, PaymentReport, PaymentStatus,
    ProviderError, RawNotice, RefundReport, RefundStatus,
};
use async_trait::async_trait;
use billing_contract::{Currency, Money};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderValue;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The other end of a provider, in the hands of the suite.
#[async_trait]
pub trait StandIn: Send + Sync {
    /// The provider, speaking to this stand-in.
    fn provider(&self) -> Arc<dyn PaymentProvider>;

    /// The same with hardly any patience; none if nothing is ever waited for.
    fn impatient(&self) -> Option<Arc<dyn PaymentProvider>> {
        None
    }

    /// The same with nobody at the other end; none if there is no other end.
    fn unreachable(&self) -> Option<Arc<dyn PaymentProvider>> {
        None
    }

    /// The present moment, as the provider sees it.
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// An amount to try with; its half and its double must be possible too.
    fn amount(&self) -> Money;

    /// How far a notice's time may be off; none if any age is taken.
    fn tolerance(&self) -> Option<Duration>;

    /// Lets the customer do something; false if the provider does not let them.
    async fn customer(&self, payment: &PaymentReference, act: Act) -> bool;

    /// A genuine notice; none if the provider sends none about this.
    async fn notice(&self, payment: &PaymentReference, about: About<'_>) -> Option<Genuine>;

    /// A forged notice that a payment was made; none if there is no such forgery here.
    async fn forged(&self, payment: &PaymentReference, forgery: Forgery) -> Option<RawNotice>;

    /// What has been paid back of a payment, as the other end counts it.
    async fn paid_back(&self, payment: &PaymentReference) -> Money;

    /// Spoils the answer to the next request; false if that cannot happen here.
    async fn spoil_next_answer(&self, _how: Spoiled) -> bool {
        false
    }
}

/// What a customer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Pays so much.
    Pay(Money),
    /// Approves it, where that is something apart from paying.
    Approve,
    /// Tries to pay and is refused by the bank.
    Decline,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// The payment as it stands.
    Payment,
    /// A refund, by our number.
    Refund(&'a str),
    /// A dispute that has begun.
    Dispute,
    /// The payment, in a state nobody has heard of.
    UnknownState,
}

/// A notice the provider really sent.
#[derive(Clone, Debug)]
pub struct Genuine {
    /// As it comes in.
    pub notice: RawNotice,
    /// The moment it was signed at, to the second.
    pub signed_at: DateTime<Utc>,
}

/// How a notice is forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// Signed with a key of the forger's.
    WrongKey,
    /// Signed by the provider, under the number of another of its keys or an unknown one.
    SwappedSerial,
    /// The amount changed after signing.
    ChangedAmount,
    /// The currency changed after signing.
    ChangedCurrency,
    /// The merchant changed after signing.
    ChangedMerchant,
    /// The application changed after signing.
    ChangedApplication,
    /// The amount changed after signing, in a way that what was signed does not show.
    Collision,
    /// Signed by the provider, for another merchant.
    AnotherMerchant,
    /// Signed by the provider, for another application.
    AnotherApplication,
    /// The same content written in another way.
    Reserialised,
    /// The signature is there, and empty.
    EmptySignature,
    /// There is no signature.
    NoSignature,
    /// Rightly signed, but over 1 MiB.
    TooLong,
}

impl Forgery {
    /// Every way there is.
    pub const ALL: [Self; 13] = [
        Self::WrongKey,
        Self::SwappedSerial,
        Self::ChangedAmount,
        Self::ChangedCurrency,
        Self::ChangedMerchant,
        Self::ChangedApplication,
        Self::Collision,
        Self::AnotherMerchant,
        Self::AnotherApplication,
        Self::Reserialised,
        Self::EmptySignature,
        Self::NoSignature,
        Self::TooLong,
    ];
}

/// What goes wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoiled {
    /// The request is worked on, and the connection breaks before the answer.
    Lost,
    /// The request is read and never answered.
    Silent,
    /// The signature is another key's.
    BadSignature,
    /// There is no signature.
    Unsigned,
    /// The signature is ten minutes old.
    Stale,
    /// The payment is in a state nobody has heard of.
    UnknownState,
    /// The answer is a web page.
    WebPage,
    /// The answer is a failure of the server's.
    ServerError,
    /// The answer is over 1 MiB.
    TooLong,
}

/// Runs every rule; a panic names the one that is broken.
pub async fn every_rule(stand_in: &dyn StandIn) {
    let suite = Suite { stand_in, provider: stand_in.provider() };
    suite.one_trade_number_is_one_payment().await;
    suite.what_was_never_made_is_not_found().await;
    suite.only_amounts_it_takes_are_asked_for().await;
    suite.paid_is_reported_with_its_amount().await;
    suite.another_amount_is_reported_as_it_was_paid().await;
    suite.approved_is_not_paid_before_it_is_collected().await;
    suite.declined_is_not_paid().await;
    suite.after_closing_nothing_is_paid_unseen().await;
    suite.closing_a_paid_one_says_so().await;
    suite.a_refund_is_made_once().await;
    suite.refunds_add_up_and_never_exceed_what_was_paid().await;
    suite.a_notice_says_what_a_query_says().await;
    suite.disputes_name_the_payment().await;
    suite.unknown_states_neither_complete_nor_fail().await;
    suite.notices_outside_the_tolerance_are_refused().await;
    suite.forged_notices_are_refused_and_genuine_ones_are_not().await;
    suite.damaged_notices_never_say_anything_else().await;
    suite.lost_answers_do_nothing_twice().await;
    suite.answers_that_are_not_the_providers_are_forged().await;
    suite.a_silent_provider_is_given_up().await;
    suite.nobody_there_surely_did_nothing().await;
}

struct Suite<'a> {
    stand_in: &'a dyn StandIn,
    provider: Arc<dyn PaymentProvider>,
}

impl Suite<'_> {
    fn amount(&self) -> Money {
        self.stand_in.amount()
    }

    fn new_payment(&self) -> NewPayment {
        NewPayment {
            trade_no: fresh_number("T"),
            amount: self.amount(),
            subject: "Starter package 入门套餐 “30 days” & more".to_owned(),
            order_no: "BC26112112300001".to_owned(),
            payable_for: Duration::from_secs(2 * 60 * 60),
            now: self.stand_in.now(),
            notify_url: Some("https://billing.example.com/api/webhooks/x".to_owned()),
            return_url: Some("https://billing.example.com/return?order=1".to_owned()),
            client_ip: Some([192, 0, 2, 7].into()),
            locale: "zh-CN".to_owned(),
        }
    }

    async fn created(&self) -> PaymentReference {
        let payment = self.new_payment();
        let presented = self.provider.create(&payment).await.expect("a payment is created");
        reference(&payment, presented.prepay_id)
    }

    /// A payment that has been made, with the provider's number of it.
    async fn paid(&self, amount: Money) -> (PaymentReference, PaidAmount) {
        let mut payment = self.created().await;
        assert!(self.stand_in.customer(&payment, Act::Pay(amount)).await, "the customer can pay");
        let paid = paid_of(self.look(&payment).await);
        payment.provider_trade_no = Some(paid.provider_trade_no.clone());
        (payment, paid)
    }

    /// What the service would find out by itself: it asks, and collects what was approved.
    async fn look(&self, payment: &PaymentReference) -> PaymentReport {
        let report = self.provider.query(payment).await.expect("a query is answered");
        match report.status {
            PaymentStatus::Approved => {
                self.provider.collect(payment).await.expect("a collection is answered")
            }
            _ => report,
        }
    }

    fn new_refund(&self, payment: &PaymentReference, amount: Money) -> NewRefund {
        NewRefund {
            refund_no: fresh_number("R"),
            payment: payment.clone(),
            amount,
            paid: self.amount(),
            reason: "the customer changed their mind".to_owned(),
            notify_url: None,
            provider_refund_no: None,
        }
    }

    async fn one_trade_number_is_one_payment(&self) {
        let payment = self.new_payment();
        let first = self.provider.create(&payment).await.expect("a payment is created");
        let passed = Duration::from_secs(7);
        let later = NewPayment {
            now: payment.now + passed,
            payable_for: payment.payable_for - passed,
            ..payment.clone()
        };
        for again in [&payment, &later] {
            let second = self.provider.create(again).await.expect("it is created again");
            assert_eq!(first, second, "the same trade number answers the same payment");
        }
        let reference = reference(&payment, first.prepay_id);
        let report = self.provider.query(&reference).await.expect("a query is answered");
        let unpaid = [PaymentStatus::Open, PaymentStatus::NotFound];
        assert!(unpaid.contains(&report.status), "a new payment is not paid: {report:?}");
        let collected = self.provider.collect(&reference).await.expect("collecting is answered");
        assert_eq!(collected.status, report.status, "there is nothing to collect");
    }

    async fn what_was_never_made_is_not_found(&self) {
        let unknown = reference(&self.new_payment(), None);
        let report = self.provider.query(&unknown).await.expect("a query is answered");
        assert_eq!(report.status, PaymentStatus::NotFound);
    }

    async fn only_amounts_it_takes_are_asked_for(&self) {
        let nothing = Money::new(0, self.amount().currency);
        assert!(!self.provider.abilities().takes(nothing));
        let mut wrong = vec![nothing];
        if let Some(taken) = &self.provider.abilities().currencies {
            let dinar = Currency::from_code("KWD").expect("a currency");
            assert!(!taken.contains(&dinar), "the suite expects it not to take dinars");
            wrong.push(Money::new(1_000, dinar));
        }
        for amount in wrong {
            let payment = NewPayment { amount, ..self.new_payment() };
            let refused = self.provider.create(&payment).await;
            assert!(matches!(refused, Err(ProviderError::AmountNotTaken)), "{refused:?}");
        }
    }

    async fn paid_is_reported_with_its_amount(&self) {
        let (payment, paid) = self.paid(self.amount()).await;
        assert_eq!(paid.amount, self.amount());
        assert!(!paid.provider_trade_no.is_empty());
        let again = self.provider.query(&payment).await.expect("a query is answered");
        assert_eq!(paid_of(again), paid, "asking again says the same");
        let collected = self.provider.collect(&payment).await.expect("collecting is answered");
        assert_eq!(paid_of(collected), paid, "collecting again takes nothing");
    }

    async fn another_amount_is_reported_as_it_was_paid(&self) {
        let asked = self.amount();
        for minor in [asked.minor / 2, asked.minor * 2] {
            let other = Money::new(minor, asked.currency);
            let (_, paid) = self.paid(other).await;
            assert_eq!(paid.amount, other, "what counts is what the provider says was paid");
        }
    }

    async fn approved_is_not_paid_before_it_is_collected(&self) {
        let payment = self.created().await;
        if !self.stand_in.customer(&payment, Act::Approve).await {
            return;
        }
        for _ in 0..2 {
            let report = self.provider.query(&payment).await.expect("a query is answered");
            assert_eq!(report.status, PaymentStatus::Approved, "asking takes nothing");
        }
        let collected = self.provider.collect(&payment).await.expect("collecting is answered");
        assert_eq!(paid_of(collected).amount, self.amount());
    }

    async fn declined_is_not_paid(&self) {
        let payment = self.created().await;
        if !self.stand_in.customer(&payment, Act::Decline).await {
            return;
        }
        let report = self.look(&payment).await;
        let allowed = [PaymentStatus::Failed, PaymentStatus::Open, PaymentStatus::NotFound];
        assert!(allowed.contains(&report.status), "declined: {report:?}");
    }

    async fn after_closing_nothing_is_paid_unseen(&self) {
        for touched in [false, true] {
            let payment = self.created().await;
            // Some trades begin only when the customer has looked at the code.
            if !touched || self.stand_in.customer(&payment, Act::Decline).await {
                self.closing_holds(payment).await;
            }
        }
    }

    async fn closing_holds(&self, payment: PaymentReference) {
        let closing = self.provider.close(&payment).await.expect("closing is answered");
        assert_ne!(closing, Closing::AlreadyPaid, "nobody has paid");
        let again = self.provider.close(&payment).await.expect("closing is answered");
        assert_eq!(again, closing, "closing twice is closing once");
        let paid = self.stand_in.customer(&payment, Act::Pay(self.amount())).await;
        let report = self.look(&payment).await;
        if paid {
            assert_eq!(paid_of(report).amount, self.amount(), "money that came is reported");
        } else if closing == Closing::Closed {
            assert_eq!(report.status, PaymentStatus::Closed);
        } else {
            let unpaid = [PaymentStatus::Open, PaymentStatus::Failed, PaymentStatus::Closed];
            assert!(unpaid.contains(&report.status), "nothing was paid: {report:?}");
        }
    }

    async fn closing_a_paid_one_says_so(&self) {
        let (payment, paid) = self.paid(self.amount()).await;
        let closing = self.provider.close(&payment).await.expect("closing is answered");
        assert_eq!(closing, Closing::AlreadyPaid);
        assert_eq!(paid_of(self.look(&payment).await), paid, "it stays paid");
    }

    async fn a_refund_is_made_once(&self) {
        let (payment, _) = self.paid(self.amount()).await;
        let refund = self.new_refund(&payment, self.amount());
        let before = self.provider.query_refund(&refund).await.expect("a query is answered");
        assert_eq!(before.status, RefundStatus::NotFound);
        for _ in 0..2 {
            let made = self.provider.refund(&refund).await.expect("a refund is answered");
            assert_refunded(&made, self.amount());
        }
        let made = self.provider.query_refund(&refund).await.expect("a query is answered");
        assert_refunded(&made, self.amount());
        let named = NewRefund { provider_refund_no: made.provider_refund_no.clone(), ..refund };
        let named = self.provider.query_refund(&named).await.expect("a query is answered");
        assert_eq!(named, made, "both numbers find the same refund");
        assert_eq!(self.stand_in.paid_back(&payment).await, self.amount(), "paid back once");
        let report = self.provider.query(&payment).await.expect("a query is answered");
        let known = matches!(report.status, PaymentStatus::Refunded(_) | PaymentStatus::Paid(_));
        assert!(known, "a payment that was paid back was paid: {report:?}");
    }

    async fn refunds_add_up_and_never_exceed_what_was_paid(&self) {
        let (payment, paid) = self.paid(self.amount()).await;
        let half = Money::new(self.amount().minor / 2, self.amount().currency);
        let made = self.provider.refund(&self.new_refund(&payment, half)).await;
        assert_refunded(&made.expect("a refund is answered"), half);
        assert_eq!(paid_of(self.look(&payment).await), paid, "half a refund leaves it paid");
        let too_much = self.provider.refund(&self.new_refund(&payment, self.amount())).await;
        assert!(matches!(too_much, Err(ProviderError::Refused { .. })), "{too_much:?}");
        assert_eq!(self.stand_in.paid_back(&payment).await, half);
        let rest = Money::new(self.amount().minor - half.minor, half.currency);
        let made = self.provider.refund(&self.new_refund(&payment, rest)).await;
        assert_refunded(&made.expect("a refund is answered"), rest);
        assert_eq!(self.stand_in.paid_back(&payment).await, self.amount());
    }

    async fn a_notice_says_what_a_query_says(&self) {
        let (payment, paid) = self.paid(self.amount()).await;
        let genuine = self.genuine(&payment, About::Payment).await.expect("a notice is sent");
        let first = self.read(&genuine.notice).await.expect("a genuine notice is believed");
        let second = self.read(&genuine.notice).await.expect("so is its repetition");
        assert_eq!(first, second, "a repetition is the same event");
        assert!(!first.event_id.is_empty());
        let NoticeSubject::Payment { payment: named, report } = first.subject else {
            panic!("a notice of a payment is about a payment");
        };
        assert!(names(&named, &payment), "{named:?}");
        let told = paid_of(report);
        assert_eq!((told.amount, told.provider_trade_no), (paid.amount, paid.provider_trade_no));

        let refund = self.new_refund(&payment, self.amount());
        self.provider.refund(&refund).await.expect("a refund is answered");
        if let Some(genuine) = self.genuine(&payment, About::Refund(&refund.refund_no)).await {
            let notice = self.read(&genuine.notice).await.expect("a genuine notice is believed");
            assert_ne!(notice.event_id, first.event_id, "another event has another number");
            let NoticeSubject::Refund { refund_no, report } = notice.subject else {
                panic!("a notice of a refund is about a refund: {:?}", notice.subject);
            };
            assert_eq!((refund_no, report.status), (refund.refund_no, RefundStatus::Succeeded));
        }
        let accepted = self.provider.acknowledge(Acknowledgement::Accepted);
        assert!(accepted.status.is_success());
        for other in [Acknowledgement::SendAgain, Acknowledgement::Refused] {
            let reply = self.provider.acknowledge(other);
            assert!(!reply.status.is_success() && reply != accepted, "{other:?}");
        }
    }

    async fn disputes_name_the_payment(&self) {
        let (payment, _) = self.paid(self.amount()).await;
        let Some(genuine) = self.genuine(&payment, About::Dispute).await else { return };
        let notice = self.read(&genuine.notice).await.expect("a genuine notice is believed");
        let NoticeSubject::Dispute { payment: named, won: None } = notice.subject else {
            panic!("a dispute that has begun is not decided: {:?}", notice.subject);
        };
        assert!(names(&named, &payment), "{named:?}");
    }

    async fn unknown_states_neither_complete_nor_fail(&self) {
        let (payment, _) = self.paid(self.amount()).await;
        if self.stand_in.spoil_next_answer(Spoiled::UnknownState).await {
            let report = self.provider.query(&payment).await.expect("a query is answered");
            assert_eq!(report.status, PaymentStatus::Unknown, "{report:?}");
        }
        let Some(genuine) = self.genuine(&payment, About::UnknownState).await else { return };
        let notice = self.read(&genuine.notice).await.expect("a genuine notice is believed");
        let harmless = match notice.subject {
            NoticeSubject::Payment { report, .. } => report.status == PaymentStatus::Unknown,
            NoticeSubject::Other => true,
            _ => false,
        };
        assert!(harmless, "an unknown state says nothing");
    }

    async fn notices_outside_the_tolerance_are_refused(&self) {
        let (payment, _) = self.paid(self.amount()).await;
        let Genuine { notice, signed_at } =
            self.genuine(&payment, About::Payment).await.expect("a notice is sent");
        let Some(tolerance) = self.stand_in.tolerance() else {
            let later = signed_at + TimeDelta::days(3);
            let read = self.provider.read_notice(&notice, later).await;
            assert!(read.is_ok(), "a notice that comes days late is believed: {read:?}");
            return;
        };
        let tolerance = i64::try_from(tolerance.as_secs()).expect("a small number");
        for distance in [tolerance - 1, tolerance, tolerance + 1, tolerance * 100] {
            for seconds in [distance, -distance] {
                let now = signed_at + TimeDelta::seconds(seconds);
                let read = self.provider.read_notice(&notice, now).await;
                match read {
                    Ok(_) => assert!(distance <= tolerance, "{seconds} s is outside"),
                    Err(NoticeRefusal::OutOfTime) => {
                        assert!(distance > tolerance, "{seconds} s is inside");
                    }
                    Err(other) => panic!("{seconds} s: {other}"),
                }
            }
        }
    }

    async fn forged_notices_are_refused_and_genuine_ones_are_not(&self) {
        for forgery in Forgery::ALL {
            for _ in 0..forgeries() {
                let (payment, paid) = self.paid(self.amount()).await;
                let Some(forged) = self.stand_in.forged(&payment, forgery).await else { break };
                let read = self.read(&forged).await;
                match read {
                    // What a collision hides behind may be believed; what it says may not.
                    Ok(notice) if forgery == Forgery::Collision => {
                        let NoticeSubject::Payment { report, .. } = notice.subject else {
                            panic!("{forgery:?}: {:?}", notice.subject);
                        };
                        assert_eq!(paid_of(report), paid, "{forgery:?} was believed");
                    }
                    Ok(notice) => panic!("{forgery:?} was believed: {notice:?}"),
                    Err(NoticeRefusal::CannotCheck(error)) => panic!("{forgery:?}: {error}"),
                    Err(_) => {}
                }
                let control = self.genuine(&payment, About::Payment).await.expect("a notice");
                let control = self.read(&control.notice).await;
                assert!(control.is_ok(), "the genuine one beside {forgery:?}: {control:?}");
            }
        }
    }

    /// Single bits turned over, anywhere. Some change nothing that is said, such as the case of a
    /// hexadecimal digit, and those may be believed.
    async fn damaged_notices_never_say_anything_else(&self) {
        let (payment, _) = self.paid(self.amount()).await;
        let genuine = self.genuine(&payment, About::Payment).await.expect("a notice").notice;
        let said = self.read(&genuine).await.expect("a genuine notice is believed");
        let mut random = Sequence(0x9e37_79b9_7f4a_7c15);
        for _ in 0..forgeries() * 20 {
            let mut damaged = genuine.clone();
            let mut body = damaged.body.to_vec();
            let at = random.below(body.len());
            body[at] ^= 1 << random.below(8);
            damaged.body = Bytes::from(body);
            let read = self.read(&damaged).await;
            assert!(read.is_err() || read.is_ok_and(|notice| notice == said), "byte {at}");
        }
        for (name, value) in &genuine.headers {
            let mut damaged = genuine.clone();
            let mut bytes = value.as_bytes().to_vec();
            if bytes.is_empty() {
                continue;
            }
            let at = random.below(bytes.len());
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            let value = HeaderValue::from_bytes(&bytes).expect("a digit is a header's character");
            damaged.headers.insert(name.clone(), value);
            let read = self.read(&damaged).await;
            assert!(read.is_err() || read.is_ok_and(|notice| notice == said), "{name}");
        }
        for length in [0, 1, genuine.body.len() / 2, genuine.body.len() - 1] {
            let body = genuine.body.slice(..length);
            let cut = self.read(&RawNotice { body, ..genuine.clone() }).await;
            assert!(cut.is_err(), "cut to {length} bytes");
        }
    }

    async fn lost_answers_do_nothing_twice(&self) {
        if !self.stand_in.spoil_next_answer(Spoiled::Lost).await {
            return;
        }
        let payment = self.new_payment();
        let lost = self.provider.create(&payment).await;
        assert!(matches!(lost, Err(ProviderError::OutcomeUnknown(_))), "{lost:?}");
        let presented = self.provider.create(&payment).await.expect("asking again is answered");
        let mut payment = reference(&payment, presented.prepay_id);

        assert!(self.stand_in.customer(&payment, Act::Pay(self.amount())).await);
        self.stand_in.spoil_next_answer(Spoiled::Lost).await;
        let lost = self.provider.collect(&payment).await;
        assert!(matches!(lost, Err(ProviderError::OutcomeUnknown(_))), "{lost:?}");
        let paid = paid_of(self.look(&payment).await);
        assert_eq!(paid.amount, self.amount());
        payment.provider_trade_no = Some(paid.provider_trade_no);

        let half = Money::new(self.amount().minor / 2, self.amount().currency);
        let refund = self.new_refund(&payment, half);
        self.stand_in.spoil_next_answer(Spoiled::Lost).await;
        let lost = self.provider.refund(&refund).await;
        assert!(matches!(lost, Err(ProviderError::OutcomeUnknown(_))), "{lost:?}");
        let made = self.provider.refund(&refund).await.expect("asking again is answered");
        assert_refunded(&made, half);
        assert_eq!(self.stand_in.paid_back(&payment).await, half, "paid back once");
    }

    async fn answers_that_are_not_the_providers_are_forged(&self) {
        let payment = self.created().await;
        assert!(self.stand_in.customer(&payment, Act::Pay(self.amount())).await);
        let spoiled = [
            Spoiled::BadSignature,
            Spoiled::Unsigned,
            Spoiled::Stale,
            Spoiled::WebPage,
            Spoiled::TooLong,
        ];
        for how in spoiled {
            if self.stand_in.spoil_next_answer(how).await {
                let report = self.provider.query(&payment).await;
                assert!(matches!(report, Err(ProviderError::Forged(_))), "{how:?}: {report:?}");
            }
        }
        if self.stand_in.spoil_next_answer(Spoiled::ServerError).await {
            let report = self.provider.query(&payment).await;
            assert!(matches!(report, Err(ProviderError::OutcomeUnknown(_))), "{report:?}");
        }
        assert_eq!(paid_of(self.look(&payment).await).amount, self.amount());
    }

    async fn a_silent_provider_is_given_up(&self) {
        let Some(impatient) = self.stand_in.impatient() else { return };
        let payment = self.created().await;
        // The first answer brings whatever it needs to know beforehand, such as certificates.
        impatient.query(&payment).await.expect("a query is answered");
        if self.stand_in.spoil_next_answer(Spoiled::Silent).await {
            let report = impatient.query(&payment).await;
            assert!(matches!(report, Err(ProviderError::OutcomeUnknown(_))), "{report:?}");
        }
    }

    async fn nobody_there_surely_did_nothing(&self) {
        let Some(unreachable) = self.stand_in.unreachable() else { return };
        // More often than the breaker watches.
        for _ in 0..8 {
            let created = unreachable.create(&self.new_payment()).await;
            assert!(matches!(created, Err(ProviderError::Unreachable(_))), "{created:?}");
        }
    }

    async fn genuine(&self, payment: &PaymentReference, about: About<'_>) -> Option<Genuine> {
        self.stand_in.notice(payment, about).await
    }

    async fn read(&self, notice: &RawNotice) -> Result<Notice, NoticeRefusal> {
        self.provider.read_notice(notice, self.stand_in.now()).await
    }
}

fn reference(payment: &NewPayment, prepay_id: Option<String>) -> PaymentReference {
    PaymentReference {
        trade_no: payment.trade_no.clone(),
        prepay_id,
        provider_trade_no: None,
        amount: payment.amount,
    }
}

fn names(named: &NoticeReference, payment: &PaymentReference) -> bool {
    match named {
        NoticeReference::TradeNo(number) => *number == payment.trade_no,
        NoticeReference::PrepayId(number) => Some(number) == payment.prepay_id.as_ref(),
        NoticeReference::ProviderTradeNo(number) => {
            Some(number) == payment.provider_trade_no.as_ref()
        }
    }
}

fn paid_of(report: PaymentReport) -> PaidAmount {
    match report.status {
        PaymentStatus::Paid(paid) => paid,
        other => panic!("it should be paid: {other:?} ({})", report.word),
    }
}

fn assert_refunded(report: &RefundReport, amount: Money) {
    let made = matches!(report.status, RefundStatus::Succeeded | RefundStatus::Pending);
    assert!(made && report.amount.is_none_or(|refunded| refunded == amount), "{report:?}");
}

fn forgeries() -> usize {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    6 * scale.unwrap_or(1)
}

/// A number nobody has used: providers keep theirs for ever.
fn fresh_number(start: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let begun = Utc::now().timestamp_micros();
    format!("{start}{begun}{}{count:05}", std::process::id() % 1_000)
}

/// Numbers without a pattern, the same in every run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("less than a length")
    }
}
