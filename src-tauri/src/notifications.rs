//! The desktop's notifications: each told once, and a click leads to what it is about.

use crate::{OpenedConsole, window};
use billing_core::console::Console;
use billing_core::notifications::DueNotification;
use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use tauri::{AppHandle, Manager as _, Runtime};

/// Shows what is due. The core hands out each only once, whether or not the desktop can show it.
pub async fn show_due<R: Runtime>(handle: &AppHandle<R>) {
    let Some(console) = handle.state::<OpenedConsole>().if_open().cloned() else { return };
    for due in console.take_due_notifications().await {
        let (handle, console) = (handle.clone(), console.clone());
        // Showing asks the session bus, and the answer to a click can take hours.
        let waiting = std::thread::Builder::new().name("notification".to_owned());
        if let Err(error) = waiting.spawn(move || show(&handle, &console, &due)) {
            tracing::warn!(%error, "a notification was not shown");
        }
    }
}

fn show<R: Runtime>(handle: &AppHandle<R>, console: &Console, due: &DueNotification) {
    let mut notification = Notification::new();
    notification.summary(&due.title).body(&due.body).appname("Billing Console");
    notification.auto_icon().action("default", &due.title);
    match notification.show() {
        Ok(shown) => {
            if clicked(shown) {
                console.notification_opened(due);
                window::show(handle);
            }
        }
        Err(error) => tracing::warn!(%error, "the desktop shows no notifications"),
    }
}

/// Waits until the notification is gone; true if it was clicked. On macOS the waiting is also what
/// shows it (notify-rust, `macos/nsusernotifications.rs`).
fn clicked(shown: NotificationHandle) -> bool {
    let mut clicked = false;
    let waited = shown.wait_for_response(|response: &NotificationResponse| {
        clicked =
            matches!(response, NotificationResponse::Default | NotificationResponse::Action(_));
    });
    if let Err(error) = waited {
        tracing::warn!(%error, "a click on the notification would not be heard");
    }
    clicked
}
