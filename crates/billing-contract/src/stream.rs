//! What the service tells without being asked: `GET /api/portal/stream`.

use serde::{Deserialize, Serialize};

/// The `data` of `event: changed`; its `id:` is the cursor to resume from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changed {
    /// What kinds of things have changed.
    pub kinds: Vec<ChangeKind>,
    /// Which orders have changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<crate::OrderId>,
}

/// A kind of thing that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChangeKind {
    /// The account's master data.
    Account,
    /// The subscription or its credits.
    Subscription,
    /// An order.
    Order,
    /// What is for sale.
    PackageCenter,
    /// A day of usage.
    Usage,
    /// An invoice or a credit note.
    Invoice,
    /// A movement of credits.
    Credits,
    /// Something the customer is told of, or that somebody has read it.
    Notice,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

impl ChangeKind {
    /// The kind as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Subscription => "subscription",
            Self::Order => "order",
            Self::PackageCenter => "package_center",
            Self::Usage => "usage",
            Self::Invoice => "invoice",
            Self::Credits => "credits",
            Self::Notice => "notice",
            Self::Unknown => "unknown",
        }
    }
}
