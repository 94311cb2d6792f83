//! The handlers, made from the one command list; no logic.

use crate::OpenedConsole;
use billing_core::contract::*;
use billing_core::error::CommandError;
use billing_core::for_each_command;
use billing_core::views::*;
use tauri::{Runtime, State, ipc::Invoke};

macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $answer:ty;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            async fn $name(
                console: State<'_, OpenedConsole>,
                request: $request,
            ) -> Result<$answer, CommandError> {
                console.opened().await?.$name(request).await
            }
        )*

        /// Answers every command of the list.
        pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + std::marker::Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

for_each_command!(handlers);
