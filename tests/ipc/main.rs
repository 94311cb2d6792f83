//! Every command through Tauri's IPC, without a window.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use billing_console_lib::{OpenedConsole, app};
use billing_core::console::ConsoleOptions;
use billing_core::keychain::MemoryStore;
use billing_core::{commands, for_each_command};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{
    INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager as _, WebviewWindow, WebviewWindowBuilder};

macro_rules! command_names {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}
for_each_command!(command_names);

/// A request each command can read.
fn request_for(command: &str) -> Value {
    match command {
        "sign_in" => json!({ "email": "a@example.test", "password": "0123456789" }),
        "register" => json!({
            "email": "a@example.test", "password": "0123456789", "contact_name": "A",
        }),
        "update_account" => json!({
            "version": 1,
            "update": {
                "company_name": "A", "contact_name": "A", "contact_email": "a@example.test",
                "locale": "en",
            },
        }),
        "revoke_device" => json!({ "id": "x" }),
        "change_password" => json!({ "current": "0123456789", "new": "9876543210" }),
        "set_language" => json!({ "language": "ja" }),
        "set_theme" => json!({ "theme": "dark" }),
        "set_server" => json!({ "server": "https://billing.example.test" }),
        "set_privacy" => json!({ "share_behaviour": true }),
        "set_notifications" => json!({ "notifications": false }),
        "preview_order" => json!({ "wish": wish() }),
        "begin_checkout" => json!({
            "id": "decision-1", "wish": wish(), "pay_type": 9,
            "quote": {
                "product_name": "Pro, year", "original_amount": "11988.00",
                "discount_amount": "1998.00", "final_amount": "9990.00", "currency": "CNY",
                "reductions": [],
            },
        }),
        "preview_change" => json!({ "plan_id": "p", "subscription_type": "yearly" }),
        "begin_change" => json!({
            "id": "decision-2", "change": { "plan_id": "p", "subscription_type": "yearly" },
            "preview": {
                "plan_name": "Pro", "effective": "period_end", "effective_date": "2026-08-12",
                "lines": [], "credit": "0.00", "due_now": "0.00", "displayed_amount": "0.00",
                "to_credit_balance": "0.00", "currency": "CNY",
            },
        }),
        "preview_cancel" => json!({ "when": "now" }),
        "cancel_subscription" => json!({
            "decision": "d", "when": "now", "displayed_amount": "0.00",
        }),
        "preview_pause" => json!({ "until": "2026-08-12" }),
        "pause_subscription" => json!({ "decision": "d", "until": "2026-08-12" }),
        "resume_subscription" => json!({ "decision": "d" }),
        "move_clock" => json!({ "days": 1 }),
        "pay_order" => json!({ "order_id": "o", "pay_type": 9 }),
        "renew_code" | "open_payment_page" | "ask_payment" | "cancel_checkout"
        | "dismiss_checkout" => json!({ "id": "decision-1" }),
        "change_method" => json!({ "id": "decision-1", "pay_type": 1 }),
        "order" | "cancel_order" | "staff_order" | "ask_provider" => json!({ "order_id": "o" }),
        "staff_orders" | "webhook_log" => json!({}),
        "refund_order" => json!({
            "decision": "d", "order_id": "o", "refund": { "amount": "1.00", "reason": "Goodwill" },
        }),
        "save_package_config" => json!({
            "cozePackageStatus": true, "cozePackageRule": [], "cozePackageExplain": "",
            "agreement": "",
        }),
        "replay_webhook" => json!({ "id": "w" }),
        "stuck_payments" => json!({}),
        "stuck_payment" => json!({ "order_id": "o" }),
        "settle_by_hand" => json!({
            "decision": "d",
            "settlement": {
                "order_id": "o", "amount": "1.00", "came_by": "provider", "reference": "r",
                "reason": "Lost", "evidence": "Line 4",
            },
        }),
        "decide_settlement" => {
            json!({ "decision": "d", "id": "p", "order_id": "o", "approves": true })
        }
        "audit_log" | "export_audit" => json!({ "changes_only": true }),
        "monitoring" => json!({ "from": "2026-01-01", "to": "2026-01-31" }),
        "export_monitoring" => json!({
            "table": "revenue", "range": { "from": "2026-01-01", "to": "2026-01-31" },
        }),
        "usage" | "export_usage" => {
            json!({ "from": "2026-01-01", "to": "2026-01-31", "step": "day" })
        }
        // No picture, so that nothing is written into the folder for downloads.
        "save_picture" => json!({ "name": "usage", "png_base64": "" }),
        "credits" | "invoices" => json!({ "limit": 10 }),
        "credit_standing" | "gift_codes" => json!({}),
        "set_auto_top_up" => json!({
            "is_on": true, "below": 1_000, "pack_id": "p", "most_a_month": 2, "pay_type": 9,
        }),
        "redeem_gift_code" => json!({ "code": "0000-0000-0000-0000" }),
        "adjust_credits" => json!({
            "decision": "d",
            "adjustment": { "customer_id": "c", "amount": 5, "reason": "Goodwill" },
        }),
        "make_gift_codes" => json!({ "decision": "d", "wanted": { "amount": 5, "count": 1 } }),
        "invoice" => json!({ "invoice_id": "i" }),
        "invoice_document" | "save_document" => json!({ "invoice_id": "i", "document": "invoice" }),
        "show_saved" => json!({ "path": "never-saved.pdf" }),
        "begin_download" => json!({
            "id": "d", "choice": { "choose": "year", "year": 2026 }, "form": "zip",
        }),
        "resume_download" | "cancel_download" | "dismiss_download" | "show_download" => {
            json!({ "id": "d" })
        }
        "mark_read" => json!({ "ids": [] }),
        "give_consent" => json!({ "marketing": false }),
        "outbox" => json!({}),
        "replay_outbox" => json!({ "id": "o" }),
        "search" => json!({ "text": "pro", "limit": 10 }),
        "customers" | "archive" => json!({}),
        "customer" => json!({ "customer": "c" }),
        // No desktop can be asked for a folder here, and nothing is written without a person.
        "save_evidence" => json!({ "choose_folder": false }),
        "import_evidence" => json!({ "zip_base64": "UEsFBg==" }),
        "note_behaviour" => json!({ "action": "package_view", "page": "plans" }),
        "remember_place" => json!({ "screen": "plans", "choices": { "period": "yearly" } }),
        _ => Value::Null,
    }
}

