//! Who of the staff did what, when, and to whom.

use crate::{CustomerId, Role, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a deed of staff ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum AuditOutcome {
    /// Something was looked at.
    Allowed,
    /// Something was changed.
    Done,
    /// It was tried and came to nothing.
    Failed,
    /// The role does not allow it.
    Refused,
    /// It was begun; nobody knows how it ended, or it is still under way.
    Asked,
    /// An outcome this version does not know.
    #[serde(other)]
    Unknown,
}

impl AuditOutcome {
    /// Every outcome this version knows.
    pub const ALL: [Self; 5] =
        [Self::Done, Self::Failed, Self::Refused, Self::Asked, Self::Allowed];

    /// The outcome as it stands in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Asked => "asked",
            Self::Unknown => "unknown",
        }
    }

    /// The outcome of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// One deed of staff: `GET /api/operator/audit`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct AuditLine {
    /// Names it.
    pub id: String,
    /// When it was over, or begun if that is not known.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub user_id: UserId,
    /// The person's name.
    pub user_name: String,
    /// As what.
    pub role: Role,
    /// With whose figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The route's template: with the method it says what was done.
    pub route: String,
    /// What it was done to: the order, the notice, the proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it came to, in a few plain words: an amount, a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The request's identifier.
    pub request_id: String,
}
