//! The native menu, in the person's language.

use billing_core::i18n::I18n;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder, SubmenuBuilder};
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};

use crate::OpenedConsole;

/// Under which name the UI is asked to show a screen or dialog.
const SCREEN_REQUESTED: &str = "screen-requested";

/// What the menu offers to show, by the names the UI knows, with their keys.
const SCREENS: &[(&str, &str, &str)] = &[
    ("overview", "menu-overview", "CmdOrCtrl+1"),
    ("plans", "menu-plans", "CmdOrCtrl+2"),
    ("orders", "menu-orders", "CmdOrCtrl+3"),
    ("settings", "menu-settings", "CmdOrCtrl+,"),
];

/// Sets the menu of every window in `language`.
pub fn install<R: Runtime>(handle: &AppHandle<R>, language: &str) -> tauri::Result<()> {
    handle.set_menu(build(handle, &I18n::new(language))?)?;
    Ok(())
}

fn build<R: Runtime>(handle: &AppHandle<R>, texts: &I18n) -> tauri::Result<Menu<R>> {
    let item = |id: &str, text: &str, keys: &str| {
        MenuItemBuilder::with_id(id, texts.text(text)).accelerator(keys).build(handle)
    };
    let mut view = SubmenuBuilder::new(handle, texts.text("menu-view"));
    for (screen, text, keys) in SCREENS {
        view = view.item(&item(screen, text, keys)?);
    }
    let console = SubmenuBuilder::new(handle, texts.text("menu-console"))
        .item(&item("refresh", "menu-refresh", "CmdOrCtrl+R")?)
        .separator()
        .text("sign-out", texts.text("menu-sign-out"))
        .separator()
        .item(&item("quit", "menu-quit", "CmdOrCtrl+Q")?)
        .build()?;
    let edit = SubmenuBuilder::new(handle, texts.text("menu-edit"))
        .cut_with_text(texts.text("menu-cut"))
        .copy_with_text(texts.text("menu-copy"))
        .paste_with_text(texts.text("menu-paste"))
        .separator()
        .select_all_with_text(texts.text("menu-select-all"))
        .build()?;
    let help = SubmenuBuilder::new(handle, texts.text("menu-help"))
        .text("shortcuts", texts.text("menu-shortcuts"))
        .build()?;
    MenuBuilder::new(handle).items(&[&console, &edit, &view.build()?, &help]).build()
}

/// Does what a menu entry says.
pub fn chosen<R: Runtime>(handle: &AppHandle<R>, event: &MenuEvent) {
    match event.id().as_ref() {
        "quit" => handle.exit(0),
        "refresh" => {
            in_background(handle, |console| async move { console.refresh(()).await.map(drop) });
        }
        "sign-out" => in_background(handle, |console| async move { console.sign_out(()).await }),
        screen => {
            crate::window::show(handle);
            if let Err(error) = handle.emit(SCREEN_REQUESTED, screen) {
                tracing::warn!(%error, screen, "the window was not asked");
            }
        }
    }
}

/// Runs a command whose outcome the UI learns by the core's events.
fn in_background<R, F, Fut>(handle: &AppHandle<R>, command: F)
where
    R: Runtime,
    F: FnOnce(billing_core::console::Console) -> Fut,
    Fut: Future<Output = Result<(), billing_core::error::CommandError>> + Send + 'static,
{
    let Some(console) = handle.state::<OpenedConsole>().if_open().cloned() else { return };
    let running = command(console);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = running.await {
            tracing::warn!(code = ?error.code, "a menu command failed");
        }
    });
}
