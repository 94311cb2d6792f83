//! What staff asked for, and what came of it.
//!
//! A read is noted before anything is shown, a write before it is tried and again when it is over:
//! an entry `asked` that no other follows is a write of which nobody knows how it ended.

use crate::app::App;
use crate::auth::access::{Guard, Principal};
use crate::problem::Refusal;
use crate::request_id::RequestId;
use crate::store::AuditEntry;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use billing_contract::CustomerId;

/// Longer than any id there is; what else was named is cut.
const LONGEST_CUSTOMER_ID: usize = 64;

/// A request by staff.
pub struct Asking<'a> {
    /// The route.
    pub guard: &'a Guard,
    /// Who asks.
    pub principal: &'a Principal,
    /// The request.
    pub parts: &'a Parts,
    /// The customer they named.
    pub customer: Option<&'a CustomerId>,
}

/// A write that staff may try, as it was noted.
pub struct Asked(AuditEntry);

impl Asking<'_> {
    /// Notes that the request was let through; a write must be noted again once it is over.
    pub async fn allowed(&self) -> Result<Option<Asked>, Refusal> {
        let only_reads = matches!(self.parts.method, Method::GET | Method::HEAD);
        let entry = self.entry(if only_reads { "allowed" } else { "asked" });
        self.guard.app.store().record_audit(entry.clone()).await?;
        Ok((!only_reads).then_some(Asked(entry)))
    }

    /// Notes that the request was not let through.
    pub async fn refused(&self) -> Result<(), Refusal> {
        Ok(self.guard.app.store().record_audit(self.entry("refused")).await?)
    }

    fn entry(&self, outcome: &str) -> AuditEntry {
        let clock = self.guard.app.clock();
        let shortened = |id: &CustomerId| {
            CustomerId::new(id.as_str().chars().take(LONGEST_CUSTOMER_ID).collect::<String>())
        };
        AuditEntry {
            id: clock.new_id(),
            at: clock.now(),
            user_id: self.principal.user_id.clone(),
            role: self.principal.role,
            customer_id: self.customer.map(shortened),
            method: self.parts.method.to_string(),
            route: self.guard.route.to_owned(),
            outcome: outcome.to_owned(),
            request_id: RequestId::of(&self.parts.extensions).as_str().to_owned(),
        }
    }
}

impl Asked {
    /// Notes how the write ended. What is done is done: if that cannot be noted, the log says so.
    pub async fn answered(self, app: &App, status: StatusCode) {
        let outcome = if status.is_success() { "done" } else { "failed" };
        let entry = AuditEntry {
            id: app.clock().new_id(),
            at: app.clock().now(),
            outcome: outcome.to_owned(),
            ..self.0
        };
        if let Err(error) = app.store().record_audit(entry).await {
            tracing::error!(%error, outcome, "the end of a write by staff could not be noted");
        }
    }
}
