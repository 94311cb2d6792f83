//! Signing in: tokens, the signed-in person, devices.

use crate::{CustomerId, Secret, SessionId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `POST /auth/register`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct RegisterRequest {
    /// Where to reach the person; also the name to sign in with.
    pub email: String,
    /// Ten characters or more.
    pub password: Secret,
    /// The person's name.
    pub contact_name: String,
    /// The company's name; a private person has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// The language to write to the person in: `en`, `zh-CN`, `ja`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// `POST /auth/login`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LoginRequest {
    /// The registered address; case does not matter.
    pub email: String,
    /// The password.
    pub password: Secret,
}

/// `POST /auth/refresh`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshRequest {
    /// The newest refresh token the client knows.
    pub refresh_token: Secret,
}

/// `POST /auth/logout`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogoutRequest {
    /// Any refresh token of the session to end.
    pub refresh_token: Secret,
}

/// What signing in and refreshing give.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: Secret,
    /// For the next refresh; used once.
    pub refresh_token: Secret,
    /// Always `bearer`.
    pub token_type: String,
    /// Seconds the access token is good for.
    pub expires_in: u64,
    /// The service's own time, to which those seconds count.
    pub server_now: DateTime<Utc>,
}

/// What a person may do at large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Role {
    /// Runs the customer's account.
    Admin,
    /// Sees the customer's figures.
    Member,
    /// Views usage of the customers assigned to them.
    Agent,
    /// Finds any customer's documents.
    Support,
    /// Runs the business.
    Operator,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 5] =
        [Self::Admin, Self::Member, Self::Agent, Self::Support, Self::Operator];

    /// The role as it stands in tokens and bodies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Agent => "agent",
            Self::Support => "support",
            Self::Operator => "operator",
        }
    }

    /// Whether the person works for the business rather than for a customer.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Agent | Self::Support | Self::Operator)
    }
}

/// One thing a role allows; screens and buttons appear by these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Permission {
    /// Read the account's master data.
    ViewAccount,
    /// Change the account's master data.
    EditAccount,
    /// Read the subscription and its credits.
    ViewSubscription,
    /// Read the plans on offer.
    ViewPlans,
    /// Read orders and what happened to them.
    ViewOrders,
    /// Order, pay and call off.
    Buy,
    /// Decide what is for sale.
    EditPackages,
    /// Read every customer's orders.
    ViewAllOrders,
    /// Send money back and ask providers.
    Refund,
    /// Read and repeat what providers have told.
    ViewWebhooks,
    /// Read how much was used.
    ViewUsage,
    /// Read invoices and their documents.
    ViewInvoices,
    /// Read the movements of credits.
    ViewCredits,
    /// Look for customers.
    ViewCustomers,
    /// Tell what customers have used.
    CountUsage,
    /// Let time pass in the demonstration.
    MoveClock,
    /// Spend customers' credits.
    SpendCredits,
    /// Give credits away.
    GiveCredits,
    /// Look at payments that are stuck, and settle them by hand.
    SettlePayments,
    /// Look at who did what, whether everything is whole, and how the business goes.
    ViewOperations,
}

/// `GET /auth/me`: who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Me {
    /// The person.
    pub user_id: UserId,
    /// The customer the person belongs to; absent for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The address to sign in with.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the person may do at large.
    pub role: Role,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// What the role allows, one by one.
    pub permissions: Vec<Permission>,
}

/// One signed-in device, from `GET /auth/sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct DeviceSession {
    /// Names the session in `DELETE /auth/sessions/{id}`.
    pub id: SessionId,
    /// What the client called itself when it signed in.
    pub device: String,
    /// Where it was last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it last refreshed its tokens.
    pub last_used_at: DateTime<Utc>,
    /// Whether this is the session that asks.
    pub current: bool,
}

/// `POST /auth/password`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PasswordChange {
    /// The password that holds now.
    pub current: Secret,
    /// The password that shall hold.
    pub new: Secret,
}
