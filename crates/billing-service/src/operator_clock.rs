//! The operator's clock: lets time pass, so that years of a business can be seen in minutes.
//!
//! Days go by one after the other, and after each of them the jobs do what came due on it, as they
//! would have. The service stays ahead, after a restart too: what it has written is never later
//! than its present.

use crate::app::App;
use crate::body::Body;
use crate::jobs;
use crate::problem::{Refusal, field_error};
use axum::Json;
use axum::extract::State;
use billing_contract::{ClockAdvance, ClockReading, ErrorCode, paths};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
const MOST_SECONDS: i64 = 400 * SECONDS_OF_A_DAY;

/// Lets time pass, forward only. Refused but in the demonstration.
#[utoipa::path(
    post, path = paths::OPERATOR_CLOCK, request_body = ClockAdvance,
    responses((status = 200, body = ClockReading))
)]
pub async fn advance_clock(
    State(app): State<App>,
    Body(asked): Body<ClockAdvance>,
) -> Result<Json<ClockReading>, Refusal> {
    if !app.is_demonstration() {
        let detail = "Time can be moved in the demonstration alone.";
        return Err(Refusal::new(ErrorCode::Forbidden, detail));
    }
    if !(1..=MOST_SECONDS).contains(&asked.advance_seconds) {
        return Err(Refusal::invalid(vec![field_error("advance_seconds", "invalid")]));
    }
    let hands = app.hands();
    let _turn = hands.turn().await;
    let mut left = asked.advance_seconds;
    while left > 0 {
        let step = left.min(SECONDS_OF_A_DAY);
        let ahead = hands.ahead_seconds() + step;
        // Kept first: nothing may be written at a moment that is forgotten afterwards.
        app.store().keep_clock_ahead(ahead).await?;
        hands.set_ahead(ahead);
        jobs::pass(&app).await;
        left -= step;
    }
    let (server_now, ahead_seconds) = (app.clock().now(), hands.ahead_seconds());
    tracing::info!(%server_now, ahead_seconds, "the operator let time pass");
    Ok(Json(ClockReading { server_now, ahead_seconds }))
}
