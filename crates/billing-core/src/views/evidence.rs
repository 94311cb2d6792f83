//! Evidence for support.

use crate::evidence::Evidence;
use billing_contract::OrderId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for evidence to be written.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct SaveEvidence {
    /// The order in question, if it is about one.
    #[serde(default)]
    pub order_id: Option<OrderId>,
    /// Whether the person is asked where to; else it is the folder for downloads.
    pub choose_folder: bool,
}

/// Hands over a file of evidence.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportEvidence {
    /// Its bytes.
    pub zip_base64: String,
}

/// A file of evidence that was read.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ImportedEvidence {
    /// What it says.
    pub evidence: Evidence,
    /// Whether it is as it was written.
    pub check: EvidenceCheck,
    /// The parts that are not.
    pub changed: Vec<String>,
}

/// Whether evidence is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceCheck {
    /// Byte for byte.
    Whole,
    /// Its parts are; the archive around them was made anew by another program.
    Repacked,
    /// Parts of it are not.
    Changed,
}
