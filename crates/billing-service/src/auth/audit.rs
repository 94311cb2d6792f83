//! What staff asked for, and what came of it.
//!
//! A read is noted before anything is shown, a write before it is tried and again when it is over:
//! an entry `asked` that no other follows is a write of which nobody knows how it ended.

use crate::app::App;
use crate::auth::access::{Guard, Principal};
use crate::problem::Refusal;
use crate::request_id::RequestId;
use crate::store::AuditEntry;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, Method, StatusCode};
use billing_contract::CustomerId;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

/// Longer than any id there is; what else was named is cut.
const LONGEST_CUSTOMER_ID: usize = 64;

/// No longer note is kept.
const LONGEST_NOTE: usize = 300;

/// What the work itself knows of a deed: to whom it was done, and what it came to. Whoever does it
/// says so; it is kept with the deed's end.
#[derive(Clone, Debug, Default)]
pub struct Noting(Arc<Mutex<Noted>>);

#[derive(Clone, Debug, Default)]
struct Noted {
    customer: Option<CustomerId>,
    subject: Option<String>,
    note: Option<String>,
}

impl Noting {
    /// Whose figures it concerned.
    pub fn customer(&self, customer: &CustomerId) {
        self.keep(|noted| noted.customer = Some(customer.clone()));
    }

    /// What it was done to, if the path does not name it.
    pub fn subject(&self, subject: &str) {
        self.keep(|noted| noted.subject = Some(shortened(subject, LONGEST_CUSTOMER_ID)));
    }

    /// What it came to, in a few plain words.
    pub fn note(&self, note: &str) {
        self.keep(|noted| noted.note = Some(shortened(note, LONGEST_NOTE)));
    }

    fn keep(&self, change: impl FnOnce(&mut Noted)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<S: Sync> FromRequestParts<S> for Noting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

fn shortened(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

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
pub struct Asked(AuditEntry, Noting);

impl Asked {
    /// Lets the work say what it knows.
    pub fn listen(&self, extensions: &mut Extensions) {
        extensions.insert(self.1.clone());
    }
}

impl Asking<'_> {
    /// Notes that the request was let through; a write must be noted again once it is over.
    pub async fn allowed(&self) -> Result<Option<Asked>, Refusal> {
        let only_reads = matches!(self.parts.method, Method::GET | Method::HEAD);
        let entry = self.entry(if only_reads { "allowed" } else { "asked" });
        self.guard.app.store().record_audit(entry.clone()).await?;
        Ok((!only_reads).then(|| Asked(entry, Noting::default())))
    }

    /// Notes that the request was not let through.
    pub async fn refused(&self) -> Result<(), Refusal> {
        Ok(self.guard.app.store().record_audit(self.entry("refused")).await?)
    }

    fn entry(&self, outcome: &str) -> AuditEntry {
        let clock = self.guard.app.clock();
        let cut = |id: &CustomerId| CustomerId::new(shortened(id.as_str(), LONGEST_CUSTOMER_ID));
        AuditEntry {
            id: clock.new_id(),
            at: clock.now(),
            user_id: self.principal.user_id.clone(),
            role: self.principal.role,
            customer_id: self.customer.map(cut),
            method: self.parts.method.to_string(),
            route: self.guard.route.to_owned(),
            subject: subject_of(self.guard.route, self.parts.uri.path()),
            note: None,
            begun_as: None,
            outcome: outcome.to_owned(),
            request_id: RequestId::of(&self.parts.extensions).as_str().to_owned(),
        }
    }
}

impl Asked {
    /// Notes how the write ended. What is done is done: if that cannot be noted, the log says so.
    pub async fn answered(self, app: &App, status: StatusCode) {
        let outcome = if status.is_success() { "done" } else { "failed" };
        let noted = self.1.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let entry = AuditEntry {
            id: app.clock().new_id(),
            at: app.clock().now(),
            outcome: outcome.to_owned(),
            customer_id: self.0.customer_id.or(noted.customer),
            subject: self.0.subject.or(noted.subject),
            note: noted.note,
            begun_as: Some(self.0.id),
            ..self.0
        };
        if let Err(error) = app.store().record_audit(entry).await {
            tracing::error!(%error, outcome, "the end of a write by staff could not be noted");
        }
    }
}

/// What stands in a path where its template has a name.
fn subject_of(template: &str, path: &str) -> Option<String> {
    let mut pairs = template.split('/').zip(path.split('/'));
    let named = pairs.find(|(part, _)| part.starts_with('{')).map(|(_, named)| named);
    named.map(|named| shortened(named, LONGEST_CUSTOMER_ID))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_deed_is_done_to_is_read_from_the_path() {
        let subject = |template, path| subject_of(template, path);
        assert_eq!(subject("/a/{id}/b", "/a/o-1/b").as_deref(), Some("o-1"));
        assert_eq!(subject("/a/{id}", "/a/o-1").as_deref(), Some("o-1"));
        assert_eq!(subject("/a/b", "/a/b"), None);
        let endless = format!("/a/{}", "x".repeat(500));
        assert_eq!(subject("/a/{id}", &endless).map(|id| id.len()), Some(64));
    }
}
