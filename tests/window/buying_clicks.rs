//! Impatient fingers: however the button is pressed, it is one order.

use crate::buying_scene::{PAY_BUTTON, Scene};
use billing_tests::desktop::Application;
use fantoccini::Locator;
use fantoccini::actions::{
    Actions, InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions,
    PointerAction,
};
use serde_json::json;
use std::time::Duration;

const ENTER: char = '\u{e007}';
/// Presses for every unit of `BILLING_FAULT_SCALE`.
const PRESSES: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn double_clicks_and_enter_with_a_click_are_one_order_each() {
    let scale = std::env::var("BILLING_FAULT_SCALE").map_or(1, |scale| scale.parse().unwrap());
    let scene = Scene::signed_in().await;
    scene.go_to_packages().await;
    let before = scene.portal.orders_in_all().await.unwrap();
    for press in 0..PRESSES * scale {
        let manner = [Manner::DoubleClick, Manner::EnterAndClick, Manner::EnterTwice][press % 3];
        manner.press(&scene.application).await;
        scene.application.shows("[data-screen=checkout] [data-qr]").await.unwrap();
        let orders = scene.portal.orders_in_all().await.unwrap();
        assert_eq!(orders, before + press as i64 + 1, "press {press}: {manner:?}");
        put_away(&scene).await;
    }
    // Nothing came after the last look.
    let orders = scene.portal.orders_in_all().await.unwrap();
    assert_eq!(orders, before + (PRESSES * scale) as i64);
    scene.application.close().await.unwrap();
}

#[derive(Clone, Copy, Debug)]
enum Manner {
    DoubleClick,
    EnterAndClick,
    EnterTwice,
}

impl Manner {
    /// Presses as fast as the driver can, in one request to it.
    async fn press(self, application: &Application) {
        let window = &application.window;
        application.shows(PAY_BUTTON).await.unwrap();
        let button = window.find(Locator::Css(PAY_BUTTON)).await.unwrap();
        window
            .execute("arguments[0].focus()", vec![serde_json::to_value(&button).unwrap()])
            .await
            .unwrap();
        let there = PointerAction::MoveToElement {
            element: button,
            duration: Some(Duration::ZERO),
            x: 0.0,
            y: 0.0,
        };
        let down = || PointerAction::Down { button: MOUSE_BUTTON_LEFT };
        let up = || PointerAction::Up { button: MOUSE_BUTTON_LEFT };
        let mouse = MouseActions::new("mouse".to_owned());
        let keys = KeyActions::new("keys".to_owned());
        let key_down = || KeyAction::Down { value: ENTER };
        let key_up = || KeyAction::Up { value: ENTER };
        let actions = match self {
            Self::DoubleClick => {
                let mouse = mouse.then(there).then(down()).then(up()).then(down()).then(up());
                Actions::from(mouse)
            }
            Self::EnterAndClick => {
                let mouse = mouse.then(there).then(down()).then(up());
                let keys = keys
                    .then(KeyAction::Pause { duration: Duration::ZERO })
                    .then(key_down())
                    .then(key_up());
                Actions::from(mouse).and(keys)
            }
            Self::EnterTwice => {
                Actions::from(keys.then(key_down()).then(key_up()).then(key_down()).then(key_up()))
            }
        };
        window.perform_actions(actions).await.unwrap();
        window.release_actions().await.unwrap();
    }
}

/// Closes the dialog and calls the order off, so that the next press begins as the first did.
async fn put_away(scene: &Scene) {
    scene.close_dialog().await;
    let called_off = "
        const [done] = arguments;
        const call = (name, request) => window.__TAURI_INTERNALS__.invoke(name, { request });
        call('checkouts', null)
          .then(async ({ items }) => {
            for (const { id } of items) {
              await call('cancel_checkout', { id });
              await call('dismiss_checkout', { id });
            }
            return items.length;
          })
          .then(done, (error) => done(JSON.stringify(error)));";
    let ended = scene.application.window.execute_async(called_off, vec![]).await.unwrap();
    assert_eq!(ended, json!(1), "one purchase is under way");
    scene.application.hides("[data-chip]").await.unwrap();
}
