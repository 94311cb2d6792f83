//! Stories through the real service, the real core and real SQLite files; one file per story.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod archive;
mod archive_downloads;
mod archive_interrupted;
mod buying_amounts;
mod buying_decisions;
mod buying_interrupted;
mod buying_operator;
mod cache;
mod credits;
mod devices;
mod evidence;
mod offline;
mod refresh;
mod sign_in;
mod subscription;
