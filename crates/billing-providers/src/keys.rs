//! RSA keys as providers hand them out, and signatures with SHA-256.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer,
};

/// Why a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    /// Neither PEM nor base64.
    #[error("is neither PEM nor base64")]
    Malformed,
    /// Not an RSA key of 2048 bits or more.
    #[error("is not an RSA key of 2048 bits or more")]
    NotRsa,
}

/// Our private key.
pub(crate) struct SigningKey(RsaKeyPair);

impl SigningKey {
    /// Reads PKCS#8 or PKCS#1, as PEM or as the bare base64 that Alipay's tools write.
    pub(crate) fn from_text(text: &str) -> Result<Self, KeyError> {
        let pair = if text.contains("-----BEGIN") {
            let key = PrivateKeyDer::from_pem_slice(text.as_bytes());
            match key.map_err(|_| KeyError::Malformed)? {
                PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
                PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
                _ => return Err(KeyError::NotRsa),
            }
        } else {
            let der = bare_base64(text)?;
            let pkcs8 = PrivatePkcs8KeyDer::from(der.clone());
            let pkcs1 = PrivatePkcs1KeyDer::from(der);
            RsaKeyPair::from_pkcs8(pkcs8.secret_pkcs8_der())
                .or_else(|_| RsaKeyPair::from_der(pkcs1.secret_pkcs1_der()))
        };
        pair.map(Self).map_err(|_| KeyError::NotRsa)
    }

    /// The signature of a message, in base64.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("an RSA key that was read signs, and the buffer has the modulus' length");
        STANDARD.encode(signature)
    }
}

/// A provider's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VerifyingKey(Vec<u8>);

impl VerifyingKey {
    /// Reads a public key or certificate, as PEM or as bare base64.
    pub(crate) fn from_text(text: &str) -> Result<Self, KeyError> {
        if text.contains("-----BEGIN CERTIFICATE") {
            let der = CertificateDer::from_pem_slice(text.as_bytes());
            return Self::of_certificate(&der.map_err(|_| KeyError::Malformed)?);
        }
        let der = if text.contains("-----BEGIN") {
            let key = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes());
            key.map_err(|_| KeyError::Malformed)?.to_vec()
        } else {
            bare_base64(text)?
        };
        Self::from_der(der)
    }

    /// The key a certificate is about.
    pub(crate) fn of_certificate(der: &CertificateDer<'_>) -> Result<Self, KeyError> {
        let certificate = webpki::EndEntityCert::try_from(der).map_err(|_| KeyError::Malformed)?;
        Self::from_der(certificate.subject_public_key_info().to_vec())
    }

    fn from_der(der: Vec<u8>) -> Result<Self, KeyError> {
        match UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der).parse() {
            Ok(_) => Ok(Self(der)),
            Err(_) => Err(KeyError::NotRsa),
        }
    }

    /// Whether it is the public half of our own key.
    pub(crate) fn is_of(&self, own: &SigningKey) -> bool {
        let probe = b"whose key is it?";
        self.verifies(probe, &own.sign(probe))
    }

    /// Whether `signature`, in base64, is this key's over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.0)
            .verify(message, &signature)
            .is_ok()
    }
}

fn bare_base64(text: &str) -> Result<Vec<u8>, KeyError> {
    let digits: String = text.split_whitespace().collect();
    STANDARD.decode(digits).map_err(|_| KeyError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::KeyPair as _;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    /// One pair for all tests of a run; making one takes long.
    fn pair() -> &'static RsaKeyPair {
        static PAIR: OnceLock<RsaKeyPair> = OnceLock::new();
        PAIR.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn pkcs8() -> Pkcs8V1Der<'static> {
        pair().as_der().unwrap()
    }

    impl SigningKey {
        /// A key that was made for this run.
        pub(crate) fn new_for_tests() -> Self {
            Self(RsaKeyPair::from_pkcs8(pkcs8().as_ref()).unwrap())
        }

        /// The key others check its signatures with.
        pub(crate) fn verifying(&self) -> VerifyingKey {
            let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().unwrap();
            VerifyingKey(der.as_ref().to_vec())
        }
    }

    fn pem(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
    }

    #[test]
    fn keys_are_read_in_every_form_providers_hand_them_out_in() {
        let private = pkcs8();
        let public: PublicKeyX509Der<'_> = pair().public_key().as_der().unwrap();
        let written = [pem("PRIVATE KEY", private.as_ref()), STANDARD.encode(private.as_ref())];
        let checked = [pem("PUBLIC KEY", public.as_ref()), STANDARD.encode(public.as_ref())];
        for (private, public) in written.iter().zip(&checked) {
            let (key, check) =
                (SigningKey::from_text(private).unwrap(), VerifyingKey::from_text(public).unwrap());
            let signature = key.sign(b"message");
            assert!(check.verifies(b"message", &signature));
            assert!(!check.verifies(b"massage", &signature));
            assert!(!check.verifies(b"message", ""));
            assert!(check.is_of(&key));
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in
            ["", "not a key", "-----BEGIN PRIVATE KEY-----", "AAAA", &pem("PRIVATE KEY", b"x")]
        {
            assert!(SigningKey::from_text(text).is_err(), "{text}");
            assert!(VerifyingKey::from_text(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_or_signature_panics(text in ".{0,200}", signature in ".{0,100}") {
            prop_assert!(SigningKey::from_text(&text).is_err());
            prop_assert!(VerifyingKey::from_text(&text).is_err());
            let check = SigningKey::new_for_tests().verifying();
            prop_assert!(!check.verifies(text.as_bytes(), &signature));
        }
    }
}
