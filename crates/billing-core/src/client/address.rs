//! The address of a service: scheme, host and port, and nothing else.

use std::fmt;
use url::{Host, Url};

/// The address of a service, encrypted or on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(Url);

/// Why a text is not the address of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address, or more than one: with a path, a query or a password.
    #[error("not the address of a service")]
    Invalid,
    /// It is not encrypted and not on this computer.
    #[error("the address is neither encrypted nor on this computer")]
    Insecure,
}

impl ServerAddress {
    /// Longer than any host name can be.
    const LONGEST: usize = 300;

    /// Reads an address as a person writes it; without a scheme it is taken to be encrypted,
    /// unless it is on this computer.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() || text.len() > Self::LONGEST || text.contains(char::is_whitespace) {
            return Err(AddressError::Invalid);
        }
        let url = if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{text}")).and_then(|url| {
                let scheme = if is_loopback(&url) { "http" } else { "https" };
                Url::parse(&format!("{scheme}://{text}"))
            })
        };
        let url = url.map_err(|_| AddressError::Invalid)?;
        let nothing_more = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && !text.contains('@')
            && url.port() != Some(0);
        if !nothing_more || url.host_str().is_none_or(str::is_empty) {
            return Err(AddressError::Invalid);
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(AddressError::Insecure),
            _ => Err(AddressError::Invalid),
        }
    }

    /// Whether the service runs on this computer.
    pub fn is_on_this_computer(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address of `path`, which begins with a slash and may carry a query.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path, None),
        };
        url.set_path(path);
        url.set_query(query);
        url
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_brought_to_one_form() {
        for (written, address) in [
            ("https://billing.example.com", "https://billing.example.com"),
            ("  HTTPS://Billing.Example.com:443/ ", "https://billing.example.com"),
            ("billing.example.com", "https://billing.example.com"),
            ("billing.example.com:8443", "https://billing.example.com:8443"),
            ("localhost:7411", "http://localhost:7411"),
            ("127.0.0.1:7411", "http://127.0.0.1:7411"),
            ("http://127.8.9.1:80/", "http://127.8.9.1"),
            ("http://[::1]:7411", "http://[::1]:7411"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            let parsed = ServerAddress::parse(written);
            assert_eq!(parsed.map(|one| one.to_string()), Ok(address.to_owned()), "{written}");
        }
    }

    #[test]
    fn an_unencrypted_address_elsewhere_is_refused() {
        for written in
            ["http://billing.example.com", "http://10.0.0.1", "http://localhost.evil.com"]
        {
            assert_eq!(ServerAddress::parse(written), Err(AddressError::Insecure), "{written}");
        }
    }

    #[test]
    fn an_address_with_anything_more_is_refused() {
        for written in [
            "",
            "   ",
            "https://",
            "http:// a",
            "ftp://example.com",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://user@example.com",
            "https://user:pw@example.com",
            "https://example.com/api",
            "https://example.com?x=1",
            "https://example.com#top",
            "https://@example.com",
            "https://example.com:0",
            "https://example.com:99999",
        ] {
            assert_eq!(ServerAddress::parse(written), Err(AddressError::Invalid), "{written}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_it_accepts_it_accepts_again(text in ".{0,60}") {
            if let Ok(address) = ServerAddress::parse(&text) {
                prop_assert_eq!(ServerAddress::parse(&address.to_string()), Ok(address));
            }
        }
    }
}
