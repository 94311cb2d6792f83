//! The icon in the desktop's tray: there while a payment is awaited, so that closing the window
//! hides it and loses nothing.

use crate::{OpenedConsole, window};
use billing_core::views::TrayView;
use std::time::Duration;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Runtime};

const ID: &str = "console";
/// How long a hidden program stays after its last payment has ended, so that a click on the
/// notification still finds it.
const STAYS_FOR: Duration = Duration::from_secs(10 * 60);

/// Brings the icon in line with what is awaited, or takes it away.
pub fn refresh<R: Runtime>(handle: &AppHandle<R>) {
    let Some(console) = handle.state::<OpenedConsole>().if_open().cloned() else { return };
    let shown = if console.has_open_checkout() {
        put_up(handle, &console.tray())
    } else {
        leave_when_done(handle);
        take_down(handle, &console.tray())
    };
    if let Err(error) = shown {
        tracing::warn!(%error, "the tray's icon is not up to date");
    }
}

/// Whether closing the window can leave the program in the tray.
pub fn holds_the_program<R: Runtime>(handle: &AppHandle<R>) -> bool {
    handle.tray_by_id(ID).is_some()
}

fn put_up<R: Runtime>(handle: &AppHandle<R>, view: &TrayView) -> tauri::Result<()> {
    let menu = menu(handle, view)?;
    if let Some(icon) = handle.tray_by_id(ID) {
        icon.set_menu(Some(menu))?;
        return icon.set_tooltip(Some(&view.tooltip));
    }
    if !desktop::has_tray() {
        return Ok(());
    }
    let mut icon = TrayIconBuilder::with_id(ID)
        .tooltip(&view.tooltip)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(chosen)
        .on_tray_icon_event(clicked);
    if let Some(picture) = handle.default_window_icon() {
        icon = icon.icon(picture.clone());
    }
    icon.build(handle).map(drop)
}

/// A hidden window needs its icon until it is seen again.
fn take_down<R: Runtime>(handle: &AppHandle<R>, view: &TrayView) -> tauri::Result<()> {
    let Some(icon) = handle.tray_by_id(ID) else { return Ok(()) };
    if window::is_hidden(handle) {
        icon.set_menu(Some(menu(handle, view)?))?;
        return icon.set_tooltip(Some(&view.tooltip));
    }
    handle.remove_tray_by_id(ID);
    Ok(())
}

/// Ends a program that nobody sees and that waits for nothing any more.
fn leave_when_done<R: Runtime>(handle: &AppHandle<R>) {
    if !window::is_hidden(handle) {
        return;
    }
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(STAYS_FOR).await;
        let console = handle.state::<OpenedConsole>().if_open().cloned();
        let waits = console.is_some_and(|console| console.has_open_checkout());
        if window::is_hidden(&handle) && !waits {
            handle.exit(0);
        }
    });
}

fn menu<R: Runtime>(handle: &AppHandle<R>, view: &TrayView) -> tauri::Result<Menu<R>> {
    let mut menu = MenuBuilder::new(handle);
    if let Some(credits) = &view.credits {
        menu = menu.item(&MenuItemBuilder::new(credits).enabled(false).build(handle)?);
    }
    if let Some(open) = &view.open {
        menu = menu.text("open-checkout", open);
    }
    menu.separator().text("show", &view.show).text("quit", &view.quit).build()
}

fn chosen<R: Runtime>(handle: &AppHandle<R>, event: MenuEvent) {
    match event.id().as_ref() {
        "quit" => handle.exit(0),
        "open-checkout" => {
            if let Some(console) = handle.state::<OpenedConsole>().if_open() {
                console.show_open_checkout();
            }
            window::show(handle);
        }
        "show" => window::show(handle),
        _ => {}
    }
}

fn clicked<R: Runtime>(icon: &TrayIcon<R>, event: TrayIconEvent) {
    if let TrayIconEvent::Click {
        button: MouseButton::Left,
        button_state: MouseButtonState::Up,
        ..
    } = event
    {
        window::show(icon.app_handle());
    }
}

#[cfg(target_os = "linux")]
mod desktop {
    use std::path::PathBuf;

    /// What Tauri's tray loads when the first icon is made; without it that would be a panic.
    const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];

    /// Whether somebody shows icons, and the library that talks to them is installed.
    pub fn has_tray() -> bool {
        let is_shown = is_host_registered().unwrap_or_else(|error| {
            tracing::info!(%error, "the desktop has no tray");
            false
        });
        is_shown && has_library()
    }

    fn is_host_registered() -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let watcher = zbus::blocking::Proxy::new(
            &bus,
            "org.kde.StatusNotifierWatcher",
            "/StatusNotifierWatcher",
            "org.kde.StatusNotifierWatcher",
        )?;
        watcher.get_property("IsStatusNotifierHostRegistered")
    }

    fn has_library() -> bool {
        let mut folders: Vec<PathBuf> = std::env::var_os("LD_LIBRARY_PATH")
            .map(|paths| std::env::split_paths(&paths).collect())
            .unwrap_or_default();
        let architecture = std::env::consts::ARCH;
        folders.extend(["/usr/lib64", "/usr/lib", "/usr/local/lib"].map(PathBuf::from));
        folders.push(format!("/usr/lib/{architecture}-linux-gnu").into());
        let found = folders
            .iter()
            .any(|folder| LIBRARIES.iter().any(|library| folder.join(library).exists()));
        if !found {
            tracing::warn!("libayatana-appindicator3 is not installed: no icon in the tray");
        }
        found
    }
}

#[cfg(not(target_os = "linux"))]
mod desktop {
    /// Windows and macOS always have one.
    pub fn has_tray() -> bool {
        true
    }
}
