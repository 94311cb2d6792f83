//! A purchase as the screen sees it.

use super::links;
use super::machine::{AskKind, Purchase, State};
use super::qr;
use crate::clock::{Clock, Moment};
use crate::error::{CommandError, CommandErrorCode};
use crate::views::{Checkout, CheckoutStage, QrView};
use billing_contract::{AttemptId, OrderAction, PayType};
use chrono::TimeDelta;
use url::Url;

/// What can be shown of what there is to pay with, checked once for each offer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shown {
    of: Option<(AttemptId, Option<String>)>,
    code: Option<QrView>,
    /// The page to pay on.
    pub page: Option<String>,
    problem: Option<CommandErrorCode>,
}

impl Shown {
    /// What can be shown of the offer in `state`: a link that is not the provider's is not, nor a
    /// code that does not read back.
    pub(crate) fn of(state: &State, server: &Url, before: Self) -> Self {
        let Some(offer) = &state.offer else { return Self::default() };
        let link = offer.code_url.as_ref().or(offer.approval_url.as_ref());
        let of = Some((offer.attempt_id.clone(), link.cloned()));
        if of == before.of {
            return before;
        }
        let shown = Self { of, ..Self::default() };
        let method = state.purchase.pay_type;
        let is_test = state.purchase.order.as_ref().is_some_and(|order| order.is_test);
        let Some(link) = link else { return shown };
        if links::check(link, method, server, is_test).is_err() {
            tracing::error!(?method, "a payment link that is not the provider's is not shown");
            return Self { problem: Some(CommandErrorCode::PaymentLinkRefused), ..shown };
        }
        let is_page = offer.code_url.is_none() || method == PayType::Sandbox;
        let page = is_page.then(|| link.clone());
        if offer.code_url.is_none() {
            return Self { page, ..shown };
        }
        match qr::draw(link) {
            Ok(code) => Self { code: Some(code), page, ..shown },
            Err(error) => {
                tracing::error!(%error, "a code is not shown");
                Self { problem: Some(CommandErrorCode::CodeUnreadable), page, ..shown }
            }
        }
    }
}

/// Where it stands: as long as what it is paid with is being drawn, it is still starting.
fn stage(state: &State, shown: &Shown, now: Moment) -> CheckoutStage {
    let is_drawn = shown.code.is_some() || shown.page.is_some() || shown.problem.is_some();
    match state.stage(now.monotonic) {
        CheckoutStage::Waiting if !is_drawn => CheckoutStage::Starting,
        stage => stage,
    }
}

/// What can be done now. Before there is an order only the wish can be taken back, and only once.
fn available_actions(state: &State) -> Vec<OrderAction> {
    let Purchase { order, cancel_wanted, .. } = &state.purchase;
    match order {
        Some(_) => state.available_actions.clone(),
        None if state.is_open() && !cancel_wanted => vec![OrderAction::Cancel],
        None => Vec::new(),
    }
}

/// The purchase as the screen sees it now.
pub(crate) fn checkout(state: &State, shown: &Shown, clock: &dyn Clock) -> Checkout {
    let now = Moment::of(clock);
    let purchase = &state.purchase;
    let stage = stage(state, shown, now);
    let is_payable = state.is_open();
    let detail = state.detail.as_deref();
    let confirmed = state.confirmed_at.map(|then| {
        let ago = TimeDelta::from_std(now.monotonic.saturating_sub(then)).unwrap_or_default();
        now.wall - ago
    });
    let of_link = shown.problem.filter(|_| is_payable).map(CommandError::new);
    let of_step = state.problem.as_ref().map(|(_, error)| error.clone());
    // Whether it is delivered is asked for behind the scenes: what fails there is no one's trouble.
    let is_quiet =
        stage == CheckoutStage::Paid || matches!(&state.problem, Some((AskKind::Detail, _)));
    Checkout {
        id: purchase.id.clone(),
        wish: purchase.wish.clone(),
        product_name: purchase.product_name.clone().unwrap_or_default(),
        amount: purchase.amount.clone(),
        currency: purchase.currency,
        pay_type: purchase.pay_type,
        quote: purchase.quote.clone(),
        order_id: purchase.order.as_ref().map(|order| order.order_id.clone()),
        order_no: purchase.order.as_ref().map(|order| order.order_no.clone()),
        stage,
        order_state: purchase.order_state,
        watch: state.watch(),
        code: shown.code.clone().filter(|_| is_payable),
        has_page: shown.page.is_some() && is_payable,
        seconds_left: state.seconds_left(now.monotonic).filter(|_| is_payable),
        available_actions: available_actions(state),
        placements: detail.map(|order| order.placements.clone()).unwrap_or_default(),
        valid_until: detail.and_then(|order| order.valid_until),
        problem: of_link.or(of_step.filter(|_| !is_quiet)),
        began_at: purchase.began_at.min(now.wall),
        as_of: confirmed,
        is_test: purchase.order.as_ref().is_some_and(|order| order.is_test)
            || purchase.pay_type == PayType::Sandbox,
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::{Decision, Ordered};
    use super::*;
    use crate::views::CheckoutId;
    use billing_contract::{Currency, OrderId, PackageId, Wish};
    use std::time::Duration;

    fn state() -> State {
        let decided = Purchase::decided(Decision {
            id: CheckoutId("c1".to_owned()),
            key: "key-1".to_owned(),
            wish: Wish::Package { product_id: PackageId::new("p1") },
            pay_type: PayType::WechatPay,
            amount: serde_json::from_value("999.00".into()).unwrap(),
            currency: Currency::CNY,
            began_at: chrono::DateTime::UNIX_EPOCH,
        });
        State::new(decided, false, Duration::ZERO)
    }

    #[test]
    fn before_there_is_an_order_the_wish_can_be_taken_back_once() {
        let mut state = state();
        assert_eq!(available_actions(&state), [OrderAction::Cancel]);
        state.purchase.cancel_wanted = true;
        assert_eq!(available_actions(&state), []);
    }

    #[test]
    fn once_there_is_an_order_the_service_says_what_can_be_done() {
        let mut state = state();
        let order_id = OrderId::new("o1");
        state.purchase.order = Some(Ordered { order_id, order_no: "1".into(), is_test: false });
        assert_eq!(available_actions(&state), []);
        state.available_actions = vec![OrderAction::Pay, OrderAction::Cancel];
        assert_eq!(available_actions(&state), [OrderAction::Pay, OrderAction::Cancel]);
    }
}
