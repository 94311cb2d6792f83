//! Invoices and what belongs to them.

use crate::{Currency, DecimalAmount, InvoiceId, OrderId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An invoice or a credit note. Once it is issued nothing of it changes but its status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Invoice {
    /// Names it.
    pub invoice_id: InvoiceId,
    /// The number on the document; without gaps in its series.
    pub number: String,
    /// What it is.
    pub kind: InvoiceKind,
    /// What is to be paid, tax included; negative for a credit note.
    pub amount: DecimalAmount,
    /// The currency of every amount.
    pub currency: Currency,
    /// The tax in the amount.
    pub tax_amount: DecimalAmount,
    /// The month it belongs to, `YYYY-MM`.
    pub period: String,
    /// Where it stands; whether it is overdue follows from `due_date`.
    pub status: InvoiceStatus,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// Until when it shall be paid.
    pub due_date: NaiveDate,
    /// When all of it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<DateTime<Utc>>,
    /// To whom it is addressed, as it stands on the document.
    pub billed_to: String,
    /// The order that it charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The invoice that a credit note takes back, wholly or in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<InvoiceId>,
    /// What it charges.
    pub lines: Vec<InvoiceLine>,
    /// SHA-256 of the document in hexadecimal digits.
    pub document_sha256: String,
    /// SHA-256 of the receipt, once it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_sha256: Option<String>,
}

/// What a document is that charges or gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum InvoiceKind {
    /// It charges.
    Invoice,
    /// It gives back.
    CreditNote,
}

/// Where an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum InvoiceStatus {
    /// Not issued yet.
    Draft,
    /// To be paid.
    Open,
    /// A payment is on its way.
    Processing,
    /// A part is paid.
    PartiallyPaid,
    /// Paid; of a credit note, given back.
    Paid,
    /// Taken back before it was paid.
    Void,
    /// Given up.
    Uncollectible,
    /// A status this version does not know.
    #[serde(other)]
    Unknown,
}

impl InvoiceStatus {
    /// Every status that is known.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Open,
        Self::Processing,
        Self::PartiallyPaid,
        Self::Paid,
        Self::Void,
        Self::Uncollectible,
    ];

    /// The status as it stands in bodies, queries and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Processing => "processing",
            Self::PartiallyPaid => "partially_paid",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
            Self::Unknown => "unknown",
        }
    }

    /// The status of this name; one that is not known stays unknown.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or(Self::Unknown)
    }

    /// Whether money is still expected.
    pub const fn is_unpaid(self) -> bool {
        matches!(self, Self::Open | Self::Processing | Self::PartiallyPaid)
    }
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct InvoiceLine {
    /// What, in the customer's language.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// What one costs, tax included.
    pub unit_amount: DecimalAmount,
    /// What all of them cost, tax included; the lines add up to the invoice's amount.
    pub amount: DecimalAmount,
    /// The tax in it; the lines add up to the invoice's tax.
    pub tax_amount: DecimalAmount,
}
