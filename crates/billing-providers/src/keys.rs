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
