//! From a payment to its text in the real window: told by the stream, found by polling alone, and
//! found although every notice was lost.
//!
//! Two shops, each with a service, a console in a window and a person who buys, measured in turns:
//! one as it is, one whose service's stream is refused.
//! The time begins before the payment is sent to the sandbox, which is earlier than the notice it
//! causes is accepted, and ends with the frame after the one that shows the text.
//! Both ends are read off the machine's one wall clock; nobody asks the window meanwhile.

use crate::table::Row;
use anyhow::{Context as _, Result, ensure};
use billing_contract::paths;
use billing_testkit::{DEMO_PASSWORD, RunningService};
use billing_tests::books::Books;
use billing_tests::desktop::{Application, Desktop, Keyring};
use billing_tests::gate::Gate;
use billing_tests::wallet::Wallet;
use serde_json::json;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const ROUNDS: u32 = 20;
const BUYER: &str = "admin@demo.test";
const PAY_BUTTON: &str = ".pay button:not([disabled])";
const DIALOG: &str = "[data-screen=checkout]";
const PAID: &str = "[data-screen=checkout] [role=status][data-stage=paid]";
const DELIVERED: &str = "[data-screen=checkout] [data-order-state=fulfilled]";
/// Where an order is made, offered, asked about and looked at.
const ABOUT_ORDERS: [&str; 3] = ["/payments/", "/pay/", "/api/portal/orders/"];
const ESCAPE: &str = "\u{e00c}";

/// What a console without a stream waits between two questions in the first minute.
const POLLING: Duration = Duration::from_millis(2_200);
/// The same with one.
const LISTENING: Duration = Duration::from_millis(7_700);

/// Promises the moment at which what the selector matches has been painted with its text.
const WATCH: &str = "
    const [selector] = arguments;
    window.paidShownAt = new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(selector)?.textContent.trim()) {
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
        }
      };
      const observer = new MutationObserver(look);
      const everything = { subtree: true, childList: true, attributes: true, characterData: true };
      observer.observe(document.body, everything);
    });";
const SHOWN_AT: &str = "
    const done = arguments[arguments.length - 1];
    window.paidShownAt.then(done);";

/// Milliseconds from the payment to the window, and requests from the decision to there.
pub async fn rows(console: &Path, service: &Path) -> Result<[Row; 4]> {
    let listening = Shop::open(console, service, &[]).await?;
    let polling = Shop::open(console, service, &[paths::PORTAL_STREAM]).await?;
    let (mut told, mut polled, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    let mut requests = Vec::new();
    // The first round warms everything and does not count.
    for round in 0..=ROUNDS {
        let by_stream = listening.purchase(Notice::Sent, phase(round, POLLING)).await?;
        let by_polling = polling.purchase(Notice::Sent, phase(round, POLLING)).await?;
        let without_notice = listening.purchase(Notice::Lost, phase(round, LISTENING)).await?;
        if round > 0 {
            told.push(by_stream.millis);
            requests.push(by_stream.requests);
            polled.push(by_polling.millis);
            lost.push(without_notice.millis);
        }
    }
    let heard = |shop: &Shop| shop.gate.passed(paths::PORTAL_STREAM) > 0;
    ensure!(heard(&listening) && !heard(&polling), "one has a stream and the other has none");
    listening.application.close().await?;
    polling.application.close().await?;
    Ok([
        Row::p95("paid → shown, p95", "ms", &told, 120.0),
        Row::p95_ratio("the same, against polling", "ms", &told, &polled, 1.0 / 20.0),
        Row::most("requests about the order", "", &requests, 6.0),
        Row::p95("paid → shown, notices lost, p95", "ms", &lost, 8_000.0),
    ])
}

/// How long a person takes to pay: never in step with a console that asks every `period`.
fn phase(round: u32, period: Duration) -> Duration {
    // Multiples of the golden ratio fill a circle evenly, however many there are.
    period.mul_f64((f64::from(round) * 0.618_033_988_75).fract())
}

/// What becomes of the provider's word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notice {
    Sent,
    Lost,
}

