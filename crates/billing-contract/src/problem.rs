//! How the service says no: `application/problem+json` (RFC 9457) with a stable code.

use serde::{Deserialize, Serialize};

/// The content type of every error body.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few English words.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What happened this time, for a developer to read.
    pub detail: String,
    /// What a program decides by.
    pub code: ErrorCode,
    /// The request's identifier, to quote to support.
    pub request_id: String,
    /// Seconds to wait before another try can succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// How many credits are there, if more were to be spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    /// Which fields are wrong, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldError {
    /// The field's name in the body or query.
    pub field: String,
    /// What is wrong with it: `required`, `invalid`, `too_short`, `too_long`, …
    pub code: String,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal, $status:literal, $title:literal;)*) => {
        /// Every code the service answers with; new ones may come, so clients keep `Unknown` apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $wire)] $name,)*
            /// A code this version does not know.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ErrorCode {
            /// Every code that can be sent.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it stands in bodies.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                    Self::Unknown => "unknown",
                }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// The kind of problem in a few English words.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                    Self::Unknown => "Unknown problem",
                }
            }
        }
    };
}

error_codes! {
    /// The body or a parameter cannot be read at all.
    BadRequest = "bad_request", 400, "Bad request";
    /// A POST that creates something came without `Idempotency-Key`.
    IdempotencyKeyRequired = "idempotency_key_required", 400, "Idempotency-Key required";
    /// No access token, or one that is not ours.
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    /// The access token is past its time.
    TokenExpired = "token_expired", 401, "Access token expired";
    /// The address or the password is wrong.
    InvalidCredentials = "invalid_credentials", 401, "Wrong e-mail or password";
    /// The refresh token is unknown, expired or its session has ended.
    RefreshTokenInvalid = "refresh_token_invalid", 401, "Refresh token not valid";
    /// A refresh token was used again after its successor: the session has been ended.
    RefreshTokenReused = "refresh_token_reused", 401, "Refresh token used twice";
    /// Signed in, but not allowed.
    Forbidden = "forbidden", 403, "Not allowed";
    /// There is no such thing, or none that may be known.
    NotFound = "not_found", 404, "Not found";
    /// The customer has no subscription.
    NoSubscription = "no_subscription", 404, "No subscription";
    /// The path exists, but not with this method.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// An account with this address exists.
    EmailTaken = "email_taken", 409, "E-mail already registered";
    /// The first request with this `Idempotency-Key` is still running.
    IdempotencyInProgress = "idempotency_in_progress", 409, "First request still running";
    /// What is saved was read before somebody else saved it.
    VersionConflict = "version_conflict", 409, "Saved by somebody else meanwhile";
    /// The price shown to the customer no longer holds.
    AmountChanged = "amount_changed", 409, "Amount has changed";
    /// The coupon does not count; `errors` says why.
    CouponRefused = "coupon_refused", 422, "Coupon does not count";
    /// Nothing can be bought just now: the operator has closed the shop.
    ShopClosed = "shop_closed", 409, "Not open yet";
    /// The order cannot do this in its state.
    OrderState = "order_state", 409, "Order's state does not allow this";
    /// The subscription cannot do this as it stands.
    SubscriptionState = "subscription_state", 409, "Subscription's state does not allow this";
    /// This method cannot pay this: not offered, or not in this currency or amount.
    MethodNotOffered = "method_not_offered", 422, "Payment method not offered";
    /// A code of a method that has been removed may still be paid, and nobody can ask whether it is:
    /// until the code has run out the order can neither be called off nor paid another way.
    MethodRemoved = "method_removed", 409, "Payment method removed";
    /// More credits were to be spent than are there; `available` says how many.
    InsufficientCredits = "insufficient_credits", 422, "Not enough credits";
    /// There is no such gift code, or it can no longer be redeemed.
    GiftCodeRefused = "gift_code_refused", 422, "Gift code does not count";
    /// The payment provider refused or cannot be reached; no money has moved.
    ProviderUnavailable = "provider_unavailable", 503, "Payment provider unavailable";
    /// A notice whose signature, time or recipient is wrong.
    NoticeRefused = "notice_refused", 401, "Notice refused";
    /// The cursor is too old to read on from: read everything again.
    Resync = "resync", 410, "Read everything again";
    /// `If-Match` names a version that is no longer the current one.
    PreconditionFailed = "precondition_failed", 412, "Changed meanwhile";
    /// The body is over the limit.
    PayloadTooLarge = "payload_too_large", 413, "Body too large";
    /// The body is not JSON by its content type.
    UnsupportedMediaType = "unsupported_media_type", 415, "Body must be JSON";
    /// A field is missing or wrong; `errors` says which.
    ValidationFailed = "validation_failed", 422, "Invalid fields";
    /// This `Idempotency-Key` came before with another body.
    IdempotencyKeyReused = "idempotency_key_reused", 422, "Idempotency-Key used for another body";
    /// `If-Match` is missing.
    PreconditionRequired = "precondition_required", 428, "If-Match required";
    /// Too many requests; `retry_after` says when to come back.
    RateLimited = "rate_limited", 429, "Too many requests";
    /// The service failed; details are in its log under the request id.
    Internal = "internal", 500, "Internal error";
    /// The service cannot answer just now.
    Unavailable = "unavailable", 503, "Temporarily unavailable";
}

// By hand, because utoipa's derive does not see names that come through a macro.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ErrorCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ErrorCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_written_as_it_is_read() {
        for code in ErrorCode::ALL {
            let wire = serde_json::to_value(code).unwrap();
            assert_eq!(wire, code.as_str());
            assert_eq!(serde_json::from_value::<ErrorCode>(wire).unwrap(), *code);
        }
    }

    #[test]
    fn a_code_from_a_newer_service_is_kept_apart() {
        let code: ErrorCode = serde_json::from_str("\"invented_next_year\"").unwrap();
        assert_eq!(code, ErrorCode::Unknown);
    }
}
