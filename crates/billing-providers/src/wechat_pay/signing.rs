//! WeChat's signatures: ours on requests, theirs on answers and notices.

use crate::keys::{SigningKey, VerifyingKey};
use aws_lc_rs::rand;
use chrono::{DateTime, Utc};
use http::HeaderMap;
use std::fmt::Write as _;

/// How far their clock and ours may be apart ("5 分钟": 签名验证).
const TOLERANCE_SECONDS: u64 = 300;

/// Signs our requests.
pub(super) struct Signer {
    mch_id: String,
    serial_no: String,
    key: SigningKey,
}

impl Signer {
    pub(super) fn new(mch_id: String, serial_no: String, key: SigningKey) -> Self {
        Self { mch_id, serial_no, key }
    }

    /// The `Authorization` of a request.
    pub(super) fn authorization(
        &self,
        method: &str,
        path: &str,
        body: &str,
        now: DateTime<Utc>,
    ) -> String {
        let mut random = [0; 16];
        rand::fill(&mut random).expect("the system's random numbers do not run out");
        let nonce = hexadecimal(&random);
        self.authorization_with(method, path, body, now.timestamp(), &nonce)
    }

    pub(super) fn authorization_with(
        &self,
        method: &str,
        path: &str,
        body: &str,
        timestamp: i64,
        nonce: &str,
    ) -> String {
        let message = format!("{method}\n{path}\n{timestamp}\n{nonce}\n{body}\n");
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"{nonce}\",\
             signature=\"{}\",timestamp=\"{timestamp}\",serial_no=\"{}\"",
            self.mch_id,
            self.key.sign(message.as_bytes()),
            self.serial_no,
        )
    }
}

/// The signature that comes with an answer or notice.
pub(super) struct Envelope {
    /// Names the key it was made with.
    pub(super) serial: String,
    timestamp: String,
    nonce: String,
    signature: String,
}

impl Envelope {
    /// Reads it; none if any part is missing or there twice.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let one = |name: &str| crate::notice::single_header(headers, name);
        Some(Self {
            serial: one("wechatpay-serial")?,
            timestamp: one("wechatpay-timestamp")?,
            nonce: one("wechatpay-nonce")?,
            signature: one("wechatpay-signature")?,
        })
    }

    /// Whether it was made with this key over this body.
    pub(super) fn holds(&self, key: &VerifyingKey, body: &[u8]) -> bool {
        let mut message = format!("{}\n{}\n", self.timestamp, self.nonce).into_bytes();
        message.extend_from_slice(body);
        message.push(b'\n');
        key.verifies(&message, &self.signature)
    }

    /// Whether it was made about now.
    pub(super) fn is_in_time(&self, now: DateTime<Utc>) -> bool {
        let signed = self.timestamp.parse::<i64>();
        signed.is_ok_and(|signed| now.timestamp().abs_diff(signed) <= TOLERANCE_SECONDS)
    }
}

/// Bytes in capital hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    fn headers(serial: &str, timestamp: &str, nonce: &str, signature: &str) -> HeaderMap {
        let names =
            ["wechatpay-serial", "wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature"];
        let values = [serial, timestamp, nonce, signature];
        let pairs = names.into_iter().zip(values);
        pairs
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn a_request_is_signed_over_its_five_lines() {
        let signer = Signer::new("1900000001".into(), "5157F0".into(), SigningKey::new_for_tests());
        let text = signer.authorization_with("POST", "/v3/x?a=b", "{}", 1_554_208_460, "NONCE");
        let message = b"POST\n/v3/x?a=b\n1554208460\nNONCE\n{}\n";
        let signature = SigningKey::new_for_tests().sign(message);
        let expected = format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str=\"NONCE\",\
             signature=\"{signature}\",timestamp=\"1554208460\",serial_no=\"5157F0\""
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn a_signature_that_is_there_twice_is_none() {
        let mut twice = headers("S", "1", "N", "AA==");
        assert!(Envelope::of(&twice).is_some());
        twice.append("wechatpay-signature", HeaderValue::from_static("AB=="));
        assert!(Envelope::of(&twice).is_none());
    }

    proptest! {
        #[test]
        fn no_header_panics_or_is_believed(
            timestamp in "-?[0-9]{0,25}|[ -~]{0,20}",
            nonce in "[ -~]{0,40}",
            signature in "[ -~]{0,60}",
            body: Vec<u8>,
        ) {
            if let Some(envelope) = Envelope::of(&headers("S", &timestamp, &nonce, &signature)) {
                let _ = envelope.is_in_time(DateTime::<Utc>::MAX_UTC);
                let _ = envelope.is_in_time(DateTime::<Utc>::MIN_UTC);
                prop_assert!(!envelope.holds(&SigningKey::new_for_tests().verifying(), &body));
            }
        }
    }
}
