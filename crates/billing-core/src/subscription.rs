//! What the customer has subscribed to, and what they do about it.
//!
//! One change of plan: it is previewed ([`Console::preview_change`]), and whoever decides sends the
//! preview back ([`Console::begin_change`]). If anything is due, the change is a purchase like any
//! other: it is in the journal before it is sent, and watched until it is paid. Otherwise it is sent
//! under the decision's own name, so that a repetition after a lost answer is the same change. What
//! no longer holds is refused, and what the service knows now is fetched to be looked at.

use crate::client;
use crate::client::session::Session;
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::Kind;
use crate::views::{
    BeginChange, CancelPlan, CancelWish, ChangeBegun, ChangeWish, CheckoutStage, Figure, MoveClock,
    PausePlan, PauseWish, ResumePlan,
};
use billing_contract::{
    CancelSubscription, ChangeLineKind, ChangePreview, ChangeRequest, ClockAdvance, ClockReading,
    DecimalAmount, PauseSubscription, Quote, Reduction, ReductionKind, StandingPreview,
    Subscription, Wish,
};
use std::sync::Arc;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

impl Console {
    /// The subscription as last seen; the inner none is a customer without one.
    pub async fn subscription(
        &self,
        (): (),
    ) -> Result<Option<Figure<Option<Subscription>>>, CommandError> {
        self.inner.session()?;
        Ok(self.figure(&Kind::Subscription))
    }

    /// What a change of plan would cost, asked of the service.
    pub async fn preview_change(&self, wish: ChangeWish) -> Result<ChangePreview, CommandError> {
        let session = self.inner.session()?;
        let language = self.inner.choices().language();
        let preview =
            client::subscription::preview_change(&session, &asked(&wish, None), language).await;
        self.heard_of_it(&session, preview).await
    }

    /// Decides about a change that was previewed: begins to pay what is due, or else changes at
    /// once what can be changed without money.
    pub async fn begin_change(&self, request: BeginChange) -> Result<ChangeBegun, CommandError> {
        let session = self.inner.session()?;
        let BeginChange { id, change, preview, pay_type } = request;
        let effective = preview.effective;
        let due = preview.displayed_amount.in_currency(preview.currency);
        if !due.is_ok_and(|due| due.minor == 0) {
            let pay_type =
                pay_type.ok_or_else(|| CommandError::new(CommandErrorCode::MethodNotOffered))?;
            let checkout = self.begin_change_checkout(id, change, &preview, pay_type).await?;
            if let (CheckoutStage::Refused, Some(problem)) = (checkout.stage, &checkout.problem) {
                // Nothing was ordered: it is as if nobody had decided.
                self.dismiss_checkout(crate::views::CheckoutOf { id: checkout.id }).await?;
                self.fetch_subscription_now(&session).await;
                return Err(problem.clone());
            }
            return Ok(ChangeBegun { effective, checkout: Some(checkout), scheduled_change: None });
        }
        let language = self.inner.choices().language();
        let shown = Some(preview.displayed_amount);
        let asked = ChangeRequest { pay_type, ..asked(&change, shown) };
        let outcome = client::subscription::change(&session, &asked, &id.0, language).await;
        let outcome = self.heard_of_it(&session, outcome).await?;
        if let Some(order) = &outcome.order {
            self.keep_order(&session.keeper().owner().key(), order).await;
        }
        self.fetch_subscription_now(&session).await;
        let scheduled_change = outcome.scheduled_change;
        Ok(ChangeBegun { effective: outcome.effective, checkout: None, scheduled_change })
    }

    /// What a cancellation would bring, asked of the service.
    pub async fn preview_cancel(&self, wish: CancelWish) -> Result<StandingPreview, CommandError> {
        let session = self.inner.session()?;
        let asked = CancelSubscription {
            when: wish.when,
            reason: None,
            comment: None,
            displayed_amount: None,
        };
        let language = self.inner.choices().language();
        let preview = client::subscription::preview_cancel(&session, &asked, language).await;
        self.heard_of_it(&session, preview).await
    }

    /// Ends the subscription, at its end or now.
    pub async fn cancel_subscription(
        &self,
        request: CancelPlan,
    ) -> Result<Subscription, CommandError> {
        let session = self.inner.session()?;
        let CancelPlan { decision, when, displayed_amount, reason, comment } = request;
        let displayed_amount = Some(displayed_amount);
        let asked = CancelSubscription { when, reason, comment, displayed_amount };
        let language = self.inner.choices().language();
        let told = client::subscription::cancel(&session, &asked, &decision, language).await;
        let told = self.heard_of_it(&session, told).await?;
        self.keep_subscription(&session, told).await
    }

    /// What a pause would bring, asked of the service.
    pub async fn preview_pause(&self, wish: PauseWish) -> Result<StandingPreview, CommandError> {
        let session = self.inner.session()?;
        let asked = PauseSubscription { until: wish.until, reason: None, comment: None };
        let language = self.inner.choices().language();
        let preview = client::subscription::preview_pause(&session, &asked, language).await;
        self.heard_of_it(&session, preview).await
    }

