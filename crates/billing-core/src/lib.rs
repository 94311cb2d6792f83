//! The application without a window.
//!
//! [`Console`](console::Console) is where to start reading: one method for each thing a person can
//! do. [`commands`] lists the same things once more as the names under which a shell offers them.

mod account;
pub mod checkout;
mod client;
pub mod clock;
pub mod commands;
pub mod console;
mod devices;
pub mod error;
pub mod event;
mod figures;
pub mod host;
pub mod i18n;
pub mod keychain;
mod plans;
mod settings;
mod sign_in;
mod storage;
mod store;
mod subscription;
mod sync;
mod tasks;
pub mod typescript;
pub mod views;

/// What service and console say to each other: a shell names these types through the core alone.
pub use billing_contract as contract;
