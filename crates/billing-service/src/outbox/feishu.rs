//! Alerts in the form of Feishu's robot for a group (`POST /open-apis/bot/v2/hook/…`).
//!
//! The signature is the HMAC of nothing, under the key that moment and secret make together; it is
//! good for an hour, so each try signs anew. The robot answers 200 also when it refuses: its `code`
//! says how it went. It knows no repetition by itself, so the text names the alert.

use super::sending::{Way, send};
use super::{Failure, ReceiverError};
use crate::config::AlertConfig;
use crate::store::{Alert, AlertKind, Letter, Told};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use billing_contract::Secret;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// Too many messages in a while (Feishu, custom bot guide).
const TOO_MANY: i64 = 11_232;

/// A robot in a group.
pub struct Feishu {
    way: Way,
    secret: Option<Secret>,
}

impl Feishu {
    pub fn new(config: &AlertConfig) -> Result<Self, ReceiverError> {
        let way = Way::to("outbox.alerts", config.webhook_url.expose())?;
        Ok(Self { way, secret: config.secret.clone() })
    }

    pub async fn send(&self, letter: &Letter, now: DateTime<Utc>) -> Result<(), Failure> {
        let Told::Alert(alert) = &letter.told else {
            return Err(Failure::Refused("it is no alert".to_owned()));
        };
        let mut body = json!({ "msg_type": "text", "content": { "text": text(alert, letter) } });
        if let Some(secret) = &self.secret {
            let timestamp = now.timestamp();
            body["timestamp"] = json!(timestamp.to_string());
            body["sign"] = json!(signature(timestamp, secret));
        }
        let answer = send(self.way.post().json(&body)).await?;
        let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
        match answer["code"].as_i64().or_else(|| answer["StatusCode"].as_i64()) {
            Some(0) => Ok(()),
            Some(TOO_MANY) => Err(Failure::NotNow("it asks for fewer messages".to_owned(), None)),
            Some(code) => Err(Failure::Refused(format!("it answered code {code}"))),
            None => Err(Failure::NotNow("its answer makes no sense".to_owned(), None)),
        }
    }
}

/// What shows that the message comes from whoever knows the secret.
pub fn signature(timestamp: i64, secret: &Secret) -> String {
    let key = format!("{timestamp}\n{}", secret.expose());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    STANDARD.encode(hmac::sign(&key, b""))
}

fn text(alert: &Alert, letter: &Letter) -> String {
    let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let measured = match alert.what {
        AlertKind::SuccessRate => format!(
            "支付成功率 {:.1} %,低于 95 %({} 笔)\nPayment success rate {:.1} %, below 95 % ({} payments)",
            alert.measured, alert.count, alert.measured, alert.count
        ),
        AlertKind::ResponseTime => format!(
            "平均响应时间 {:.0} ms,高于 500 ms({} 次请求)\nMean response time {:.0} ms, above 500 ms ({} requests)",
            alert.measured, alert.count, alert.measured, alert.count
        ),
    };
    let (from, until) = (moment(alert.from), moment(alert.until));
    format!("[Billing] {measured}\n{from} – {until}\n{}", letter.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out by the Python program of the guide.
    #[test]
    fn the_signature_is_the_one_of_the_guide() {
        let made = signature(1_599_360_473, &Secret::new("demo"));
        assert_eq!(made, "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
    }
}
