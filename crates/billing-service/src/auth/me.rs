//! Who is signed in.

use crate::app::App;
use crate::auth::access::{Principal, permissions_of};
use crate::etag::{self, Conditions};
use crate::problem::Refusal;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{ErrorCode, Me, paths};

/// Who is signed in, and what they may do.
#[utoipa::path(get, path = paths::AUTH_ME, responses((status = 200, body = Me)))]
pub async fn read_me(
    State(app): State<App>,
    principal: Principal,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let user = app.store().user(&principal.user_id).await?.ok_or_else(|| {
        Refusal::new(ErrorCode::Unauthenticated, "The person signed in is not known any more.")
    })?;
    let me = Me {
        user_id: user.id,
        customer_id: user.customer_id,
        email: user.email,
        name: user.name,
        role: user.role,
        avatar_url: user.avatar_url,
        permissions: permissions_of(user.role).to_vec(),
    };
    etag::by_content(&me, &conditions)
}