fn wish() -> Value {
    json!({ "product_type": "package", "product_id": "pro-year" })
}

struct Shell {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
}

impl Shell {
    /// A shell whose console knows nobody and whose service is out of reach.
    fn start(folder: &Path) -> Self {
        let options = ConsoleOptions::for_this_computer(folder)
            // Port 9 discards; nothing listens there, so every request is refused at once.
            .default_server("http://127.0.0.1:9")
            .secrets(Arc::new(MemoryStore::new()));
        let app = app(mock_builder()).build(mock_context(noop_assets())).unwrap();
        app.manage(OpenedConsole::new(options, drop));
        let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { app, window }
    }

    fn invoke(&self, command: &str, body: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body: InvokeBody::Json(body),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request).map(|body| body.deserialize().unwrap())
    }

    fn dispatch(&self, command: &str, request: Value) -> Result<Value, Value> {
        let console = self.app.state::<OpenedConsole>();
        tauri::async_runtime::block_on(async {
            commands::dispatch(console.opened().await?, command, request).await
        })
        .map_err(|error| serde_json::to_value(error).unwrap())
    }
}

/// What may be another with the next call; a file gets a name of its own each time.
const CHANGING: [&str; 6] =
    ["sync", "cache_bytes", "journal_bytes", "offline_since", "state", "path"];

/// What does not differ from one call to the next.
fn comparable(result: Result<Value, Value>) -> Value {
    match result {
        Ok(mut answer) => {
            for changing in CHANGING {
                if let Some(object) = answer.as_object_mut() {
                    object.remove(changing);
                }
            }
            json!({ "answer": answer })
        }
        Err(error) => json!({ "code": error["code"], "retry": error["retry"] }),
    }
}

#[test]
fn every_command_answers_over_ipc_what_the_core_answers() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::start(folder.path());
    for command in COMMANDS {
        let over_ipc = shell.invoke(command, json!({ "request": request_for(command) }));
        let direct = shell.dispatch(command, request_for(command));
        let unreadable = direct.as_ref().is_err_and(|error| !error["args"]["json"].is_null());
        assert!(!unreadable, "{command} has no request that it can read");
        assert_eq!(comparable(over_ipc), comparable(direct), "{command}");
    }
}

#[test]
fn every_error_crosses_as_code_arguments_fields_and_retry() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::start(folder.path());
    let error = shell
        .invoke("sign_in", json!({ "request": request_for("sign_in") }))
        .expect_err("no service can be reached");
    assert_eq!(error["code"], "no_connection");
    assert!(error["args"].is_object() && error["fields"].is_array(), "{error}");
    assert_eq!(error["retry"], json!({ "when": "now" }));
}

#[test]
fn a_request_of_the_wrong_shape_is_refused_without_harm() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::start(folder.path());
    for (command, body) in [
        ("sign_in", json!({})),
        ("sign_in", json!({ "request": { "email": 1 } })),
        ("set_theme", json!({ "request": { "theme": "plaid" } })),
        ("remember_place", json!({ "request": [] })),
        ("no_such_command", json!({ "request": null })),
    ] {
        assert!(shell.invoke(command, body).is_err(), "{command}");
    }
    assert!(shell.invoke("start", json!({ "request": null })).is_ok());
}

#[test]
fn a_console_that_cannot_be_opened_says_why_and_opens_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let first = Shell::start(folder.path());
    assert!(first.invoke("start", json!({ "request": null })).is_ok());
    let second = Shell::start(folder.path());
    let error = second.invoke("start", json!({ "request": null })).expect_err("it is in use");
    assert_eq!(error["code"], "already_open");
    let console = first.app.state::<OpenedConsole>();
    tauri::async_runtime::block_on(console.close());
    assert!(second.invoke("start", json!({ "request": null })).is_ok());
}
