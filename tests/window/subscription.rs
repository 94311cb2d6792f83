//! Every state and action of a subscription, reached in the real window from the demonstration.

use crate::buying_scene::Scene;
use billing_testkit::DEMO_PASSWORD;
use billing_tests::desktop::{Application, Desktop, Keyring};
use serde_json::{Value, json};

const CARD: &str = "[data-subscription]";

/// The customer's window, and beside it the operator's, in which time is moved.
struct Life {
    scene: Scene,
    operator: Application,
    /// Ends after the window on it.
    _desk: Desktop,
}

impl Life {
    async fn begin() -> Self {
        let scene = Scene::signed_in().await;
        let desk = Desktop::start(1280, 800, Keyring::Unlocked).unwrap();
        let server = scene.proxy.url();
        let environment = [("BILLING_CONSOLE_SERVER", server.as_str())];
        let operator = Application::start(&desk, &environment).await.unwrap();
        operator.sign_in("operator@demo.test", DEMO_PASSWORD).await.unwrap();
        operator.click("[data-nav=settings]").await.unwrap();
        operator.shows("[data-clock], [data-days]").await.unwrap();
        scene.application.click("[data-nav=plans]").await.unwrap();
        Self { scene, operator, _desk: desk }
    }

    fn window(&self) -> &Application {
        &self.scene.application
    }

    /// Waits until the card says where it stands, and that this is what it offers.
    async fn stands(&self, status: &str, offered: &[&str]) {
        self.stands_in(self.window(), status, offered).await;
    }

    async fn stands_in(&self, window: &Application, status: &str, offered: &[&str]) {
        let script = "
            const card = document.querySelector('[data-subscription]');
            if (!card) return null;
            const actions = [...card.querySelectorAll('[data-action]:not([disabled])')];
            return [card.dataset.subscription, ...actions.map((one) => one.dataset.action)];";
        let expected: Vec<&str> = [&[status], offered].concat();
        let is_so = |value: &Value| *value == json!(expected);
        window.becomes(&format!("{expected:?}"), script, vec![], is_so).await.unwrap();
    }

    /// Opens a dialog by what the card offers.
    async fn open(&self, action: &str, dialog: &str) {
        let button = format!("{CARD} [data-action={action}]:not([disabled])");
        self.window().click(&button).await.unwrap();
        self.window().shows(&format!("[data-dialog={dialog}]")).await.unwrap();
    }

    /// Decides for what the dialog shows; it closes once that is done.
    async fn decide(&self) -> String {
        let button = "dialog [data-action=decide]:not([disabled])";
        let says = |text: &str| !text.trim().is_empty();
        let said = self.window().shows_text(button, says).await.unwrap();
        self.window().click(button).await.unwrap();
        self.window().hides("[data-dialog]").await.unwrap();
        said.trim().to_owned()
    }

    /// Pays what the checkout shows, and closes it.
    async fn pay(&self) {
        self.window().shows("[data-screen=checkout] [data-qr]").await.unwrap();
        self.scene.stage_is("waiting").await;
        let script = "
            const [done] = arguments;
            window.__TAURI_INTERNALS__.invoke('checkouts', { request: null })
              .then(({ items }) => done(items.find((one) => one.stage === 'waiting').code.link))
              .catch((error) => done(JSON.stringify(error)));";
        let link = self.window().window.execute_async(script, vec![]).await.unwrap();
        self.scene.wallet.pay(link.as_str().unwrap()).await.unwrap();
        self.scene.stage_is("paid").await;
        self.window().shows("[data-screen=checkout] [data-order-state=fulfilled]").await.unwrap();
        self.scene.close_dialog().await;
    }

    /// Decides for what costs something: what the button says is what is to be paid.
    async fn decide_and_pay(&self) {
        let is_there = |text: &str| text.contains('¥');
        let figure = "[data-dialog] [data-figure=to-pay]";
        let shown = self.window().shows_text(figure, is_there).await.unwrap();
        let said = self.decide().await;
        assert_eq!(said, format!("Pay {shown}"));
        let figure = "[data-screen=checkout] [data-figure=amount]";
        let due = self.window().shows_text(figure, is_there).await.unwrap();
        assert_eq!(due, shown, "what was shown is what is charged");
        self.pay().await;
    }

    /// Opens the dialog of a plan in its column.
    async fn choose(&self, plan: &str) {
        self.window().click(&format!("[data-plan={plan}]:not([disabled])")).await.unwrap();
        self.window().shows("[data-dialog=change]").await.unwrap();
    }

    /// The operator lets days go by.
    async fn days_go_by(&self, steps: &[u32]) {
        for days in steps {
            let script =
                "return document.querySelector('[data-days]').parentElement.dataset.clock ?? ''";
            let before = self.operator.window.execute(script, vec![]).await.unwrap();
            let button = format!("[data-days='{days}']:not([disabled])");
            self.operator.click(&button).await.unwrap();
            let has_moved = |value: &Value| *value != before && *value != json!("");
            self.operator.becomes("time has moved", script, vec![], has_moved).await.unwrap();
            // Whoever has a window open looks at the service now and then.
            self.refresh().await;
        }
    }

    /// How many days are left, as the overview says.
    async fn days_left(&self) -> u32 {
        self.window().click("[data-nav=overview]").await.unwrap();
        let is_number = |text: &str| text.trim().parse::<u32>().is_ok();
        let figure = "[data-figure=remaining-days]";
        self.window().shows_text(figure, is_number).await.unwrap().trim().parse().unwrap()
    }

