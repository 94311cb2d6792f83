//! What a customer is told of, kept until they have read it, and what they agree to be sent.

use crate::{Currency, DecimalAmount, NoticeId, OrderId, ProductCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One thing a customer is told of. The console has a sentence for each kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Notice {
    /// Names it; later ones sort behind earlier ones.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether whoever asks has read it.
    pub is_read: bool,
    /// The order it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// That order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_no: Option<String>,
    /// The name of the plan, package or product, in the customer's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Money it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// In what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The day it is about: when a subscription renews or ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The product of which a quota is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductCode>,
    /// How much of it is used, in percent: 50, 80 or 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum NoticeKind {
    /// An order is paid.
    PaymentReceived,
    /// An order was paid after it had ended.
    PaymentLate,
    /// Less came than was due.
    PaymentShort,
    /// The provider refused a payment.
    PaymentFailed,
    /// Money went back.
    Refunded,
    /// The subscription renews in a week.
    #[serde(rename = "renewal_in_7_days")]
    RenewalIn7Days,
    /// In three days.
    #[serde(rename = "renewal_in_3_days")]
    RenewalIn3Days,
    /// Tomorrow.
    RenewalTomorrow,
    /// It has been renewed.
    Renewed,
    /// It has ended unpaid and can still be used.
    GraceBegan,
    /// It can no longer be used until it is paid.
    PastDue,
    /// It is over.
    SubscriptionEnded,
    /// Another plan has begun.
    PlanChanged,
    /// It renews as another plan.
    ChangeScheduled,
    /// It will not renew.
    CancellationScheduled,
    /// Somebody ended it at once.
    Cancelled,
    /// It stands still.
    Paused,
    /// A pause, a cancellation or a change that waited was taken back.
    Resumed,
    /// A plan is being tried out.
    TrialBegan,
    /// A part of a product's quota is used.
    QuotaReached,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

impl NoticeKind {
    /// Every kind this version knows.
    pub const ALL: [Self; 20] = [
        Self::PaymentReceived,
        Self::PaymentLate,
        Self::PaymentShort,
        Self::PaymentFailed,
        Self::Refunded,
        Self::RenewalIn7Days,
        Self::RenewalIn3Days,
        Self::RenewalTomorrow,
        Self::Renewed,
        Self::GraceBegan,
        Self::PastDue,
        Self::SubscriptionEnded,
        Self::PlanChanged,
        Self::ChangeScheduled,
        Self::CancellationScheduled,
        Self::Cancelled,
        Self::Paused,
        Self::Resumed,
        Self::TrialBegan,
        Self::QuotaReached,
    ];

    /// The kind as it stands in bodies and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentReceived => "payment_received",
            Self::PaymentLate => "payment_late",
            Self::PaymentShort => "payment_short",
            Self::PaymentFailed => "payment_failed",
            Self::Refunded => "refunded",
            Self::RenewalIn7Days => "renewal_in_7_days",
            Self::RenewalIn3Days => "renewal_in_3_days",
            Self::RenewalTomorrow => "renewal_tomorrow",
            Self::Renewed => "renewed",
            Self::GraceBegan => "grace_began",
            Self::PastDue => "past_due",
            Self::SubscriptionEnded => "subscription_ended",
            Self::PlanChanged => "plan_changed",
            Self::ChangeScheduled => "change_scheduled",
            Self::CancellationScheduled => "cancellation_scheduled",
            Self::Cancelled => "cancelled",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::TrialBegan => "trial_began",
            Self::QuotaReached => "quota_reached",
            Self::Unknown => "unknown",
        }
    }
}

/// `GET /api/portal/notices?since=&limit=&cursor=`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticePage {
    /// The notices.
    pub items: Vec<Notice>,
    /// Where to read on; none at the end.
    pub next_cursor: Option<String>,
    /// How many of all notices whoever asks has not read.
    pub unread: i64,
}

/// `POST /api/portal/notices/read`: these notices, or all up to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadNotices {
    /// These; at most two hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<NoticeId>,
    /// This one and every earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<NoticeId>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticesRead {
    /// How many are still unread.
    pub unread: i64,
}

/// `GET` and `PUT /api/portal/consent`: what a customer agrees to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Consent {
    /// Whether their address and what they buy may be told to whoever sends offers.
    pub marketing: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_as_its_word_and_an_unknown_word_is_no_error() {
        for kind in NoticeKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(serde_json::from_value::<NoticeKind>(kind.as_str().into()).unwrap(), kind);
        }
        let later: NoticeKind = serde_json::from_str("\"moon_landing\"").unwrap();
        assert_eq!(later, NoticeKind::Unknown);
    }
}
