//! The service over real HTTP on a port of its own, by a clock that the tests move.

#[cfg(test)]
mod account;
#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod center;
#[cfg(test)]
mod coupons;
#[cfg(test)]
mod credits;
#[cfg(test)]
mod credits_coming;
#[cfg(test)]
mod credits_spending;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod document;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod holding;
#[cfg(test)]
mod invoices;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod order_lists;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod outbox_privacy;
#[cfg(test)]
mod outbox_watching;
#[cfg(test)]
mod payments;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod receivers;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod refresh_model;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod running;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod settling;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod store_contract;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod subscription;
#[cfg(test)]
mod subscription_years;
#[cfg(test)]
mod support;
#[cfg(test)]
mod usage;
#[cfg(test)]
mod webhooks;
