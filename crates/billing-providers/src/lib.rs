//! Payment providers behind one trait, each speaking its own protocol with its own signatures.
//!
//! [`PaymentProvider`] is where to start reading: what the service asks of a provider, in words
//! that fit all of them. [`registry`] makes the configured ones. What a provider says is never
//! believed before its signature is checked, and nothing a provider says decides about an order
//! here: providers report, the service settles.

mod alipay;
mod amounts;
mod breaker;
#[cfg(feature = "contract-suite")]
pub mod contract_suite;
mod http;
mod keys;
mod notice;
mod payment;
mod paypal;
mod provider;
pub mod registry;
mod section;
mod stripe;
mod wechat_pay;

pub use notice::{
    Acknowledgement, Notice, NoticeReference, NoticeRefusal, NoticeSubject, RawNotice, Reply,
};
pub use payment::{
    Closing, NewPayment, NewRefund, PaidAmount, PaymentReference, PaymentReport, PaymentStatus,
    Presentation, Presented, RefundReport, RefundStatus,
};
pub use provider::{Abilities, PaymentProvider, ProviderError};
