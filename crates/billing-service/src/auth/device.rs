//! What a client calls itself and where it comes from.

use crate::app::App;
use crate::validation;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

const LONGEST_NAME: usize = 120;

/// The device a request comes from.
#[derive(Clone, Debug)]
pub struct Device {
    /// By `X-Device-Name`, else `User-Agent`.
    pub name: String,
    /// The client's own address, seen through trusted proxies.
    pub address: Option<IpAddr>,
}

impl Device {
    /// The device behind a request.
    pub fn of(parts: &Parts, app: &App) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Self {
            name: name(&parts.headers),
            address: peer.map(|peer| {
                behind_proxies(peer, &parts.headers, &app.config().limits.trusted_proxies)
            }),
        }
    }

    /// What counts as one address when requests are counted: an IPv6 network is one household.
    pub fn household(&self) -> String {
        match self.address {
            Some(IpAddr::V6(address)) => {
                Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).to_string()
            }
            Some(address) => address.to_string(),
            None => "unknown".to_owned(),
        }
    }
}

impl FromRequestParts<App> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

fn name(headers: &HeaderMap) -> String {
    let stated = headers.get("x-device-name").or_else(|| headers.get(header::USER_AGENT));
    let text = stated.map(|name| String::from_utf8_lossy(name.as_bytes())).unwrap_or_default();
    let cleaned: String = text
        .chars()
        .filter(|character| !validation::is_control(*character))
        .take(LONGEST_NAME)
        .collect();
    match cleaned.trim() {
        "" => "unknown".to_owned(),
        name => name.to_owned(),
    }
}

/// The last address in `X-Forwarded-For` that a trusted proxy vouches for.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    let hops = headers.get_all("x-forwarded-for").iter().rev();
    let hops = hops.filter_map(|line| line.to_str().ok()).flat_map(|line| line.rsplit(','));
    for hop in hops {
        if !trusted.contains(&nearest) {
            break;
        }
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        nearest = hop.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn forwarded(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(line),
        )])
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let headers = forwarded("198.51.100.1, 192.0.2.7");
        assert_eq!(behind_proxies(stranger, &headers, &[proxy]), stranger);
        let seen = behind_proxies(proxy, &headers, &[proxy]);
        assert_eq!(seen, "192.0.2.7".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_device_name_is_cleaned_and_cut() {
        let mut headers = HeaderMap::new();
        assert_eq!(name(&headers), "unknown");
        headers.insert(header::USER_AGENT, HeaderValue::from_static("console/1.0"));
        assert_eq!(name(&headers), "console/1.0");
        let long = HeaderValue::from_bytes("办公室的电脑 ".repeat(60).as_bytes()).unwrap();
        headers.insert("x-device-name", long);
        assert!(name(&headers).starts_with("办公室的电脑"));
        assert!(name(&headers).chars().count() <= LONGEST_NAME);
        let turned = HeaderValue::from_bytes("a\u{202E}b".as_bytes()).unwrap();
        headers.insert("x-device-name", turned);
        assert_eq!(name(&headers), "ab");
    }
}
