//! What the console and billing-service say to each other.
//!
//! Bodies, paths, error codes, money and ids; no I/O, so that both sides and every test can use it.
//! The service derives its OpenAPI document from these types (feature `openapi`),
//! the console its TypeScript (feature `typescript`).

pub mod account;
pub mod amounts;
pub mod auth;
pub mod behaviour;
pub mod center;
pub mod changes;
pub mod credits;
pub mod customers;
pub mod health;
pub mod ids;
pub mod invoices;
pub mod money;
pub mod notices;
pub mod operations;
pub mod orders;
pub mod outbox;
pub mod paths;
pub mod payments;
pub mod plans;
pub mod problem;
pub mod secret;
pub mod stream;
pub mod subscription;
pub mod usage;
pub mod webhooks;

pub use account::{Account, AccountUpdate};
pub use auth::{
    DeviceSession, LoginRequest, LogoutRequest, Me, PasswordChange, Permission, RefreshRequest,
    RegisterRequest, Role, Tokens,
};
pub use behaviour::{BehaviourBatch, BehaviourEvent, BehaviourReceipt};
pub use center::{
    Agreement, CenterUser, HeldPackage, PackageCenter, PackageConfig, PackageRule, PayType, PayWay,
};
pub use changes::{Change, ChangeOp, ChangesPage};
pub use credits::{
    AdjustRequest, AutoTopUp, AutoTopUpUpdate, CreditForecast, CreditGrant, CreditPack,
    CreditStanding, CreditTransaction, CreditTransactionType, GiftCode, GiftCodeRequest, GiftCodes,
    GrantSource, PlanFit, RedeemRequest, Redeemed, SpendReceipt, SpendRequest,
};
pub use customers::CustomerSummary;
pub use health::Health;
pub use ids::{
    AttemptId, CreditTransactionId, CustomerId, InvoiceId, NoticeId, OrderId, OutboxId, PackageId,
    PlanId, ProductCode, SessionId, UserId, WebhookId,
};
pub use invoices::{Invoice, InvoiceKind, InvoiceLine, InvoiceStatus};
pub use money::{Currency, DecimalAmount, Money, MoneyError};
pub use notices::{Consent, Notice, NoticeKind, NoticePage, NoticesRead, ReadNotices};
pub use operations::{
    ActivityPoint, AuditLine, AuditOutcome, ConversionPoint, FailureReason, HandSettlement,
    HandSettlementAction, HandSettlementDecision, HandSettlementRequest, HandSettlementState,
    IntegrityCheck, IntegrityGroup, IntegrityReport, MethodSuccess, MissingField, MoneyCameBy,
    Monitoring, MonitoringStep, MonitoringTable, RevenueMonth, StuckPayment, StuckReason,
    SuccessPoint, TestRows,
};
pub use orders::{
    AttemptState, CancelRequest, CouponProblem, Order, OrderAction, OrderPage, OrderState,
    PackageOrder, PackageOrderRequest, PayResult, Placement, Prepaid, PrepayRequest,
    PurchaseRequest, QrCode, Quote, Reduction, ReductionKind, RefundRequest, Replaced, Timeline,
    TimelineEntry, TimelineKind, Wish,
};
pub use outbox::{OutboxEntry, OutboxReceiver, OutboxState};
pub use payments::{CreatePaypalOrder, PaypalCallback, PaypalOrder, PaypalOutcome};
pub use plans::{FeatureValue, Page, Plan};
pub use problem::{ErrorCode, FieldError, Problem};
pub use secret::Secret;
pub use stream::{ChangeKind, Changed};
pub use subscription::{
    CancelSubscription, CancelWhen, ChangeEffective, ChangeLine, ChangeLineKind, ChangeOutcome,
    ChangePreview, ChangeRequest, ClockAdvance, ClockReading, Credits, PastDueReason,
    PauseSubscription, ResumeSubscription, Revocable, ScheduledChange, StandingPreview,
    Subscription, SubscriptionAction, SubscriptionStatus, SubscriptionType,
};
pub use usage::{
    ProductUsage, RefusedUsage, UsageBatch, UsageDay, UsageEvent, UsageMonth, UsageOverview,
    UsageReceipt,
};
pub use webhooks::{WebhookEntry, WebhookOutcome};
