//! What the console and billing-service say to each other.
//!
//! Bodies, paths, error codes, money and ids; no I/O, so that both sides and every test can use it.
//! The service derives its OpenAPI document from these types (feature `openapi`),
//! the console its TypeScript (feature `typescript`).

pub mod account;
pub mod auth;
pub mod health;
pub mod ids;
pub mod money;
pub mod paths;
pub mod plans;
pub mod problem;
pub mod secret;
pub mod subscription;

pub use account::{Account, AccountUpdate};
pub use auth::{
    DeviceSession, LoginRequest, LogoutRequest, Me, PasswordChange, Permission, RefreshRequest,
    RegisterRequest, Role, Tokens,
};
pub use health::Health;
pub use ids::{CustomerId, PlanId, SessionId, UserId};
pub use money::{Currency, DecimalAmount, Money, MoneyError};
pub use plans::{FeatureValue, Page, Plan};
pub use problem::{ErrorCode, FieldError, Problem};
pub use secret::Secret;
pub use subscription::{
    Credits, ScheduledChange, Subscription, SubscriptionAction, SubscriptionStatus,
    SubscriptionType,
};
