//! For machines that watch the service.

use crate::app::App;
use crate::problem::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use billing_contract::{Health, paths};

/// Whether the process runs.
#[utoipa::path(get, path = paths::HEALTH_LIVE, responses((status = 200, body = Health)))]
pub async fn live(State(app): State<App>) -> Json<Health> {
    Json(ok(&app))
}

/// Whether the service can read and write.
#[utoipa::path(get, path = paths::HEALTH_READY, responses((status = 200, body = Health)))]
pub async fn ready(State(app): State<App>) -> Result<Json<Health>, Refusal> {
    app.store().check().await?;
    Ok(Json(ok(&app)))
}

/// Figures in Prometheus' text form.
#[utoipa::path(
    get, path = paths::METRICS,
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.telemetry().render())
}

fn ok(app: &App) -> Health {
    Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demonstration: app.is_demonstration(),
    }
}
