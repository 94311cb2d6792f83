//! The keys WeChat signs with: its certificates, fetched and renewed, or one public key.
//!
//! One life: the first answer names a serial number nobody knows yet, so the certificates are
//! fetched. They are fetched again when an unknown number appears, because WeChat changes them
//! before they run out, but not more often than once a minute, whatever forgers write; while fetching
//! fails, a few times a minute. Callers who come meanwhile wait for the one that asks.

use super::signing::hexadecimal;
use super::wire::Sealed;
use crate::ProviderError;
use crate::keys::VerifyingKey;
use billing_contract::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use tokio::sync::Mutex;

const PAUSE_BETWEEN_FETCHES: TimeDelta = TimeDelta::minutes(1);
/// While they fail: fewer than open the breaker, for payments go through it as well.
const FAILURES_IN_A_PAUSE: u32 = 3;

/// The fetches since a pause began.
#[derive(Clone, Copy)]
struct Fetches {
    began: DateTime<Utc>,
    failures: u32,
    has_succeeded: bool,
}

/// One of WeChat's certificates.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    /// Its serial number, as the headers name it.
    pub(super) serial: String,
    /// Its key.
    pub(super) key: VerifyingKey,
    valid: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Certificate {
    /// Reads a certificate; how long it is valid is known only of those that are fetched.
    pub(super) fn from_pem(text: &str) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(text.as_bytes()).ok()?;
        let serial = {
            let certificate = webpki::EndEntityCert::try_from(&der).ok()?;
            let bytes = certificate.serial();
            let leading = bytes.iter().take_while(|byte| **byte == 0).count();
            hexadecimal(&bytes[leading..])
        };
        Some(Self { serial, key: VerifyingKey::of_certificate(&der).ok()?, valid: None })
    }

    fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.valid.is_none_or(|(from, until)| from <= now && now < until)
    }
}

/// Finds the key a signature names.
pub(super) struct PlatformKeys {
    public_key_id: Option<String>,
    known: RwLock<HashMap<String, Certificate>>,
    /// Whether unknown certificates are fetched, and how that went lately.
    fetched: Option<Mutex<Option<Fetches>>>,
}

impl PlatformKeys {
    /// One public key with its id; WeChat has to be told to sign with it.
    pub(super) fn public_key(id: String, key: VerifyingKey) -> Self {
        let certificate = Certificate { serial: id.clone(), key, valid: None };
        let known = RwLock::new(HashMap::from([(id.clone(), certificate)]));
        Self { public_key_id: Some(id), known, fetched: None }
    }

    /// Certificates known from the start; others are fetched.
    pub(super) fn certificates(known: Vec<Certificate>) -> Self {
        let known = known.into_iter().map(|one| (one.serial.clone(), one)).collect();
        Self { public_key_id: None, known: RwLock::new(known), fetched: Some(Mutex::new(None)) }
    }

    /// The id of the public key, if there is one instead of certificates.
    pub(super) fn public_key_id(&self) -> Option<&str> {
        self.public_key_id.as_deref()
    }

    /// The key of a serial number; none if WeChat has no such. While it is not known whether it has,
    /// that is an error.
    pub(super) async fn key<F>(
        &self,
        serial: &str,
        now: DateTime<Utc>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<VerifyingKey>, ProviderError>
    where
        F: Future<Output = Result<Vec<Certificate>, ProviderError>>,
    {
        let known = self.known(serial, now);
        let (None, Some(fetched)) = (&known, &self.fetched) else { return Ok(known) };
        let mut fetched = fetched.lock().await;
        // Another caller may have fetched it while this one waited.
        let known = self.known(serial, now);
        if known.is_some() {
            return Ok(known);
        }
        let lately = fetched.filter(|last| (now - last.began).abs() < PAUSE_BETWEEN_FETCHES);
        let lately = lately.unwrap_or(Fetches { began: now, failures: 0, has_succeeded: false });
        if lately.has_succeeded {
            return Ok(None);
        }
        if lately.failures >= FAILURES_IN_A_PAUSE {
            let why = "its certificates could not be fetched a moment ago";
            return Err(ProviderError::Unreachable(why.to_owned()));
        }
        // Before the call: one that fails, or is dropped half-way, counts as well.
        *fetched = Some(Fetches { failures: lately.failures + 1, ..lately });
        let certificates = fetch().await?;
        *fetched = Some(Fetches { began: now, failures: 0, has_succeeded: true });
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.is_valid(now));
        all.extend(certificates.into_iter().map(|one| (one.serial.clone(), one)));
        drop(all);
        Ok(self.known(serial, now))
    }

    fn known(&self, serial: &str, now: DateTime<Utc>) -> Option<VerifyingKey> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(serial).filter(|one| one.is_valid(now)).map(|one| one.key.clone())
    }
}

