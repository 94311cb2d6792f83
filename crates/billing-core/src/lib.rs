//! The application without a window.
//!
//! [`Console`](console::Console) is where to start reading: one method for each thing a person can
//! do. [`commands`] lists the same things once more as the names under which a shell offers them.

pub mod clock;
pub mod commands;
pub mod console;
pub mod error;
pub mod event;
pub mod i18n;
pub mod keychain;
pub mod tasks;
pub mod typescript;
pub mod views;
