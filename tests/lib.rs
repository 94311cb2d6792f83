//! What tests that cross crates share: a desktop without a screen, and the application on it.

pub mod desktop;
