//! Orders: made, paid, delivered, and where every smallest unit of the money went.
//!
//! [`machine`] decides; everything else brings it what happened and carries out what follows.
//! A customer orders ([`placing`]), gets something to pay with ([`paying`]) and asks whether it is
//! paid ([`asking`]). Providers are spoken to in [`conversation`]; whatever they say, by whatever
//! way, ends in [`settlement`]. What is paid is delivered ([`fulfilling`]); what nobody pays ends
//! ([`closing`]); money goes back by [`refunding`].

pub(crate) mod actions;
pub(crate) mod asking;
pub(crate) mod closing;
pub(crate) mod conversation;
pub mod facts;
pub(crate) mod fulfilling;
pub(crate) mod lists;
pub mod machine;
pub(crate) mod paying;
pub(crate) mod paypal;
pub(crate) mod placing;
pub(crate) mod refunding;
pub mod schedule;
pub(crate) mod settlement;
pub(crate) mod telling;
pub(crate) mod turns;
pub(crate) mod view;

pub(crate) use settlement::{TakenNotice, take_notice};

#[cfg(test)]
mod tests;
