//! Buying: a payment that is always seen.
//!
//! [`machine`] decides what to do about a purchase, `desk` does it for everything that whoever is
//! signed in has under way, `service` is whom it asks; `buying` holds the commands. What is shown
//! to pay with passes `links` and `qr`; `browser` is the way back from a payment elsewhere.

mod browser;
mod buying;
pub(crate) mod desk;
mod links;
pub mod machine;
pub mod qr;
pub(crate) mod service;
mod shared;
mod view;
