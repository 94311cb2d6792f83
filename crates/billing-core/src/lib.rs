//! The application without a window.
//!
//! [`Console`](console::Console) is where to start reading: one method for each thing a person can
//! do. [`commands`] lists the same things once more as the names under which a shell offers them.

pub mod commands;
pub mod error;
pub mod event;
pub mod typescript;
pub mod views;