    /// Stops the subscription until a day.
    pub async fn pause_subscription(
        &self,
        request: PausePlan,
    ) -> Result<Subscription, CommandError> {
        let session = self.inner.session()?;
        let PausePlan { decision, until, comment } = request;
        let asked = PauseSubscription { until, reason: None, comment };
        let language = self.inner.choices().language();
        let told = client::subscription::pause(&session, &asked, &decision, language).await;
        let told = self.heard_of_it(&session, told).await?;
        self.keep_subscription(&session, told).await
    }

    /// What taking back would bring, asked of the service.
    pub async fn preview_resume(&self, (): ()) -> Result<StandingPreview, CommandError> {
        let session = self.inner.session()?;
        let language = self.inner.choices().language();
        let preview = client::subscription::preview_resume(&session, language).await;
        self.heard_of_it(&session, preview).await
    }

    /// Takes back a pause, a cancellation or a change that waits.
    pub async fn resume_subscription(
        &self,
        request: ResumePlan,
    ) -> Result<Subscription, CommandError> {
        let session = self.inner.session()?;
        let language = self.inner.choices().language();
        let told = client::subscription::resume(&session, &request.decision, language).await;
        let told = self.heard_of_it(&session, told).await?;
        self.keep_subscription(&session, told).await
    }

    /// Lets time pass at a service that holds a demonstration; answers what time it is there.
    pub async fn move_clock(&self, request: MoveClock) -> Result<ClockReading, CommandError> {
        let session = self.inner.session()?;
        let advance = ClockAdvance { advance_seconds: i64::from(request.days) * SECONDS_OF_A_DAY };
        let reading = client::subscription::move_clock(&session, &advance).await;
        self.heard(&session, reading).await
    }

    /// What the service said; if it refused because something stands otherwise by now, what stands
    /// now is fetched before that is told.
    async fn heard_of_it<T>(
        &self,
        session: &Arc<Session>,
        answer: Result<T, client::ClientError>,
    ) -> Result<T, CommandError> {
        let heard = self.heard(session, answer).await;
        let is_otherwise = |error: &CommandError| {
            use CommandErrorCode as Code;
            let code = error.code;
            matches!(code, Code::SubscriptionMoved | Code::NoSubscription | Code::AmountChanged)
        };
        if heard.as_ref().is_err_and(is_otherwise) {
            self.fetch_subscription_now(session).await;
        }
        heard
    }

    async fn fetch_subscription_now(&self, session: &Arc<Session>) {
        let language = self.inner.choices().language();
        if let Err(error) = self.fetch_subscription(session, language).await {
            tracing::info!(%error, "the subscription is not fetched");
        }
    }

    async fn keep_subscription(
        &self,
        session: &Arc<Session>,
        told: Subscription,
    ) -> Result<Subscription, CommandError> {
        let (owner, language) = (session.keeper().owner().key(), self.inner.choices().language());
        let fetched = client::Fetched::Fresh { value: Some(told.clone()), etag: None };
        if let Err(error) = self.keep(&owner, Kind::Subscription, language, &fetched).await {
            // It is done; only this computer will have to ask again.
            tracing::warn!(%error, "the changed subscription is not kept");
        }
        Ok(told)
    }
}

fn asked(wish: &ChangeWish, displayed_amount: Option<DecimalAmount>) -> ChangeRequest {
    let coupon = wish.coupon_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    ChangeRequest {
        plan_id: wish.plan_id.clone(),
        subscription_type: wish.subscription_type,
        coupon_code: coupon.map(str::to_owned),
        displayed_amount,
        pay_type: None,
        trial: wish.trial,
    }
}

/// What a change is, as something to buy.
pub(crate) fn wish_of(change: &ChangeWish) -> Wish {
    Wish::Plan { product_id: change.plan_id.clone(), subscription_type: change.subscription_type }
}

/// The preview of a change that costs something, as the price of a purchase is told. None if its
/// amounts are not ones.
pub(crate) fn quote_of(preview: &ChangePreview) -> Option<Quote> {
    let currency = preview.currency;
    let minor = |amount: &DecimalAmount| Some(amount.in_currency(currency).ok()?.minor);
    let written = |minor: i64| billing_contract::Money::new(minor, currency).to_decimal();
    let mut original = 0;
    let mut reductions = Vec::new();
    for line in &preview.lines {
        let amount = minor(&line.amount)?;
        let kind = match line.kind {
            ChangeLineKind::Unused => ReductionKind::Unused,
            ChangeLineKind::Reduction => ReductionKind::Promotion,
            ChangeLineKind::Price | ChangeLineKind::Unknown => {
                original += amount;
                continue;
            }
        };
        let (name, code) = (line.name.clone(), None);
        reductions.push(Reduction { kind, name, code, amount: written(-amount) });
    }
    let due = minor(&preview.due_now)?;
    Some(Quote {
        product_name: preview.plan_name.clone(),
        original_amount: written(original),
        discount_amount: written(original - due),
        final_amount: preview.due_now.clone(),
        currency,
        reductions,
        coupon_problem: None,
        replaces: None,
        begins_on: None,
    })
}
