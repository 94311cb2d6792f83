//! The commands of a purchase.

use super::desk::Message;
use super::machine::{Decision, Event, Ordered, Purchase, Want};
use super::shared::Shared;
use crate::client;
use crate::console::{Console, Inner};
use crate::error::{CommandError, CommandErrorCode, Retry};
use crate::event::Event as Announced;
use crate::notifications::DueNotification;
use crate::subscription;
use crate::views::{
    BeginCheckout, ChangeMethod, ChangeWish, Checkout, CheckoutFocus, CheckoutId, CheckoutOf,
    CheckoutStage, Checkouts, PayOrder, PreviewOrder,
};
use billing_contract::{
    ChangePreview, Order, OrderId, PayType, PlanId, PurchaseRequest, Quote, SubscriptionType, Wish,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a command waits for the next thing to show; afterwards events tell of it.
const PATIENCE: Duration = Duration::from_secs(3);

impl Console {
    /// What something would cost, asked of the service.
    pub async fn preview_order(&self, request: PreviewOrder) -> Result<Quote, CommandError> {
        let session = self.inner.session()?;
        let wanted = PurchaseRequest {
            wish: request.wish,
            pay_type: None,
            coupon_code: some_text(request.coupon_code),
            displayed_amount: None,
            remark: None,
        };
        let language = self.inner.choices().language();
        let quote = client::orders::preview(&session, &wanted, language).await;
        self.heard(&session, quote).await
    }

    /// Begins a purchase. Nothing is sent before it is in the journal; the same purchase asked for
    /// twice is one.
    pub async fn begin_checkout(&self, request: BeginCheckout) -> Result<Checkout, CommandError> {
        let quote = request.quote;
        let decision = Decision {
            id: request.id,
            key: uuid::Uuid::new_v4().to_string(),
            wish: request.wish,
            pay_type: request.pay_type,
            amount: quote.final_amount.clone(),
            currency: quote.currency,
            began_at: self.inner.options.clock.now(),
        };
        let purchase = Purchase {
            coupon_code: some_text(request.coupon_code),
            product_name: Some(quote.product_name.clone()),
            quote: Some(quote),
            ..Purchase::decided(decision)
        };
        let id = self.begin_purchase(purchase).await?;
        self.when(&id, |checkout| checkout.stage != CheckoutStage::Starting).await
    }

    /// Begins to pay a change of plan, as any other purchase.
    pub(crate) async fn begin_change_checkout(
        &self,
        id: CheckoutId,
        change: ChangeWish,
        preview: &ChangePreview,
        pay_type: PayType,
    ) -> Result<Checkout, CommandError> {
        let decision = Decision {
            id,
            key: uuid::Uuid::new_v4().to_string(),
            wish: subscription::wish_of(&change),
            pay_type,
            amount: preview.displayed_amount.clone(),
            currency: preview.currency,
            began_at: self.inner.options.clock.now(),
        };
        let purchase = Purchase {
            is_change: true,
            coupon_code: some_text(change.coupon_code),
            product_name: Some(preview.plan_name.clone()),
            quote: subscription::quote_of(preview),
            ..Purchase::decided(decision)
        };
        let id = self.begin_purchase(purchase).await?;
        self.when(&id, |checkout| checkout.stage != CheckoutStage::Starting).await
    }

    /// Goes on with an order that waits for its payment.
    pub async fn pay_order(&self, request: PayOrder) -> Result<Checkout, CommandError> {
        let PayOrder { order_id, pay_type } = request;
        let known = self.inner.desk()?.of_order(&order_id);
        if let Some((purchase, true)) = known {
            let want =
                if purchase.pay_type == pay_type { Want::Renew } else { Want::Method(pay_type) };
            return self.want(purchase.id, want, |checkout| checkout.code.is_some()).await;
        }
        let session = self.inner.session()?;
        let language = self.inner.choices().language();
        let order = client::orders::one(&session, &order_id, language).await;
        let order = self.heard(&session, order).await?;
        if !order.state.is_open() {
            self.keep_order(&session.keeper().owner().key(), &order).await;
            return Err(CommandError::new(CommandErrorCode::OrderMoved));
        }
        let wish = wish_of(&order).ok_or(CommandError::new(CommandErrorCode::OrderMoved))?;
        let decision = Decision {
            id: CheckoutId(format!("order-{}-{}", order.order_id, uuid::Uuid::new_v4().simple())),
            key: uuid::Uuid::new_v4().to_string(),
            wish,
            pay_type,
            amount: order.final_amount.clone(),
            currency: order.currency,
            began_at: self.inner.options.clock.now(),
        };
        let purchase = Purchase {
            product_name: Some(order.product_name.clone()),
            order: Some(Ordered {
                order_id: order.order_id.clone(),
                order_no: order.order_no.clone(),
                is_test: order.is_test,
            }),
            order_state: Some(order.state),
            is_paid: order.pay_status == 1,
            ..Purchase::decided(decision)
        };
        let id = self.begin_purchase(purchase).await?;
        self.when(&id, |checkout| checkout.stage != CheckoutStage::Starting).await
    }

    /// Every purchase that is watched or has just ended; what to show at once is told once.
    pub async fn checkouts(&self, (): ()) -> Result<Checkouts, CommandError> {
        // Nobody, or staff: they have none, and that is an answer.
        let desk = self.inner.session().ok().and_then(|_| self.inner.desk().ok());
        let items = desk.map(|desk| desk.checkouts(self)).unwrap_or_default();
        Ok(Checkouts { items, focus: self.inner.take_focus() })
    }

    /// Asks for a new code; the old one stays payable.
    pub async fn renew_code(&self, request: CheckoutOf) -> Result<Checkout, CommandError> {
        self.want(request.id, Want::Renew, |checkout| checkout.seconds_left > Some(0)).await
    }

    /// Pays by another method.
    pub async fn change_method(&self, request: ChangeMethod) -> Result<Checkout, CommandError> {
        let has_offer = |checkout: &Checkout| checkout.code.is_some() || checkout.has_page;
        self.want(request.id, Want::Method(request.pay_type), has_offer).await
    }

    /// Opens the page to pay on in the system's browser. One from before the last start is asked
    /// for anew, so that the browser finds its way back.
    pub async fn open_payment_page(&self, request: CheckoutOf) -> Result<(), CommandError> {
        let not_there = || CommandError::new(CommandErrorCode::NotFound);
        let desk = self.inner.desk()?;
        let page = || desk.page(&request.id);
        let is_left_behind = || page().is_some_and(|page| page.is_left_behind);
        if is_left_behind() {
            let renewed = self.want(request.id.clone(), Want::Renew, |_| !is_left_behind()).await?;
            if is_left_behind() {
                // Perhaps it is closed already: whoever paid there would be turned away.
                let late = CommandError::new(CommandErrorCode::TimedOut).retry(Retry::Now);
                return Err(renewed.problem.unwrap_or(late));
            }
        }
        let page = page().ok_or_else(not_there)?.link;
        let (host, link) = (Arc::clone(&self.inner.options.host), page.clone());
        let opened = tokio::task::spawn_blocking(move || host.open_in_browser(&link)).await;
        let refused: &dyn std::error::Error = match &opened {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            Err(error) => error,
        };
        tracing::warn!(error = refused, "the browser was not opened");
        // The way out: the person can take the link to a browser themselves.
        let error = CommandError::new(CommandErrorCode::BrowserNotOpened).with("link", page);
        Err(error.retry(Retry::Now))
    }

    /// Asks now whether it is paid.
    pub async fn ask_payment(&self, request: CheckoutOf) -> Result<Checkout, CommandError> {
        let before = self.inner.desk()?.checkout(&request.id, self);
        let asked_before = before.and_then(|checkout| checkout.as_of);
        self.want(request.id, Want::Ask, move |checkout| checkout.as_of > asked_before).await
    }

    /// Calls the order off; if money came meanwhile, it is paid. Before there is an order this is
    /// kept until one is heard of.
    pub async fn cancel_checkout(&self, request: CheckoutOf) -> Result<Checkout, CommandError> {
        let is_kept = |checkout: &Checkout| {
            checkout.order_id.is_none() && checkout.available_actions.is_empty()
        };
        self.want(request.id, Want::Cancel, is_kept).await
    }

    /// Puts a purchase that has ended out of sight.
    pub async fn dismiss_checkout(&self, request: CheckoutOf) -> Result<Checkouts, CommandError> {
        let desk = self.inner.desk()?;
        let mut changes = desk.changes();
        let is_there =
            |desk: &Shared| desk.checkouts(self).iter().any(|checkout| checkout.id == request.id);
        let is_open = desk.checkout(&request.id, self).is_some_and(|one| is_open(one.stage));
        if is_there(&desk) && !is_open {
            let event = Event::Wanted(Want::Dismiss);
            self.inner.tell_desk(Message::Happened(request.id.clone(), event));
            let gone = async { while is_there(&desk) && changes.changed().await.is_ok() {} };
            let _in_time = tokio::time::timeout(PATIENCE, gone).await;
        }
        self.checkouts(()).await
    }

    async fn begin_purchase(&self, purchase: Purchase) -> Result<CheckoutId, CommandError> {
        let (begun, answered) = oneshot::channel();
        self.inner.desk()?;
        self.inner.tell_desk(Message::Begin(Box::new(purchase), begun));
        answered.await.map_err(|_| CommandError::new(CommandErrorCode::SignedOut))?
    }

    /// Passes a wish on, and waits a moment for what comes of it.
    async fn want(
        &self,
        id: CheckoutId,
        want: Want,
        is_done: impl Fn(&Checkout) -> bool,
    ) -> Result<Checkout, CommandError> {
        let desk = self.inner.desk()?;
        if desk.checkout(&id, self).is_none() {
            return Err(CommandError::new(CommandErrorCode::NotFound));
        }
        let mut changes = desk.changes();
        self.inner.tell_desk(Message::Happened(id.clone(), Event::Wanted(want)));
        let _changed = tokio::time::timeout(PATIENCE, changes.changed()).await;
        self.when(&id, |now| is_done(now) || !is_open(now.stage)).await
    }

    /// Waits a moment until it is so or something stands in the way; answers how it is.
    async fn when(
        &self,
        id: &CheckoutId,
        is_so: impl Fn(&Checkout) -> bool,
    ) -> Result<Checkout, CommandError> {
        let desk = self.inner.desk()?;
        let mut changes = desk.changes();
        let is_enough =
            || desk.checkout(id, self).is_none_or(|now| is_so(&now) || now.problem.is_some());
        let waiting = async { while !is_enough() && changes.changed().await.is_ok() {} };
        let _in_time = tokio::time::timeout(PATIENCE, waiting).await;
        desk.checkout(id, self).ok_or_else(|| CommandError::new(CommandErrorCode::NotFound))
    }

    /// Whether a payment is awaited.
    pub fn has_open_checkout(&self) -> bool {
        self.inner.desk().is_ok_and(|desk| desk.newest_open().is_some())
    }

    /// Brings the newest purchase whose payment is awaited to the person's eyes.
    pub fn show_open_checkout(&self) {
        let Some(open) = self.inner.desk().ok().and_then(|desk| desk.newest_open()) else { return };
        self.inner.focus_on(CheckoutFocus::Checkout { id: open.id });
        self.inner.announce(Announced::CheckoutsChanged);
        self.inner.announce(Announced::WindowWanted);
    }

    /// The person clicked a notification: what it is about is to be shown.
    pub fn notification_opened(&self, notification: &DueNotification) {
        if let Some(order_id) = &notification.order_id {
            return self.notification_clicked(order_id);
        }
        self.inner.focus_on(CheckoutFocus::Notices);
        self.inner.announce(Announced::CheckoutsChanged);
        self.inner.announce(Announced::WindowWanted);
    }

    /// The person clicked the notification of this order: it is to be shown.
    pub fn notification_clicked(&self, order_id: &OrderId) {
        let watched = self.inner.desk().ok().and_then(|desk| desk.of_order(order_id));
        let focus = match watched {
            Some((purchase, _)) if !purchase.dismissed => {
                CheckoutFocus::Checkout { id: purchase.id }
            }
            _ => CheckoutFocus::Order { order_id: order_id.clone() },
        };
        self.inner.focus_on(focus);
        self.inner.announce(Announced::CheckoutsChanged);
        self.inner.announce(Announced::WindowWanted);
    }
}

impl Inner {
    /// The purchases of whoever is signed in; staff have none.
    pub(crate) fn desk(&self) -> Result<Arc<Shared>, CommandError> {
        self.session()?;
        let desk = self.open_desk();
        let shared = desk.as_ref().map(super::desk::Desk::shared);
        shared.ok_or_else(|| CommandError::new(CommandErrorCode::NotAllowed))
    }

    /// Tells the watching, if there is one.
    pub(crate) fn tell_desk(&self, message: Message) {
        if let Some(desk) = &*self.open_desk() {
            desk.tell(message);
        }
    }
}

const fn is_open(stage: CheckoutStage) -> bool {
    use CheckoutStage::{Cancelled, Expired, Paid, Refused, Returned};
    !matches!(stage, Cancelled | Expired | Paid | Refused | Returned)
}

fn some_text(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What an order is about; none if this version does not know such things.
fn wish_of(order: &Order) -> Option<Wish> {
    Some(match order.product_type.as_str() {
        "package" => Wish::Package { product_id: order.product_id.clone().into() },
        "plan" => Wish::Plan {
            product_id: PlanId::new(order.product_id.clone()),
            subscription_type: order.subscription_type.unwrap_or(SubscriptionType::Monthly),
        },
        "report" => Wish::Report { product_id: order.product_id.clone() },
        "credits" => Wish::Credits { product_id: order.product_id.clone() },
        _ => return None,
    })
}
