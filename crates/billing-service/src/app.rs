//! What every handler shares.

use crate::auth::ended::EndedSessions;
use crate::auth::passwords::Passwords;
use crate::auth::tokens::Signer;
use crate::changes::Cursors;
use crate::clock::{AheadClock, Clock};
use crate::config::{Config, SellerConfig};
use crate::idempotency::Repeats;
use crate::limits::Limits;
use crate::orders::turns::Turns;
use crate::outbox::Receivers;
use crate::outbox::alerts::Pulse;
use crate::providers::Providers;
use crate::public_url::PublicUrl;
use crate::router;
use crate::sandbox::Sandbox;
use crate::store::Store;
use crate::telemetry::Telemetry;
use axum::Router;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The running service, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub(crate) struct Parts {
    pub config: Config,
    pub clock: Arc<AheadClock>,
    pub store: Arc<dyn Store>,
    pub signer: Signer,
    pub passwords: Passwords,
    pub ended: EndedSessions,
    pub limits: Limits,
    pub repeats: Repeats,
    pub cursors: Cursors,
    pub telemetry: Telemetry,
    pub receivers: Receivers,
    pub pulse: Pulse,
    pub providers: Providers,
    pub sandbox: Option<Arc<Sandbox>>,
    pub turns: Turns,
    pub public_url: PublicUrl,
    pub begun: TaskTracker,
    pub stopping: CancellationToken,
    pub demonstration: bool,
    pub seller: SellerConfig,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Every route, with everything around it.
    pub fn router(&self) -> Router {
        router::router(self)
    }

    pub(crate) fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// The sandbox, where it is enabled.
    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        self.0.sandbox.as_deref()
    }

    /// Whose turn it is to talk to providers about an order.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    pub(crate) fn public_url(&self) -> &PublicUrl {
        &self.0.public_url
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// Who sells.
    pub(crate) fn seller(&self) -> &SellerConfig {
        &self.0.seller
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The same, for whoever may move its hands.
    pub(crate) fn hands(&self) -> &AheadClock {
        &self.0.clock
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.0.signer
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn ended(&self) -> &EndedSessions {
        &self.0.ended
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn repeats(&self) -> &Repeats {
        &self.0.repeats
    }

    pub(crate) fn cursors(&self) -> &Cursors {
        &self.0.cursors
    }

    pub(crate) fn telemetry(&self) -> &Telemetry {
        &self.0.telemetry
    }

    /// Who else is told what happens.
    pub(crate) fn receivers(&self) -> &Receivers {
        &self.0.receivers
    }

    /// How long answers took.
    pub(crate) fn pulse(&self) -> &Pulse {
        &self.0.pulse
    }

    /// What has begun and must end before the service may.
    pub(crate) fn begun(&self) -> &TaskTracker {
        &self.0.begun
    }

    /// Cancelled when the service stops: what never ends by itself ends then.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    pub(crate) fn is_demonstration(&self) -> bool {
        self.0.demonstration
    }
}