    async fn refresh(&self) {
        let script = "
            const [done] = arguments;
            window.__TAURI_INTERNALS__.invoke('refresh', { request: null })
              .then(({ state }) => done(state), (error) => done(JSON.stringify(error)));";
        let state = self.window().window.execute_async(script, vec![]).await.unwrap();
        assert_eq!(state, json!("online"));
    }
}

/// So many days by the steps that there are.
fn steps_of(mut days: u32) -> Vec<u32> {
    let mut steps = Vec::new();
    for step in [28, 7, 3, 1] {
        while days >= step {
            days -= step;
            steps.push(step);
        }
    }
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_and_action_of_a_subscription_is_reached() {
    let life = Life::begin().await;
    let window = life.window();
    let calm = ["renew", "pause", "cancel"];
    life.stands("active", &calm).await;

    // Paused until a day, and gone on with before it.
    life.open("pause", "pause").await;
    life.decide().await;
    life.stands("paused", &["resume", "cancel"]).await;
    window.hides("[data-plan]:not([disabled])").await.unwrap();
    life.open("resume", "resume").await;
    life.decide().await;
    life.stands("active", &calm).await;

    // Cancelled at the end, and taken back.
    life.open("cancel", "cancel").await;
    window.shows_text("[data-dialog=cancel]", |text| text.contains("until")).await.unwrap();
    life.decide().await;
    life.stands("cancel_scheduled", &["resume", "cancel"]).await;
    life.open("resume", "resume").await;
    life.decide().await;
    life.stands("active", &calm).await;

    // A smaller plan waits for the end, and is called off.
    life.choose("starter").await;
    life.decide().await;
    life.stands("active", &["renew", "resume", "pause", "cancel"]).await;
    window.shows_text(CARD, |text| text.contains("Starter")).await.unwrap();
    life.open("resume", "resume").await;
    life.decide().await;
    life.stands("active", &calm).await;

    // A greater one begins when it is paid.
    window.press("Monthly").await.unwrap();
    life.choose("business").await;
    life.decide_and_pay().await;
    window.shows_text(CARD, |text| text.contains("Business")).await.unwrap();
    life.stands("active", &calm).await;

    // More of the same follows what is paid for.
    let is_there = |text: &str| !text.is_empty();
    let paid_until = window.shows_text("[data-figure=paid-until]", is_there).await.unwrap();
    life.open("renew", "change").await;
    life.decide_and_pay().await;
    let is_later = |text: &str| text != paid_until;
    window.shows_text("[data-figure=paid-until]", is_later).await.unwrap();

    // Ended now, with what comes back in the button; and begun anew.
    life.open("cancel", "cancel").await;
    window.press("Now").await.unwrap();
    window.shows_text("[data-figure=back]", |text| text.contains("credit balance")).await.unwrap();
    let said = life.decide().await;
    assert!(said.starts_with("End it now, ¥"), "{said}");
    life.stands("cancelled", &["resubscribe"]).await;
    life.open("resubscribe", "change").await;
    life.decide_and_pay().await;
    life.stands("active", &calm).await;

    // A week before its end there is an order; unpaid it leads through grace.
    life.days_go_by(&steps_of(life.days_left().await - 6)).await;
    window.click("[data-nav=plans]").await.unwrap();
    life.stands("active", &["pay", "pause", "cancel"]).await;
    window.click("[data-nav=overview]").await.unwrap();
    window.shows_text(".attention", |text| text.contains("renews")).await.unwrap();
    life.days_go_by(&steps_of(life.days_left().await + 1)).await;
    window.shows_text(".attention", |text| text.contains("grace period")).await.unwrap();
    window.click("[data-nav=plans]").await.unwrap();
    life.stands("grace", &["pay", "cancel"]).await;
    life.days_go_by(&[3]).await;
    life.stands("past_due", &["pay", "cancel"]).await;
    window.shows("[data-past-due=unpaid]").await.unwrap();
    window.click("[data-nav=overview]").await.unwrap();
    window.click(".attention [data-action=pay]").await.unwrap();
    life.pay().await;
    window.click("[data-nav=plans]").await.unwrap();
    life.stands("active", &calm).await;

    // Unpaid to the end it has expired.
    life.days_go_by(&steps_of(life.days_left().await + 18)).await;
    window.click("[data-nav=plans]").await.unwrap();
    life.stands("expired", &["resubscribe"]).await;

    // Somebody new tries a plan out.
    window.click("[data-menu=user]").await.unwrap();
    window.press("Sign out").await.unwrap();
    window.press("Create an account").await.unwrap();
    window.fill("input[name=contact_name]", "Ada Newcomer").await.unwrap();
    window.fill("input[name=email]", "ada@newcomer.test").await.unwrap();
    window.fill("input[name=password]", "a-new-password-1").await.unwrap();
    window.press("Create an account").await.unwrap();
    window.click("[data-nav=plans]").await.unwrap();
    window.click("[data-trial=starter]").await.unwrap();
    window.shows("[data-dialog=change]").await.unwrap();
    life.decide().await;
    life.stands("trialing", &["renew", "cancel"]).await;
    life.days_go_by(&[7]).await;
    life.stands("trialing", &["pay", "cancel"]).await;
    window.click("[data-nav=overview]").await.unwrap();
    window.shows_text(".attention", |text| text.contains("trial ends")).await.unwrap();

    let Life { scene, operator, _desk } = life;
    operator.close().await.unwrap();
    scene.application.close().await.unwrap();
}
