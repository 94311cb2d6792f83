//! The window: one, opened where it was left, showing only what the program brings along.

use crate::{OpenedConsole, menu, paths, tray};
use anyhow::Context as _;
use billing_core::views::Theme;
use tauri::plugin::TauriPlugin;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager as _, Runtime, Url, Webview, WebviewUrl, WebviewWindowBuilder, WindowEvent,
};
use tauri_plugin_window_state::StateFlags;

/// The window's label; capabilities name it.
const LABEL: &str = "main";
/// The window's canvas, as in the UI's tokens, so that nothing flashes before the first paint.
const CANVAS_LIGHT: Color = Color(0xFB, 0xFB, 0xFC, 0xFF);
const CANVAS_DARK: Color = Color(0x12, 0x12, 0x15, 0xFF);

/// Opens the window.
pub fn open<R: Runtime>(handle: &AppHandle<R>, theme: Theme) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title("Billing Console")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .center()
        .prevent_overflow()
        .theme(native_theme(theme))
        .disable_drag_drop_handler()
        .zoom_hotkeys_enabled(true)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_our_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_menu_event(|window, event| menu::chosen(window.app_handle(), &event))
        .build()?;
    let closing = handle.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && hide_instead_of_closing(&closing)
        {
            api.prevent_close();
        }
    });
    // The web view alone: the menu above it keeps the colours of the system's theme.
    let dark = window.theme().is_ok_and(|theme| theme == tauri::Theme::Dark);
    let view: &Webview<R> = window.as_ref();
    view.set_background_color(Some(if dark { CANVAS_DARK } else { CANVAS_LIGHT }))
}

/// Brings the window to the front.
pub fn show<R: Runtime>(handle: &AppHandle<R>) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    tray::refresh(handle);
}

/// Whether the program runs without its window to be seen.
pub fn is_hidden<R: Runtime>(handle: &AppHandle<R>) -> bool {
    let window = handle.get_webview_window(LABEL);
    window.is_some_and(|window| window.is_visible().is_ok_and(|visible| !visible))
}

/// While a payment is awaited the window goes, and the program stays in the tray.
fn hide_instead_of_closing<R: Runtime>(handle: &AppHandle<R>) -> bool {
    let console = handle.state::<OpenedConsole>().if_open().cloned();
    let awaits = console.is_some_and(|console| console.has_open_checkout());
    if !awaits || !tray::holds_the_program(handle) {
        return false;
    }
    let hidden = handle.get_webview_window(LABEL).map(|window| window.hide());
    matches!(hidden, Some(Ok(())))
}

/// Gives the window's frame and menu the chosen theme.
pub fn apply_theme<R: Runtime>(handle: &AppHandle<R>, theme: Theme) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    if let Err(error) = window.set_theme(native_theme(theme)) {
        tracing::warn!(%error, "the window keeps its theme");
    }
}

fn native_theme(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
        Theme::System | Theme::HighContrast => None,
    }
}

/// Whether the web view may go there: only to what the program itself serves.
fn is_our_own(url: &Url) -> bool {
    let bundled = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    let development = tauri::is_dev() && url.host_str() == Some("localhost");
    bundled || development
}

/// A second start shows the first window. Each data folder has its own first window.
pub fn single_instance<R: Runtime>() -> anyhow::Result<TauriPlugin<R>> {
    let mut builder = tauri_plugin_single_instance::Builder::new()
        .callback(|handle, _arguments, _folder| show(handle));
    if let Some(folder) = paths::data_folder_from_environment()? {
        builder = builder.dbus_id(format!(
            "app.billing-console.desktop.f{:016x}",
            stable_hash(folder.as_os_str().as_encoded_bytes())
        ));
    }
    Ok(builder.build())
}

/// Remembers the window's place and size from one run to the next.
pub fn remembered_place<R: Runtime>() -> anyhow::Result<TauriPlugin<R>> {
    let mut builder = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    if let Some(folder) = paths::data_folder_from_environment()? {
        let file = folder.join("window.json");
        builder =
            builder.with_filename(file.to_str().context("the data folder's name must be Unicode")?);
    }
    Ok(builder.build())
}

/// FNV-1a: the same for the same bytes in every version of the program.
fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_view_goes_nowhere_else() {
        for (url, allowed) in [
            ("tauri://localhost/", true),
            ("http://tauri.localhost/index.html", true),
            ("https://example.com/", false),
            ("file:///etc/passwd", false),
            ("http://127.0.0.1:7411/", false),
            ("data:text/html,x", false),
            ("https://tauri.localhost.example.com/", false),
        ] {
            assert_eq!(is_our_own(&url.parse().unwrap()), allowed, "{url}");
        }
    }
}
