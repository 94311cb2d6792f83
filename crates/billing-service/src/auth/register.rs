//! Becoming a customer.

use crate::app::App;
use crate::auth::device::Device;
use crate::auth::login::new_session;
use crate::auth::tokens::{self, RefreshToken};
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::problem::Refusal;
use crate::store::{Registered, Registration, User};
use crate::validation;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    Account, Currency, CustomerId, ErrorCode, RegisterRequest, Role, Tokens, UserId, paths,
};

/// Creates a customer with their first user, who is signed in at once. May be repeated under an
/// `Idempotency-Key`.
#[utoipa::path(
    post, path = paths::AUTH_REGISTER, request_body = RegisterRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters")),
    responses(
        (status = 200, body = Tokens),
        (status = 400, description = "Not JSON, or a malformed Idempotency-Key"),
        (status = 409, description = "The address is taken, or the first request is still running"),
    )
)]
pub async fn register(
    State(app): State<App>,
    device: Device,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Optional, async |asked: RegisterRequest, ticket| {
            validation::check_registration(&asked)?;
            create(&app, device, asked, ticket).await
        })
        .await
}

async fn create(
    app: &App,
    device: Device,
    asked: RegisterRequest,
    ticket: Option<Ticket>,
) -> Result<Answer, Refusal> {
    let turn = app.passwords().turn().await?;
    app.limits().admit_registration(&device.household(), app.clock().now())?;
    let password_hash = app.passwords().hash(asked.password, turn).await?;
    let now = app.clock().now();
    let email = validation::normalised_email(&asked.email);
    let contact_name = asked.contact_name.trim().to_owned();
    let locale = asked.locale.unwrap_or_else(|| "en".to_owned());
    let company_name = asked.company_name.map(|name| name.trim().to_owned());
    let account = Account {
        id: CustomerId::new(app.clock().new_id()),
        company_name: company_name.unwrap_or_else(|| contact_name.clone()),
        contact_name: contact_name.clone(),
        contact_email: email.clone(),
        phone: None,
        tax_id: None,
        billing_address: None,
        time_zone: None,
        created_at: now,
        version: 1,
        locale,
    };
    let user = User {
        id: UserId::new(app.clock().new_id()),
        customer_id: Some(account.id.clone()),
        email,
        name: contact_name,
        role: Role::Admin,
        avatar_url: None,
    };
    let refresh = RefreshToken::generate()?;
    let session = new_session(app, &device, &user.id, &refresh);
    let tokens = tokens::tokens(app, &user, &session.id, refresh, now)?;
    let answer = Answer::json(StatusCode::OK, &tokens)?;
    let completion = ticket.map(|ticket| ticket.complete(&answer)).transpose()?;
    let currency = home_currency(&account.locale);
    let registration = Registration { account, currency, user, password_hash, session };
    match app.store().register(registration, completion).await? {
        Registered::Created => Ok(answer),
        Registered::EmailTaken => {
            // The answer tells that somebody has an account here; that must not be asked at will.
            app.limits().registration_told(&device.household(), app.clock().now());
            Err(Refusal::new(ErrorCode::EmailTaken, "An account with this address exists."))
        }
    }
}

/// What a customer of this language pays in.
fn home_currency(locale: &str) -> Currency {
    match locale {
        "zh-CN" => Currency::CNY,
        "ja" => Currency::JPY,
        _ => Currency::USD,
    }
}
