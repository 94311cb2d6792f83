//! What a purchase asks of the service, as requests, and the answers as the machine knows them.

use super::World;
use super::bugs::Bug;
use super::image::Buyer;
use super::network::exchange;
use super::service::{Answered, Asked};
use billing_contract::{
    CancelRequest, ErrorCode, Order, PayResult, Prepaid, PrepayRequest, Problem, paths,
};
use billing_core::checkout::machine::{Answer, Ask, Failure, FailureKind};
use billing_core::error::{CommandError, CommandErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Asks the service.
pub async fn ask(world: &World, buyer: &Buyer, ask: Ask) -> Result<Answer, Failure> {
    let asked = request(world, buyer, &ask);
    let answered = exchange(world, asked).await.ok_or_else(unreachable)?;
    if !answered.status.is_success() {
        return Err(failure(&answered));
    }
    match ask {
        Ask::Order { .. } => read::<Order>(&answered).map(|it| Answer::Ordered(Box::new(it))),
        Ask::Offer { .. } => read::<Prepaid>(&answered).map(Answer::Offered),
        Ask::Result { .. } => read::<PayResult>(&answered).map(|mut result| {
            super::bugs::in_a_result(world, &mut result);
            Answer::Result(result)
        }),
        Ask::Detail { .. } => read::<Order>(&answered).map(|it| Answer::Detail(Box::new(it))),
        Ask::Cancel { .. } => read::<PayResult>(&answered).map(Answer::Cancelled),
    }
}

fn request(world: &World, buyer: &Buyer, ask: &Ask) -> Asked {
    let signed = vec![("authorization", format!("Bearer {}", buyer.token))];
    let get =
        |path: String| Asked { method: "GET", path, headers: signed.clone(), body: Vec::new() };
    match ask {
        // Nobody in this world changes a plan.
        Ask::Order { key, request, is_change: _ } => {
            let mut key = key.clone();
            if world.bug == Some(Bug::NewKeyAtEachTry) {
                key = format!("{key}-{}", world.time.passed().as_millis());
            }
            post(paths::PAYMENT_ORDERS, &signed, Some(key), request)
        }
        Ask::Offer { order_id, pay_type, .. } => {
            let wanted = PrepayRequest {
                order_id: order_id.clone(),
                pay_type: *pay_type,
                from: None,
                return_url: None,
            };
            post(paths::PREPAY, &signed, None, &wanted)
        }
        Ask::Result { order_id } => get(format!("{}?orderId={order_id}", paths::PAY_RESULT)),
        Ask::Detail { order_id } => get(paths::PORTAL_ORDER.replace("{id}", order_id.as_str())),
        Ask::Cancel { order_id } => {
            let cancel = CancelRequest { order_id: order_id.clone() };
            post(paths::PAY_CANCEL, &signed, None, &cancel)
        }
    }
}

/// A request with a body.
pub fn post(
    path: &str,
    signed: &[(&'static str, String)],
    key: Option<String>,
    body: &impl Serialize,
) -> Asked {
    let mut headers = signed.to_vec();
    headers.push(("content-type", "application/json".to_owned()));
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let body = serde_json::to_vec(body).expect("requests can be written");
    Asked { method: "POST", path: path.to_owned(), headers, body }
}

fn read<T: DeserializeOwned>(answered: &Answered) -> Result<T, Failure> {
    serde_json::from_slice(&answered.body).map_err(|_| Failure {
        kind: FailureKind::Unreachable,
        error: CommandError::new(CommandErrorCode::NotABillingService),
    })
}

fn unreachable() -> Failure {
    let error = CommandError::new(CommandErrorCode::NoConnection);
    Failure { kind: FailureKind::Unreachable, error }
}

fn failure(answered: &Answered) -> Failure {
    let problem: Option<Problem> = serde_json::from_slice(&answered.body).ok();
    let code = problem.map_or(ErrorCode::Unknown, |problem| problem.code);
    let after = answered.headers.get("retry-after").and_then(|value| value.to_str().ok());
    let retry_after = after.and_then(|value| value.parse().ok()).map(Duration::from_secs);
    let is_busy = answered.status.is_server_error()
        || answered.status == 429
        || code == ErrorCode::IdempotencyInProgress;
    let kind = if is_busy { FailureKind::Busy { retry_after } } else { FailureKind::Refused };
    let error = CommandError::new(match code {
        ErrorCode::OrderState => CommandErrorCode::OrderMoved,
        ErrorCode::CouponRefused => CommandErrorCode::CouponRefused,
        ErrorCode::MethodNotOffered => CommandErrorCode::MethodNotOffered,
        ErrorCode::MethodRemoved => CommandErrorCode::MethodRemoved,
        ErrorCode::AmountChanged => CommandErrorCode::AmountChanged,
        ErrorCode::NotFound => CommandErrorCode::NotFound,
        _ if is_busy => CommandErrorCode::ServiceBusy,
        _ => CommandErrorCode::Internal,
    });
    Failure { kind, error }
}
