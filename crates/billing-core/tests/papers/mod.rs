//! A service that has invoices with documents, and can refuse, spoil or withhold them.

use crate::stage::{Stage, me_json, problem};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use wiremock::matchers::{method, path, path_regex, query_param_is_missing};
use wiremock::{Mock, Request, Respond, ResponseTemplate};

/// The year of the invoices: long ago, so that none is fetched ahead.
pub const YEAR: i32 = 2019;

/// Whom the invoices are addressed to.
pub const BILLED_TO: &str = "Canary Handels AG";

/// The documents of a customer.
#[derive(Clone)]
pub struct Papers(Arc<Inner>);

struct Inner {
    count: usize,
    period: String,
    allowed: AtomicUsize,
    given: AtomicUsize,
    refused: Mutex<BTreeSet<String>>,
    spoiled: Mutex<BTreeSet<String>>,
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn id(number: usize) -> String {
    format!("i{number}")
}

pub fn number(number: usize) -> String {
    format!("INV-{YEAR}-{number:06}")
}

pub fn document(id: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{BILLED_TO} {id}\n%%EOF\n").into_bytes()
}

impl Papers {
    /// So many invoices of [`YEAR`].
    pub fn of(count: usize) -> Self {
        Self::of_month(count, format!("{YEAR}-05"))
    }

    /// So many invoices of a month.
    pub fn of_month(count: usize, period: String) -> Self {
        Self(Arc::new(Inner {
            count,
            period,
            allowed: AtomicUsize::new(usize::MAX),
            given: AtomicUsize::new(0),
            refused: Mutex::default(),
            spoiled: Mutex::default(),
        }))
    }

    /// Prepares the answers.
    pub async fn on(self, stage: &Stage) -> Self {
        for place in ["/auth/login", "/auth/refresh"] {
            let tokens = json!({
                "access_token": "canary-access", "refresh_token": "canary-refresh",
                "token_type": "bearer", "expires_in": 900, "server_now": "2026-01-01T00:00:00Z",
            });
            stage.answer("POST", place, 200, tokens).await;
        }
        Mock::given(path("/auth/logout"))
            .respond_with(ResponseTemplate::new(204))
            .mount(&stage.server)
            .await;
        let mut me = me_json();
        me["permissions"] = json!(["view_invoices"]);
        stage.answer("GET", "/auth/me", 200, me).await;
        let changes: Vec<Value> = (1..=self.0.count)
            .map(|number| {
                let body = self.invoice(number);
                json!({"seq": 0, "kind": "invoice", "id": id(number), "op": "put", "body": body})
            })
            .collect();
        let page = |changes: Vec<Value>| {
            ResponseTemplate::new(200).set_body_json(json!({
                "changes": changes, "cursor": "end", "has_more": false,
                "server_now": "2026-01-01T00:00:00Z",
            }))
        };
        Mock::given(path("/api/portal/changes"))
            .and(query_param_is_missing("since"))
            .respond_with(page(changes))
            .mount(&stage.server)
            .await;
        Mock::given(path("/api/portal/changes"))
            .respond_with(page(Vec::new()))
            .with_priority(9)
            .mount(&stage.server)
            .await;
        Mock::given(method("GET"))
            .and(path_regex("^/api/portal/invoices/[^/]+/(pdf|receipt)$"))
            .respond_with(self.clone())
            .mount(&stage.server)
            .await;
        self
    }

    /// After so many documents the service is busy.
    pub fn answer_no_more_than(&self, documents: usize) {
        self.0.allowed.store(documents, Ordering::SeqCst);
    }

    pub fn answer_everything(&self) {
        self.answer_no_more_than(usize::MAX);
    }

    /// From now on the person may not see this document.
    pub fn refuse(&self, id: &str) {
        self.0.refused.lock().unwrap().insert(id.to_owned());
    }

    /// From now on another document is given.
    pub fn spoil(&self, id: &str) {
        self.0.spoiled.lock().unwrap().insert(id.to_owned());
    }

    /// How many documents were given.
    pub fn given(&self) -> usize {
        self.0.given.load(Ordering::SeqCst)
    }

    /// What each file hashes to when files are called by number.
    pub fn hashes_by_file(&self) -> BTreeMap<String, String> {
        (1..=self.0.count)
            .map(|place| (format!("{}.pdf", number(place)), sha256(&document(&id(place)))))
            .collect()
    }

    fn invoice(&self, place: usize) -> Value {
        json!({
            "invoice_id": id(place), "number": number(place), "kind": "invoice",
            "amount": "12.50", "currency": "USD", "tax_amount": "2.00",
            "period": self.0.period, "status": "open",
            "created_at": format!("{}-20T00:00:00Z", self.0.period),
            "due_date": format!("{}-28", self.0.period), "billed_to": BILLED_TO,
            "document_sha256": sha256(&document(&id(place))), "lines": [],
        })
    }
}

impl Respond for Papers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let id = request.url.path().split('/').nth(4).unwrap_or_default().to_owned();
        if self.0.refused.lock().unwrap().contains(&id) {
            return problem(403, "forbidden");
        }
        let took_one = self.0.allowed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            if left == usize::MAX { Some(left) } else { left.checked_sub(1) }
        });
        if took_one.is_err() {
            return problem(503, "unavailable");
        }
        self.0.given.fetch_add(1, Ordering::SeqCst);
        let spoiled = self.0.spoiled.lock().unwrap().contains(&id);
        let bytes = if spoiled { b"%PDF another".to_vec() } else { document(&id) };
        ResponseTemplate::new(200).set_body_raw(bytes, "application/pdf")
    }
}
