//! What goes wrong in the world, many times over. `BILLING_FAULT_SCALE` multiplies the sizes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod cache;
mod clock;
mod console_killed;
mod credits;
mod damage;
mod network;
mod notices;
mod refresh;
mod same_key;
mod service_killed;
mod world;

/// How many rounds to run of what is run `usual` times in the tests.
fn rounds(usual: u32) -> u32 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    usual * scale.unwrap_or(1)
}
