//! Orders: made, paid, delivered, and where every smallest unit of the money went.
//!
//! [`machine`] decides; everything else brings it what happened and carries out what follows.
//! A customer orders ([`placing`]), gets something to pay with ([`paying`]) and asks whether it is
//! paid ([`asking`]). Providers are spoken to in [`conversation`]; whatever they say, by whatever
//! way, ends in [`settlement`]. What is paid is delivered ([`fulfilling`]); what nobody pays ends
//! ([`closing`]); money goes back by [`refunding`].

pub(crate) mod actions;
pub(crate) mod asking;
pub(crate) mod closing;
pub(crate) mod conversation;
pub mod facts;
pub(crate) mod fulfilling;
pub mod machine;
pub(crate) mod paying;
pub(crate) mod paypal;
pub(crate) mod placing;
pub(crate) mod refunding;
pub mod schedule;
pub(crate) mod settlement;
pub(crate) mod turns;
pub(crate) mod view;

pub(crate) use settlement::{TakenNotice, take_notice};

use crate::app::App;
use billing_contract::{PayType, WebhookId};
use billing_providers::{Acknowledgement, RawNotice, Reply};

/// Checks and settles a notice as it came in.
pub(crate) async fn receive_notice(app: &App, method: PayType, raw: RawNotice) -> Reply {
    let Some(provider) = app.providers().get(method) else {
        let status = axum::http::StatusCode::NOT_FOUND;
        return Reply { status, content_type: "text/plain", body: String::new() };
    };
    let read = provider.read_notice(&raw, app.clock().now()).await;
    let webhook = WebhookId::new(app.clock().new_id());
    provider.acknowledge(match read {
        Ok(notice) => match take_notice(app, method, &notice, &webhook).await {
            Ok(_) => Acknowledgement::Accepted,
            Err(_) => Acknowledgement::SendAgain,
        },
        Err(_) => Acknowledgement::Refused,
    })
}
