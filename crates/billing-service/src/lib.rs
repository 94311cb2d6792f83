//! The remote billing API.
//!
//! [`Service::start`] runs it inside any tokio runtime; the binary is a thin shell around that.
//! Read [`router`] first: one table says which routes there are and who may call them.

pub mod app;
pub mod clock;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod documents;
pub mod jobs;
pub mod orders;
pub mod outbox;
pub mod router;
pub mod store;

mod account;
mod auth;
mod behaviour;
mod body;
mod changes;
mod credits;
mod csv;
mod customers;
mod document;
mod etag;
mod health;
mod idempotency;
mod invoices;
mod limits;
mod listener;
mod locale;
mod notices;
mod operations;
mod operator_clock;
mod persons;
mod plans;
mod problem;
mod providers;
mod public_url;
mod request_id;
mod sandbox;
mod service;
mod shop;
mod stream;
mod subscription;
mod telemetry;
mod usage;
mod validation;
mod webhooks;

pub use auth::access::{Access, permissions_of};
pub use clock::{Clock, FixedClock, SystemClock};
pub use config::Config;
pub use service::{AppParts, Running, Service, StartError};
pub use telemetry::{Telemetry, WriterFigures, log_to_stderr};