/// One purchase, as it was for the person.
struct Purchase {
    millis: f64,
    requests: f64,
}

/// A service, a person's console in a window, and the gate between the two.
struct Shop {
    application: Application,
    _desktop: Desktop,
    gate: Gate,
    service: RunningService,
    wallet: Wallet,
}

impl Shop {
    /// Opens one whose gate refuses these paths; the person is signed in.
    async fn open(console: &Path, service: &Path, refused: &[&str]) -> Result<Self> {
        let gate = Gate::bind().await?;
        refused.iter().for_each(|path| gate.refuse(path));
        let server = gate.url();
        let service = RunningService::start_with(service, &[("BILLING__PUBLIC_URL", &server)])?;
        gate.lead_to(service.address());
        let desktop = Desktop::start(1280, 800, Keyring::Unlocked)?;
        let environment =
            [("BILLING_CONSOLE_SERVER", server.as_str()), ("BILLING_CONSOLE_LOG", "")];
        let application = Application::start_program(&desktop, console, &environment).await?;
        application.sign_in(BUYER, DEMO_PASSWORD).await?;
        application.shows("[data-screen=overview] [data-as-of]").await?;
        application.shows("[data-sync=online]").await?;
        Ok(Self { application, _desktop: desktop, gate, service, wallet: Wallet::new()? })
    }

    /// Buys, waits, pays, and puts everything away again.
    async fn purchase(&self, notice: Notice, wait: Duration) -> Result<Purchase> {
        let application = &self.application;
        application.click("[data-nav=plans]").await?;
        application.press("Packages").await?;
        application.shows(PAY_BUTTON).await?;
        let asked_before = self.asked_about_orders();
        application.click(PAY_BUTTON).await?;
        application.shows(&format!("{DIALOG} [data-qr]")).await?;
        let page = self.newest_code()?.replacen(&self.gate.url(), &self.service.url(), 1);
        application.window.execute(WATCH, vec![json!(PAID)]).await?;
        tokio::time::sleep(wait).await;

        let notify = if notice == Notice::Sent { "now" } else { "never" };
        let sent_at = SystemTime::now();
        self.wallet.act(&page, &[("action", "pay"), ("notify", notify)]).await?;
        let shown_at = application.window.execute_async(SHOWN_AT, vec![]).await?;
        let requests = self.asked_about_orders() - asked_before;

        let shown_at = shown_at.as_f64().context("the window tells a moment")?;
        let millis = shown_at - sent_at.duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3;
        ensure!(millis > 0.0, "it was shown before it was paid");
        application.shows(DELIVERED).await?;
        application.window.active_element().await?.send_keys(ESCAPE).await?;
        application.hides(DIALOG).await?;
        application.hides("[data-chip]").await?;
        Ok(Purchase { millis, requests: requests as f64 })
    }

    /// How many requests about an order have reached the service, and not about what it changes.
    fn asked_about_orders(&self) -> usize {
        ABOUT_ORDERS.iter().map(|path| self.gate.passed(path)).sum()
    }

    /// Read in the books, because asking the service for it would be told to the console.
    fn newest_code(&self) -> Result<String> {
        let question = "SELECT code_url FROM payment_attempts ORDER BY rowid DESC LIMIT 1";
        let codes = Books::open(&self.service.database())?.rows(question, |row| row.get(0))?;
        codes.into_iter().next().context("there is a code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payments_come_at_every_moment_between_two_questions() {
        let mut tenths = [0; 10];
        for round in 1..=ROUNDS {
            let at = phase(round, Duration::from_secs(10)).as_secs();
            tenths[usize::try_from(at).unwrap()] += 1;
        }
        assert!(tenths.iter().all(|count| (1..=3).contains(count)), "{tenths:?}");
    }
}
