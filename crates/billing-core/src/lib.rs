//! The application without a window.
//!
//! [`Console`](console::Console) is where to start reading: one method for each thing a person can
//! do. [`commands`] lists the same things once more as the names under which a shell offers them.

mod account;
mod archive;
mod behaviour;
pub mod checkout;
mod client;
pub mod clock;
pub mod commands;
pub mod console;
mod credits;
mod customers;
mod devices;
mod documents;
mod downloads;
pub mod error;
pub mod event;
pub mod evidence;
mod figures;
pub mod host;
pub mod i18n;
mod invoices;
pub mod keychain;
pub mod notices;
pub mod notifications;
mod operations;
mod orders;
mod packages;
mod plans;
mod saving;
mod search;
mod settings;
mod sign_in;
mod storage;
mod store;
mod stream;
mod subscription;
mod sync;
mod tasks;
mod tray;
pub mod typescript;
mod usage;
pub mod views;
mod webhooks;

/// What service and console say to each other: a shell names these types through the core alone.
pub use billing_contract as contract;
pub use store::archive::{ArchiveFiles, PageError};
