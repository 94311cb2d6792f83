//! The certificates PayPal signs its notices with.
//!
//! One life: a notice names the address of a certificate. The address is believed only if it is
//! PayPal's, the certificate only if it goes back to a trusted root, is of this time, and is made
//! out to PayPal. Its key is kept for a day; forged notices can make us fetch from PayPal alone,
//! and not more than a few at once.

use crate::NoticeRefusal;
use crate::http::Outbound;
use crate::keys::VerifyingKey;
use billing_contract::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};

const KEPT: TimeDelta = TimeDelta::days(1);
const KEPT_AT_ONCE: usize = 16;

/// Fetches and keeps certificates.
pub(super) struct Certificates {
    anchors: Vec<TrustAnchor<'static>>,
    known: Mutex<HashMap<String, Known>>,
}

#[derive(Clone)]
struct Known {
    key: VerifyingKey,
    since: DateTime<Utc>,
}

impl Certificates {
    /// Believes what goes back to these roots, or to the public ones if there are none; none if
    /// one of them cannot be read.
    pub(super) fn trusting(pinned: &[Secret]) -> Option<Self> {
        let mut roots: Vec<CertificateDer<'_>> = Vec::new();
        for text in pinned {
            let before = roots.len();
            for certificate in CertificateDer::pem_slice_iter(text.expose().as_bytes()) {
                roots.push(certificate.ok()?);
            }
            if roots.len() == before {
                return None;
            }
        }
        let anchors = if pinned.is_empty() {
            anchors(webpki_root_certs::TLS_SERVER_ROOT_CERTS)?
        } else {
            anchors(&roots)?
        };
        Some(Self { anchors, known: Mutex::default() })
    }

    /// The key of the certificate at an address.
    pub(super) async fn key(
        &self,
        address: &str,
        outbound: &Outbound,
        now: DateTime<Utc>,
    ) -> Result<VerifyingKey, NoticeRefusal> {
        let forged = |why: &str| NoticeRefusal::Forged(why.to_owned());
        if !is_paypals(address, outbound.base()) {
            return Err(forged("its certificate is not at PayPal's"));
        }
        if let Some(key) = self.kept(address, now) {
            return Ok(key);
        }
        let request = outbound.request(Method::GET, address);
        let answer = outbound.send(request).await.map_err(NoticeRefusal::CannotCheck)?;
        if !answer.status.is_success() {
            return Err(forged("there is no such certificate"));
        }
        let key = self
            .verified(&answer.body, now)
            .ok_or_else(|| forged("its certificate is not to be trusted"))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, one| (now - one.since).abs() < KEPT);
        if known.len() < KEPT_AT_ONCE {
            known.insert(address.to_owned(), Known { key: key.clone(), since: now });
        }
        Ok(key)
    }

    fn kept(&self, address: &str, now: DateTime<Utc>) -> Option<VerifyingKey> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.get(address).filter(|one| (now - one.since).abs() < KEPT);
        kept.map(|one| one.key.clone())
    }

    /// The key of the first certificate of a chain; none if the chain is not to be trusted now.
    fn verified(&self, pem: &[u8], now: DateTime<Utc>) -> Option<VerifyingKey> {
        let chain: Vec<CertificateDer<'_>> =
            CertificateDer::pem_slice_iter(pem).take(8).collect::<Result<_, _>>().ok()?;
        let (first, intermediates) = chain.split_first()?;
        let certificate = EndEntityCert::try_from(first).ok()?;
        let seconds = u64::try_from(now.timestamp()).ok()?;
        certificate
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.anchors,
                intermediates,
                UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
                AnyUsage,
                None,
                None,
            )
            .ok()?;
        let mut names = certificate.valid_dns_names();
        if !names.any(is_paypals_name) {
            return None;
        }
        VerifyingKey::of_certificate(first).ok()
    }
}

/// What a certificate for signing notices says of its usage is not documented.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

fn anchors(roots: &[CertificateDer<'_>]) -> Option<Vec<TrustAnchor<'static>>> {
    let anchor = |root| anchor_from_trusted_cert(root).ok().map(|anchor| anchor.to_owned());
    roots.iter().map(anchor).collect()
}

/// Whether a certificate may be fetched there: PayPal's own hosts, encrypted, or the place where
/// we ask for everything else.
fn is_paypals(address: &str, base: &Url) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let official = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(is_paypals_name);
    bare && (official || url.origin() == base.origin())
}

fn is_paypals_name(name: &str) -> bool {
    name == "paypal.com" || name.ends_with(".paypal.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_fetched_from_paypal_and_from_nowhere_else() {
        let base = Url::parse("http://127.0.0.1:4000").unwrap();
        let good = [
            "https://api.paypal.com/v1/notifications/certs/CERT-1",
            "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
            "http://127.0.0.1:4000/v1/notifications/certs/CERT-1",
        ];
        let bad = [
            "http://api.paypal.com/certs",
            "https://paypal.com.example.com/certs",
            "https://notpaypal.com/certs",
            "https://api.paypal.com:8443/certs",
            "https://api.paypal.com@example.com/certs",
            "https://user@api.paypal.com/certs",
            "http://127.0.0.1:4001/certs",
            "file:///etc/passwd",
            "",
        ];
        assert!(good.iter().all(|address| is_paypals(address, &base)));
        for address in bad {
            assert!(!is_paypals(address, &base), "{address}");
        }
    }

    #[test]
    fn the_public_roots_are_all_read() {
        let certificates = Certificates::trusting(&[]).unwrap();
        assert_eq!(certificates.anchors.len(), webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
        assert!(Certificates::trusting(&[Secret::new("nothing")]).is_none());
    }
}
