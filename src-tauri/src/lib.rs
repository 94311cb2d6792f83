//! The desktop shell: the only place that knows Tauri.
//!
//! It opens the core, offers its commands to the UI, passes its events on, and looks after what a
//! desktop expects of a program: one instance, a menu, a window that opens where it was left.

mod commands;
mod core;
mod host;
mod logging;
mod menu;
mod notifications;
mod paths;
mod tray;
mod window;

pub use core::OpenedConsole;

use billing_core::event::{Event, Events};
use billing_core::evidence::RecentLog;
use tauri::{AppHandle, Builder, Emitter as _, Manager as _, RunEvent, Runtime};

/// Runs the application until its last window has closed.
pub fn run() -> anyhow::Result<()> {
    let recent_log = logging::start();
    let builder = Builder::default()
        .plugin(window::single_instance()?)
        .plugin(window::remembered_place()?)
        .plugin(tauri_plugin_dialog::init())
        .setup(move |tauri_app| Ok(set_up(tauri_app.handle(), recent_log)?));
    let built = app(builder).build(tauri::generate_context!())?;
    built.run(|handle, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(handle.state::<OpenedConsole>().close());
        }
    });
    Ok(())
}

/// The application without plugins, window or setup, for the real runtime and for a mocked one.
pub fn app<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(commands::handler())
}

/// Opens core, menu and window. A core that cannot be opened does not keep the window from opening:
/// it is there to say why.
fn set_up<R: Runtime>(handle: &AppHandle<R>, recent_log: RecentLog) -> anyhow::Result<()> {
    let listener = handle.clone();
    let options = core::options(handle)?.recent_log(recent_log);
    let console = OpenedConsole::new(options, move |events| {
        tauri::async_runtime::spawn(pass_events_on(listener.clone(), events));
    });
    // In its place before it is opened: whoever listens to its events looks for it there.
    handle.manage(console);
    let console = handle.state::<OpenedConsole>();
    let _told_by_every_command = tauri::async_runtime::block_on(console.opened()).is_ok();
    let (language, theme) = (console.language(), console.theme());
    menu::install(handle, &language)?;
    window::open(handle, theme)?;
    Ok(())
}

/// Passes every event of the core on to the UI, and acts on those that concern the shell itself.
async fn pass_events_on<R: Runtime>(handle: AppHandle<R>, mut events: Events) {
    // What became due while nobody listened, in this run or before it.
    notifications::show_due(&handle).await;
    while let Some(event) = events.next().await {
        act_on(&handle, event).await;
        if let Err(error) = handle.emit(Event::CHANNEL, event) {
            tracing::warn!(%error, ?event, "the window was not told");
        }
    }
}

async fn act_on<R: Runtime>(handle: &AppHandle<R>, event: Event) {
    match event {
        Event::SettingsChanged => {
            let console = handle.state::<OpenedConsole>();
            if let Err(error) = menu::install(handle, &console.language()) {
                tracing::warn!(%error, "the menu keeps its language");
            }
            window::apply_theme(handle, console.theme());
            tray::refresh(handle);
        }
        Event::SessionChanged | Event::SubscriptionChanged | Event::CheckoutsChanged => {
            tray::refresh(handle);
        }
        Event::NotificationsDue => notifications::show_due(handle).await,
        Event::WindowWanted => window::show(handle),
        Event::SyncChanged
        | Event::AccountChanged
        | Event::PlansChanged
        | Event::OrdersChanged
        | Event::PackageCenterChanged
        | Event::UsageChanged
        | Event::InvoicesChanged
        | Event::CreditsChanged
        | Event::CustomersChanged
        | Event::ArchiveChanged
        | Event::DownloadsChanged
        | Event::NoticesChanged => {}
    }
}
