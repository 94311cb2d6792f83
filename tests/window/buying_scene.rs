//! Somebody who buys in the real window, with everything that stands around them.

use billing_contract::{Order, OrderState};
use billing_testkit::{DEMO_PASSWORD, Proxy, RunningService, programs};
use billing_tests::desktop::{Application, Desktop, Keyring};
use billing_tests::wallet::{Portal, Wallet};
use tokio::net::TcpListener;

const BUYER: &str = "admin@demo.test";
/// Presses nothing but the one button that costs money.
pub const PAY_BUTTON: &str = ".pay button:not([disabled])";
pub const ESCAPE: &str = "\u{e00c}";

/// A service, a desktop with the console on it, a wallet, and the service asked directly.
pub struct Scene {
    pub service: RunningService,
    /// The network between console and service.
    pub proxy: Proxy,
    pub desktop: Desktop,
    pub application: Application,
    pub wallet: Wallet,
    pub portal: Portal,
}

/// An order whose code is in the window.
pub struct Shown {
    pub order: Order,
    /// What the service says the code says.
    pub code_url: String,
}

impl Scene {
    /// Signs in; the console shows its first figures.
    pub async fn signed_in() -> Self {
        Self::on(Desktop::start(1280, 800, Keyring::Unlocked).unwrap(), &[]).await
    }

    /// The same on a desktop that is there already, with more in the console's environment.
    pub async fn on(desktop: Desktop, environment: &[(&str, &str)]) -> Self {
        let (service, proxy) = service_behind_a_network().await;
        let application = start(&desktop, &proxy, environment).await;
        application.sign_in(BUYER, DEMO_PASSWORD).await.unwrap();
        application.shows("[data-screen=overview] [data-as-of]").await.unwrap();
        application.shows("[data-sync=online]").await.unwrap();
        let portal = Portal::sign_in(&service.url(), BUYER).await.unwrap();
        let wallet = Wallet::new().unwrap();
        Self { service, proxy, desktop, application, wallet, portal }
    }

    /// Goes to the packages on sale.
    pub async fn go_to_packages(&self) {
        self.application.click("[data-nav=plans]").await.unwrap();
        self.application.press("Packages").await.unwrap();
        self.application.shows(PAY_BUTTON).await.unwrap();
    }

    /// Buys the first package, up to its code.
    pub async fn begin(&self) -> Shown {
        self.go_to_packages().await;
        self.application.click(PAY_BUTTON).await.unwrap();
        self.application.shows("[data-screen=checkout] [data-qr]").await.unwrap();
        self.stage_is("waiting").await;
        let order = self.portal.newest_order().await.unwrap();
        let code_url = self.portal.code_url(&order.order_id).await.unwrap();
        Shown { order, code_url }
    }

    /// Waits until the dialog says this of the payment.
    pub async fn stage_is(&self, stage: &str) {
        let status = format!("[data-screen=checkout] [role=status][data-stage={stage}]");
        self.application.shows(&status).await.unwrap();
    }

    /// Waits until the dialog says that it is paid and delivered, and that nothing else is.
    pub async fn is_paid_and_delivered(&self, shown: &Shown) {
        self.stage_is("paid").await;
        self.application
            .shows("[data-screen=checkout] [data-order-state=fulfilled]")
            .await
            .unwrap();
        let order = self.order(shown).await;
        assert_eq!(order.state, OrderState::Fulfilled);
        assert_eq!(order.received_amount, order.final_amount, "paid once");
    }

    /// Opens the dialog by the chip that says this, and waits until it tells the same.
    pub async fn open_by_chip(&self, stage: &str) {
        self.application.click(&format!("[data-chip={stage}]")).await.unwrap();
        self.stage_is(stage).await;
    }

    /// Closes the dialog by the keyboard.
    pub async fn close_dialog(&self) {
        let focused = self.application.window.active_element().await.unwrap();
        focused.send_keys(ESCAPE).await.unwrap();
        self.application.hides("[data-screen=checkout]").await.unwrap();
    }

    /// The order as the service knows it.
    pub async fn order(&self, shown: &Shown) -> Order {
        let orders = self.portal.orders().await.unwrap();
        orders.into_iter().find(|one| one.order_id == shown.order.order_id).unwrap()
    }

    /// Starts the console again on the same computer; the one before has ended.
    pub async fn start_again(&mut self, environment: &[(&str, &str)]) {
        self.application = start(&self.desktop, &self.proxy, environment).await;
    }
}

async fn start(desktop: &Desktop, proxy: &Proxy, environment: &[(&str, &str)]) -> Application {
    let server = proxy.url();
    let mut all = vec![("BILLING_CONSOLE_SERVER", server.as_str())];
    all.extend(environment);
    Application::start(desktop, &all).await.unwrap()
}

/// Where customers reach the service is the proxy, so that links lead where the console expects.
async fn service_behind_a_network() -> (RunningService, Proxy) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public_url = format!("http://{}", listener.local_addr().unwrap());
    let program = programs::built("billing-service").unwrap();
    let environment = [("BILLING__PUBLIC_URL", public_url.as_str())];
    let service = RunningService::start_with(&program, &environment).unwrap();
    let proxy = Proxy::start_on(listener, service.address()).unwrap();
    (service, proxy)
}
