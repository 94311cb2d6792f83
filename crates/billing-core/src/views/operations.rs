//! What operators are given at their desk and ask with.

use billing_contract::{
    AuditLine, AuditOutcome, HandSettlementRequest, MonitoringTable, OrderId, StuckPayment,
    StuckReason, TimelineEntry,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which payments the operator wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct StuckPaymentsWish {
    /// Only those with this wrong.
    #[serde(default)]
    pub reason: Option<StuckReason>,
    /// Where the page before said to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of payments that need somebody's eyes.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct StuckPayments {
    /// The orders, newest first.
    pub items: Vec<StuckPayment>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One payment that needs somebody's eyes, with what happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct StuckDetail {
    /// The order with what is wrong with it.
    pub payment: StuckPayment,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Says that money has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettleByHand {
    /// Made by whoever asks, once for each decision: a repetition counts once.
    pub decision: String,
    /// What has come, and what shows it.
    pub settlement: HandSettlementRequest,
}

/// Approves a proposal, or turns it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct DecideSettlement {
    /// Made by whoever asks, once for each decision: a repetition counts once.
    pub decision: String,
    /// The proposal.
    pub id: String,
    /// The order it is for.
    pub order_id: OrderId,
    /// Whether the money shall count.
    pub approves: bool,
    /// What to say to it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which deeds of staff the operator wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct AuditWish {
    /// Those of the person of this id.
    #[serde(default)]
    pub user_id: Option<String>,
    /// Those with this customer's figures.
    #[serde(default)]
    pub customer: Option<String>,
    /// Those done to this: an order, a notice, a proposal.
    #[serde(default)]
    pub subject: Option<String>,
    /// Those that ended so.
    #[serde(default)]
    pub outcome: Option<AuditOutcome>,
    /// Whether what was only looked at is left out.
    pub changes_only: bool,
    /// From this day on.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Up to this day.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// Where the page before said to go on.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct AuditLog {
    /// The deeds, newest first.
    pub items: Vec<AuditLine>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which days' figures the operator wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct MonitoringRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Whether orders without real money count; as the service does unless told.
    #[serde(default)]
    pub tests: Option<bool>,
}

/// Which figures to write into a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportMonitoring {
    /// Which table.
    pub table: MonitoringTable,
    /// Of which days.
    pub range: MonitoringRange,
}