/// Opens the answer to `/v3/certificates`; none if any of them cannot be opened and read.
pub(super) fn opened(body: &[u8], key: &Secret) -> Option<Vec<Certificate>> {
    #[derive(Deserialize)]
    struct Listed {
        data: Vec<One>,
    }
    #[derive(Deserialize)]
    struct One {
        serial_no: String,
        effective_time: DateTime<Utc>,
        expire_time: DateTime<Utc>,
        encrypt_certificate: Sealed,
    }
    let listed: Listed = serde_json::from_slice(body).ok()?;
    let mut certificates = Vec::new();
    for one in listed.data {
        let pem = String::from_utf8(one.encrypt_certificate.open(key)?).ok()?;
        let certificate = Certificate::from_pem(&pem)?;
        let valid = Some((one.effective_time, one.expire_time));
        if certificate.serial != one.serial_no {
            return None;
        }
        certificates.push(Certificate { valid, ..certificate });
    }
    (!certificates.is_empty()).then_some(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SigningKey;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn noon() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn certificate(serial: &str) -> Certificate {
        let valid = Some((noon() - TimeDelta::days(1), noon() + TimeDelta::days(1)));
        let key = SigningKey::new_for_tests().verifying();
        Certificate { serial: serial.to_owned(), key, valid }
    }

    /// WeChat with these certificates, counting how often it is asked.
    struct Wechat(Vec<&'static str>, AtomicUsize);

    impl Wechat {
        async fn fetched(&self) -> Result<Vec<Certificate>, ProviderError> {
            self.1.fetch_add(1, Ordering::SeqCst);
            // Lets the others come while this one is under way.
            tokio::task::yield_now().await;
            Ok(self.0.iter().map(|serial| certificate(serial)).collect())
        }

        async fn asked_for(&self, keys: &PlatformKeys, serial: &str, now: DateTime<Utc>) -> bool {
            keys.key(serial, now, || self.fetched()).await.unwrap().is_some()
        }
    }

    #[tokio::test]
    async fn those_who_come_together_fetch_once() {
        let (keys, wechat) = (PlatformKeys::certificates(vec![]), Wechat(vec!["A"], 0.into()));
        let (first, second, third) = tokio::join!(
            wechat.asked_for(&keys, "A", noon()),
            wechat.asked_for(&keys, "A", noon()),
            wechat.asked_for(&keys, "B", noon()),
        );
        assert_eq!((first, second, third), (true, true, false));
        assert_eq!(wechat.1.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn unknown_numbers_are_looked_up_at_most_once_a_minute() {
        let keys = PlatformKeys::certificates(vec![certificate("A")]);
        let wechat = Wechat(vec!["B"], 0.into());
        for second in 0..120 {
            let now = noon() + TimeDelta::seconds(second);
            assert!(wechat.asked_for(&keys, "A", now).await, "what is known stays known");
            assert!(!wechat.asked_for(&keys, &format!("F{second}"), now).await);
        }
        assert_eq!(wechat.1.load(Ordering::SeqCst), 2);
        assert!(wechat.asked_for(&keys, "B", noon()).await, "the new one is known beside the old");
    }

    #[tokio::test]
    async fn while_they_cannot_be_fetched_forgers_make_no_more_than_a_few_calls_a_minute() {
        let keys = PlatformKeys::certificates(vec![certificate("A")]);
        let calls = AtomicUsize::new(0);
        let failing = async || {
            calls.fetch_add(1, Ordering::SeqCst);
            Err(ProviderError::Unreachable("on purpose".to_owned()))
        };
        for second in 0..120 {
            let now = noon() + TimeDelta::seconds(second);
            let asked = keys.key(&format!("F{second}"), now, failing).await;
            assert!(asked.is_err(), "nobody knows whether WeChat has such a certificate");
            assert!(keys.key("A", now, failing).await.unwrap().is_some(), "it stays known");
        }
        assert_eq!(calls.load(Ordering::SeqCst), 6);
        let wechat = Wechat(vec!["B"], 0.into());
        assert!(wechat.asked_for(&keys, "B", noon() + TimeDelta::seconds(120)).await);
    }

    #[tokio::test]
    async fn a_fetch_that_is_dropped_half_way_counts() {
        let keys = PlatformKeys::certificates(vec![]);
        let calls = AtomicUsize::new(0);
        let silent = async || {
            calls.fetch_add(1, Ordering::SeqCst);
            std::future::pending().await
        };
        for _ in 0..10 {
            tokio::select! {
                biased;
                asked = keys.key("A", noon(), silent) => assert!(asked.is_err()),
                () = std::future::ready(()) => {}
            }
        }
        assert_eq!(calls.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_certificate_that_has_run_out_is_not_believed() {
        let keys = PlatformKeys::certificates(vec![certificate("A")]);
        let wechat = Wechat(vec!["A"], 0.into());
        assert!(wechat.asked_for(&keys, "A", noon()).await);
        assert!(!wechat.asked_for(&keys, "A", noon() + TimeDelta::days(1)).await);
    }

    #[tokio::test]
    async fn a_public_key_is_the_only_one_there_is() {
        let key = SigningKey::new_for_tests().verifying();
        let keys = PlatformKeys::public_key("PUB_KEY_ID_1".to_owned(), key);
        let wechat = Wechat(vec!["A"], 0.into());
        assert!(wechat.asked_for(&keys, "PUB_KEY_ID_1", noon()).await);
        assert!(!wechat.asked_for(&keys, "A", noon()).await);
        assert_eq!(wechat.1.load(Ordering::SeqCst), 0);
    }
}
