//! Which links a payment may be made by.
//!
//! A link comes from the service, and a service can be wrong or somebody else's: only links of the
//! exact form that the provider documents are drawn as a code or opened in the browser.

use billing_contract::PayType;
use url::{Host, Url};

/// What fits into a code that is scanned easily, and longer than any link that is drawn as one.
const LONGEST_CODE: usize = 512;
/// Longer than any page. Stripe's carry their state behind the `#`: live ones measure 541 and more.
const LONGEST_PAGE: usize = 4_096;

/// The link is not one of the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a link of the payment provider")]
pub(crate) struct ForeignLink;

/// Whether `link` may be shown or opened to pay by `method`.
///
/// `server` is the service the console speaks to; `is_test` says that no real money is involved.
pub(crate) fn check(
    link: &str,
    method: PayType,
    server: &Url,
    is_test: bool,
) -> Result<(), ForeignLink> {
    let longest = if is_paid_in_browser(method) { LONGEST_PAGE } else { LONGEST_CODE };
    let is_plain = link.len() <= longest && link.bytes().all(|byte| byte.is_ascii_graphic());
    // What a browser would mend, it may mend into something else.
    let is_odd = link.contains(['\\', '<', '>', '"', '`', '^', '{', '}', '|', '@']);
    if !is_plain || is_odd {
        return Err(ForeignLink);
    }
    let is_allowed = match method {
        // WeChat Pay API v3, "Native": `code_url`, for example weixin://wxpay/bizpayurl?pr=p4lpSuKzz
        PayType::WechatPay => is_below(link, "weixin://wxpay/bizpayurl", &['?', '/']),
        // Alipay, alipay.trade.precreate: `qr_code`, for example https://qr.alipay.com/bax03431ljhokirwl38f00a7
        PayType::Alipay => is_page_of("qr.alipay.com", link),
        // Stripe, Checkout Session: `url`, for example https://checkout.stripe.com/c/pay/cs_test_a1…#…
        PayType::Stripe => is_page_of("checkout.stripe.com", link),
        // PayPal, Orders v2: the link `approve` or `payer-action`.
        PayType::Paypal => {
            is_approval_at("www.paypal.com", link)
                || is_test && is_approval_at("www.sandbox.paypal.com", link)
        }
        PayType::Sandbox => is_sandbox_page(link, server),
    };
    if is_allowed { Ok(()) } else { Err(ForeignLink) }
}

/// Whether the method is paid on a page of the provider's, which sends the browser back afterwards.
pub(crate) const fn is_paid_in_browser(method: PayType) -> bool {
    match method {
        PayType::Stripe | PayType::Paypal => true,
        PayType::WechatPay | PayType::Alipay | PayType::Sandbox => false,
    }
}

/// Whether `link` is `base`, or goes on from it by one of `joints`.
fn is_below(link: &str, base: &str, joints: &[char]) -> bool {
    link.strip_prefix(base).is_some_and(|rest| rest.starts_with(joints) && rest.len() > 1)
}

/// Whether it is a page of exactly that host, encrypted, on the usual port. Compared as text too,
/// so that nothing depends on how two programs read the same odd address.
fn is_page_of(host: &str, link: &str) -> bool {
    is_below(link, &format!("https://{host}"), &['/'])
        && Url::parse(link).is_ok_and(|url| {
            url.scheme() == "https"
                && url.host() == Some(Host::Domain(host))
                && url.port().is_none()
                && has_no_account(&url)
                && url.path().len() > 1
        })
}

