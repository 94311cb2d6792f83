//! The desktop shell: the only place that knows Tauri.
//!
//! It opens the core, offers its commands to the UI, passes its events on, and looks after what a
//! desktop expects of a program: one instance, a menu, a window that opens where it was left.

mod commands;
mod core;
mod logging;
mod menu;
mod paths;
mod window;

pub use core::OpenedConsole;

use billing_core::event::Event;
use tauri::{AppHandle, Builder, Emitter as _, Manager as _, RunEvent, Runtime};

/// Runs the application until its last window has closed.
pub fn run() -> anyhow::Result<()> {
    logging::start();
    let builder = Builder::default()
        .plugin(window::single_instance()?)
        .plugin(window::remembered_place()?)
        .setup(|tauri_app| {
            let console = tauri::async_runtime::block_on(core::open(tauri_app.handle()))?;
            let language = console.language();
            let theme = console.theme();
            tauri_app.manage(console);
            menu::install(tauri_app.handle(), &language)?;
            window::open(tauri_app.handle(), theme)?;
            tauri::async_runtime::spawn(pass_events_on(tauri_app.handle().clone()));
            Ok(())
        });
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

/// Passes every event of the core on to the UI, and acts on those that concern the shell itself.
async fn pass_events_on<R: Runtime>(handle: AppHandle<R>) {
    let Some(mut events) = handle.state::<OpenedConsole>().events() else { return };
    while let Some(event) = events.next().await {
        if event == Event::SettingsChanged {
            let console = handle.state::<OpenedConsole>();
            if let Err(error) = menu::install(&handle, &console.language()) {
                tracing::warn!(%error, "the menu keeps its language");
            }
            window::apply_theme(&handle, console.theme());
        }
        if let Err(error) = handle.emit(Event::CHANNEL, event) {
            tracing::warn!(%error, ?event, "the window was not told");
        }
    }
}
