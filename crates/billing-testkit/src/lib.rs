//! For tests only: what stands in for the world around the console.

pub mod folder;
pub mod programs;
pub mod proxy;
pub mod service;

pub use proxy::{Fault, Proxy};
pub use service::{DEMO_PASSWORD, RunningService};
