//! The customer's master data.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::body::Body;
use crate::etag::{self, Conditions};
use crate::persons;
use crate::problem::Refusal;
use crate::store::AccountChange;
use crate::validation;
use axum::extract::{FromRequest as _, Request, State};
use axum::response::Response;
use billing_contract::{Account, AccountUpdate, ErrorCode, paths};

/// The account; its `ETag` names the version. Persons are masked for staff who need not know them.
#[utoipa::path(get, path = paths::PORTAL_ACCOUNT, responses((status = 200, body = Account)))]
pub async fn read_account(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let mut stored = app.store().account(&customer).await?.ok_or_else(Refusal::not_found)?;
    if !persons::are_shown_to(principal.role) {
        persons::mask_account(&mut stored.account);
    }
    let tag = etag::of_version(&customer, stored.account.version);
    etag::answer(&stored.account, &tag, &conditions)
}

/// Replaces the account if it is still the version that `If-Match` names.
#[utoipa::path(
    put, path = paths::PORTAL_ACCOUNT, request_body = AccountUpdate,
    params(("If-Match" = String, Header, description = "The ETag the change is based on")),
    responses(
        (status = 200, body = Account),
        (status = 412, description = "The account has changed since"),
        (status = 428, description = "If-Match is missing"),
    )
)]
pub async fn update_account(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    conditions: Conditions,
    request: Request,
) -> Result<Response, Refusal> {
    // First, for a change without a condition is refused whatever it says.
    let expected = conditions.expected_version(&customer)?;
    let Body(update) = Body::<AccountUpdate>::from_request(request, &app).await?;
    let update = trimmed(update);
    validation::check_account(&update)?;
    let now = app.clock().now();
    match app.store().update_account(&customer, expected, update, now).await? {
        AccountChange::Changed(stored) => {
            let tag = etag::of_version(&customer, stored.account.version);
            etag::answer(&stored.account, &tag, &Conditions::none())
        }
        AccountChange::Stale => {
            let detail = "The account has changed since you read it.";
            Err(Refusal::new(ErrorCode::PreconditionFailed, detail))
        }
        AccountChange::Missing => Err(Refusal::not_found()),
    }
}

/// Without surrounding space; an optional field that is empty is left out.
fn trimmed(update: AccountUpdate) -> AccountUpdate {
    let plain = |text: String| text.trim().to_owned();
    let optional =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|t| !t.is_empty());
    AccountUpdate {
        company_name: plain(update.company_name),
        contact_name: plain(update.contact_name),
        contact_email: plain(update.contact_email),
        phone: optional(update.phone),
        tax_id: optional(update.tax_id),
        billing_address: optional(update.billing_address),
        locale: plain(update.locale),
        time_zone: optional(update.time_zone),
    }
}
