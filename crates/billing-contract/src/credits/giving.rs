//! Credits that come: packs that are bought, codes that are given away, packs bought by rule.

use super::CreditTransaction;
use crate::{Currency, DecimalAmount, PayType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A pack of credits for sale, from `GET /api/portal/credits/packs`; it is ordered as
/// `product_type` `credits` by `POST /payments/orders`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CreditPack {
    /// Names it.
    pub id: String,
    /// Its name in the language asked for.
    pub name: String,
    /// How many credits it brings.
    pub credits: i64,
    /// For how many days they can be spent; without end if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_days: Option<u32>,
    /// What it costs.
    pub price: DecimalAmount,
    /// In what.
    pub currency: Currency,
}

/// `POST /api/operator/gift-codes`: makes codes that bring credits to whoever redeems them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct GiftCodeRequest {
    /// How many credits each brings.
    pub amount: i64,
    /// How many codes.
    pub count: u32,
    /// The first moment at which they can no longer be redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_before: Option<DateTime<Utc>>,
    /// For how many days the credits can be spent; without end if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_days: Option<u32>,
    /// What they are for; customers do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The codes that were made. They are told this once: only their hashes are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GiftCodes {
    /// Names all of them together.
    pub batch: String,
    /// The codes.
    pub codes: Vec<String>,
}

/// One code, from `GET /api/operator/gift-codes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct GiftCode {
    /// Names it.
    pub id: String,
    /// Names all that were made with it.
    pub batch: String,
    /// How it ends.
    pub ending: String,
    /// How many credits it brings.
    pub amount: i64,
    /// The first moment at which it can no longer be redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_before: Option<DateTime<Utc>>,
    /// For how many days its credits can be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_days: Option<u32>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was redeemed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_at: Option<DateTime<Utc>>,
    /// Who redeemed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_by: Option<crate::CustomerId>,
}

/// `POST /api/portal/credits/redeem`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RedeemRequest {
    /// The code; case, spaces and dashes do not matter.
    pub code: String,
}

/// What redeeming a code brought. The same code again answers the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Redeemed {
    /// The movement it made.
    pub transaction: CreditTransaction,
}

/// `PUT /api/portal/credits/auto-top-up`: the rule by which packs are ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AutoTopUpUpdate {
    /// Whether it holds.
    pub is_on: bool,
    /// A pack is ordered when fewer credits than this are there.
    pub below: i64,
    /// Which pack.
    pub pack_id: String,
    /// At most so many orders in a month.
    pub most_a_month: u32,
    /// How they shall be paid.
    pub pay_type: PayType,
}

/// `GET /api/portal/credits/auto-top-up`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct AutoTopUp {
    /// The rule; none if there never was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<AutoTopUpUpdate>,
    /// How many orders it has made this month.
    pub orders_this_month: u32,
    /// The newest order it made; it is paid like any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest_order: Option<crate::OrderId>,
}
