//! The built application in a real window, on a desktop of its own with a real keychain.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accessibility;
mod archive;
mod buying;
mod buying_browser;
mod buying_clicks;
mod buying_cuts;
mod buying_operator;
mod buying_scene;
mod buying_tray;
mod languages;
mod second_start;
mod settings;
mod signing_in;
mod story;
mod subscription;
mod traces;
mod walls;
