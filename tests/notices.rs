//! Notices of the sandbox as a network brings them: signed with the service's own key, sent by
//! whoever wants to, as often and as late as they like.

use anyhow::{Context as _, Result};
use aws_lc_rs::hmac;
use billing_contract::Money;
use chrono::{DateTime, Utc};
use reqwest::{Client, StatusCode};
use rusqlite::Connection;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

/// Sends notices in the sandbox's name.
pub struct Notices {
    key: hmac::Key,
    http: Client,
}

/// That a payment has been made.
#[derive(Clone, Debug)]
pub struct PaidNotice {
    /// Names the event.
    pub event_id: String,
    /// The service's number of the trade.
    pub trade_no: String,
    /// The sandbox's number of the payment.
    pub payment_no: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: DateTime<Utc>,
}

impl Notices {
    /// Takes the key from the service's database.
    pub fn of(database: &Path) -> Result<Self> {
        let question = "SELECT key FROM service_keys WHERE name = 'sandbox_hmac_sha256'";
        let key: Vec<u8> = Connection::open(database)?.query_row(question, [], |row| row.get(0))?;
        let http = Client::builder().no_proxy().build()?;
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key), http })
    }

    /// Sends it, signed at `now`; what the service says to it.
    pub async fn send(
        &self,
        server: &str,
        notice: &PaidNotice,
        now: DateTime<Utc>,
    ) -> reqwest::Result<StatusCode> {
        let body = json!({
            "event_id": notice.event_id, "event": "payment.paid", "recipient": "billing-service",
            "trade_no": notice.trade_no, "payment_no": notice.payment_no,
            "amount_minor": notice.amount.minor, "currency": notice.amount.currency,
            "at": notice.at,
        })
        .to_string();
        let seconds = now.timestamp();
        let tag = hmac::sign(&self.key, format!("{seconds}.{body}").as_bytes());
        let hex = tag.as_ref().iter().fold(String::new(), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        });
        let asked = self.http.post(format!("{server}/api/webhooks/sandbox")).body(body);
        let signed = asked.header("x-sandbox-signature", format!("t={seconds},v1={hex}"));
        Ok(signed.send().await?.status())
    }
}

/// The trade number in the link of a code.
pub fn trade_no_of(link: &str) -> Result<String> {
    let last = link.rsplit('/').next().filter(|last| !last.is_empty());
    Ok(last.context("a link ends with the trade number")?.to_owned())
}
