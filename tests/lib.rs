//! What tests that cross crates share: a computer with a data folder, a keychain and clocks, and a
//! desktop without a screen with the application on it.

pub mod computer;
pub mod desktop;
pub mod desktop_services;
pub mod wallet;
