//! Signatures over sorted parameters.

use crate::keys::SigningKey;
use std::collections::BTreeMap;
use url::Url;

/// A call of the gateway, without its signature.
pub(super) struct Call<'a> {
    pub(super) app_id: &'a str,
    pub(super) method: &'a str,
    pub(super) notify_url: Option<&'a str>,
    pub(super) timestamp: &'a str,
    pub(super) content: &'a str,
}

/// The gateway's address with everything but the content, which goes in the body, and the
/// signature over all of it.
pub(super) fn signed_address(base: &Url, call: &Call<'_>, key: &SigningKey) -> Url {
    let mut parameters = BTreeMap::from([
        ("app_id", call.app_id),
        ("charset", "utf-8"),
        ("format", "json"),
        ("method", call.method),
        ("sign_type", "RSA2"),
        ("timestamp", call.timestamp),
        ("version", "1.0"),
    ]);
    parameters.extend(call.notify_url.map(|url| ("notify_url", url)));
    let mut signed = parameters.clone();
    signed.insert("biz_content", call.content);
    let signature = key.sign(sorted_text(&signed).as_bytes());
    let mut address = base.clone();
    address.query_pairs_mut().extend_pairs(&parameters).append_pair("sign", &signature);
    address
}

/// What is signed: `name=value` in the order of the names.
pub(super) fn sorted_text<K: AsRef<str>, V: AsRef<str>>(parameters: &BTreeMap<K, V>) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", name.as_ref(), value.as_ref()))
        .collect();
    pairs.join("&")
}