fn is_approval_at(host: &str, link: &str) -> bool {
    let Ok(url) = Url::parse(link) else { return false };
    let token = url.query_pairs().find(|(name, _)| name == "token").map(|(_, token)| token);
    let is_token = |token: &str| {
        (1..=64).contains(&token.len())
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    is_below(link, &format!("https://{host}/checkoutnow"), &['?'])
        && is_page_of(host, link)
        && url.path() == "/checkoutnow"
        && token.is_some_and(|token| is_token(&token))
}

fn is_sandbox_page(link: &str, server: &Url) -> bool {
    let Ok(url) = Url::parse(link) else { return false };
    // What is read must be what is written: no `..`, nothing that was mended.
    url.as_str() == link
        && url.origin() == server.origin()
        && has_no_account(&url)
        && url.path().strip_prefix("/sandbox/").is_some_and(|page| {
            !page.is_empty()
                && page.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
        && url.query().is_none()
        && url.fragment().is_none()
}

fn has_no_account(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowed(link: &str, method: PayType, is_test: bool) -> bool {
        let server = Url::parse("https://billing.example.com").unwrap();
        check(link, method, &server, is_test).is_ok()
    }

    #[test]
    fn the_links_that_providers_document_are_allowed() {
        use PayType::*;
        let state = "fidnandhYHdWcXxpYCc".repeat(40);
        let long_page = format!("https://checkout.stripe.com/c/pay/cs_live_b1#{}", &state[..555]);
        assert_eq!(long_page.len(), 600);
        for (method, link) in [
            (WechatPay, "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"),
            (WechatPay, "weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00"),
            (Alipay, "https://qr.alipay.com/bax03431ljhokirwl38f00a7"),
            (
                Stripe,
                "https://checkout.stripe.com/c/pay/cs_test_a1b2c3#fidkdWxOYHwnPyd1blpxYHZxWjA0",
            ),
            (Stripe, &long_page),
            (Paypal, "https://www.paypal.com/checkoutnow?token=5O190127TN364715T"),
            (Sandbox, "https://billing.example.com/sandbox/T20260301ABC"),
        ] {
            assert!(allowed(link, method, false), "{link}");
            for other in PayType::ALL.into_iter().filter(|other| *other != method) {
                assert!(!allowed(link, other, true), "{link} is none of {other:?}");
            }
        }
        let sandbox = "https://www.sandbox.paypal.com/checkoutnow?token=5O190127TN364715T";
        assert!(allowed(sandbox, Paypal, true));
        assert!(!allowed(sandbox, Paypal, false), "real money is not paid at PayPal's sandbox");
    }

    #[test]
    fn every_hostile_link_is_refused_for_every_method() {
        let hosts =
            ["qr.alipay.com", "checkout.stripe.com", "www.paypal.com", "billing.example.com"];
        let mut hostile: Vec<String> = [
            "",
            "weixin://",
            "weixin://wxpay/bizpayurl",
            "weixin://wxpay/bizpayurl?",
            "weixin://wxpay/bizpayurlx?pr=1",
            "weixin://wxpay@evil.example/bizpayurl?pr=1",
            "WEIXIN://WXPAY/BIZPAYURL?pr=1",
            "javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "https://www.paypal.com/checkoutnow",
            "https://www.paypal.com/checkoutnow?token=",
            "https://www.paypal.com/checkoutnow?tok=5O190127TN364715T",
            "https://www.paypal.com/checkoutnow/..?token=5O190127TN364715T",
            "https://www.paypal.com/signin?returnUri=https://evil.example&token=5O1",
            "https://billing.example.com/sandbox/",
            "https://billing.example.com/sandbox/../auth/logout",
            "https://billing.example.com/sandbox/a/../../auth",
            "https://billing.example.com/sandbox/%2e%2e/auth",
            "https://billing.example.com/sandbox/T1?next=//evil.example",
            "https://billing.example.com/sandbox/T1#x",
            "https://billing.example.com/pay/T1",
            "http://billing.example.com/sandbox/T1",
            "https://billing.example.com:8443/sandbox/T1",
        ]
        .map(str::to_owned)
        .to_vec();
        for host in hosts {
            for odd in [
                format!("http://{host}/x"),
                format!("https://{host}"),
                format!("https://{host}/"),
                format!("https://{host}:444/x"),
                format!("https://{host}.evil.example/x"),
                format!("https://{host}@evil.example/x"),
                format!("https://user:pw@{host}/x"),
                format!("https://evil.example/{host}/x"),
                format!("https://evil.example\\@{host}/x"),
                format!("https://{host}\\evil"),
                format!("https://evil.example?https://{host}/x"),
                format!("https://evil.example#https://{host}/x"),
                format!("https://{host}/x\u{202e}gpj"),
                format!("https://{host}/x\n"),
                format!(" https://{host}/x"),
                format!("https://{host}/x y"),
                format!("https://{host}/\u{0}"),
                format!("https://{}/x", host.replace('o', "\u{43e}")),
                format!("https://xn--{host}/x"),
                format!("https://{}/x", host.to_uppercase()),
                format!("https://{host}/{}", "x".repeat(LONGEST_PAGE)),
                format!("https:/{host}/x"),
                format!("//{host}/x"),
            ] {
                hostile.push(odd);
            }
        }
        for link in &hostile {
            for method in PayType::ALL {
                assert!(!allowed(link, method, true), "{link:?} for {method:?}");
            }
        }
    }

    #[test]
    fn what_is_drawn_as_a_code_is_shorter_than_a_page_may_be() {
        let code = format!("weixin://wxpay/bizpayurl?pr={}", "x".repeat(LONGEST_CODE));
        assert!(!allowed(&code, PayType::WechatPay, false));
    }

    #[test]
    fn the_sandbox_of_a_service_on_this_computer_is_allowed_without_encryption() {
        let server = Url::parse("http://127.0.0.1:7411").unwrap();
        let link = "http://127.0.0.1:7411/sandbox/T1";
        assert_eq!(check(link, PayType::Sandbox, &server, true), Ok(()));
        let other = "http://127.0.0.1:7412/sandbox/T1";
        assert_eq!(check(other, PayType::Sandbox, &server, true), Err(ForeignLink));
    }

    proptest! {
        #[test]
        fn no_text_around_a_host_leads_anywhere_else(
            before in "[ -~]{0,12}", after in "[ -~]{0,12}", which in 0usize..3,
        ) {
            let (host, method) = [
                ("qr.alipay.com", PayType::Alipay),
                ("checkout.stripe.com", PayType::Stripe),
                ("www.paypal.com", PayType::Paypal),
            ][which];
            let link = format!("https://{before}{host}{after}");
            if allowed(&link, method, true) {
                let url = Url::parse(&link).unwrap();
                prop_assert_eq!(url.host_str(), Some(host));
                prop_assert_eq!(url.scheme(), "https");
            }
        }
    }
}
