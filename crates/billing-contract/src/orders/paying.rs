//! Something to pay an order with, whether it is paid, and calling it off or sending money back.

use super::states::{AttemptState, OrderAction, OrderState};
use crate::{AttemptId, DecimalAmount, OrderId, PayType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `POST /pay/prepay`: asks for a code or a link to pay with. The same order and method answer the
/// same attempt while it can still be paid; asking again begins its seconds anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrepayRequest {
    /// The order.
    pub order_id: OrderId,
    /// How it shall be paid.
    pub pay_type: PayType,
    /// Where the customer came from: `coze` for the package centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where the browser goes back to after a payment there: a loopback address only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// What to pay with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prepaid {
    /// How it is paid.
    pub pay_type: PayType,
    /// What to show as a QR code, for methods that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_code: Option<QrCode>,
    /// Where to go with the browser, for methods that are paid there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_url: Option<String>,
    /// Names the code or link.
    pub attempt_id: AttemptId,
    /// Seconds until the code is renewed; a payment after that still counts.
    pub expires_in: u64,
    /// The service's own time, to which those seconds count.
    pub server_now: DateTime<Utc>,
}

/// What a QR code says. The source systems write `code_url` here, in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QrCode {
    /// The link a wallet opens.
    pub code_url: String,
}

/// `GET /pay/getPayResult?orderId=`: whether an order is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayResult {
    /// The order.
    pub id: OrderId,
    /// The number people quote.
    pub order_no: String,
    /// 1 once the order's money is there, else 0.
    pub pay_status: u8,
    /// Where the order stands.
    pub state: OrderState,
    /// Where its newest attempt stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt_state: Option<AttemptState>,
    /// What the customer can do now; a client offers exactly these.
    pub available_actions: Vec<OrderAction>,
    /// Seconds until the newest code is renewed; zero when past.
    pub expires_in: u64,
    /// The service's own time, to which those seconds count.
    pub server_now: DateTime<Utc>,
}

/// `POST /pay/cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelRequest {
    /// The order.
    pub order_id: OrderId,
}

/// `POST /payments/orders/{id}/refund`, by operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct RefundRequest {
    /// How much; all that is left if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// Why; the customer is told.
    pub reason: String,
}
