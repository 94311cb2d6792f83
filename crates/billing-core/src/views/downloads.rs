//! What is said about downloads of many documents.

use super::InvoiceFilter;
use crate::error::CommandError;
use billing_contract::{CustomerId, InvoiceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names a download on this computer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct DownloadId(pub String);

/// Names one download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DownloadOf {
    /// Which.
    pub id: DownloadId,
}

/// Downloads many documents into one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct BeginDownload {
    /// Names the decision, so that a double click is one download.
    pub id: DownloadId,
    /// Which invoices.
    pub choice: DownloadChoice,
    /// A folder or one file.
    pub form: DownloadForm,
    /// How each file is called: text with `{number}`, `{date}`, `{period}`, `{company}`,
    /// `{amount}`, `{currency}`; none is `{date}_{number}`.
    #[serde(default)]
    pub name_template: Option<String>,
}

/// Which invoices to download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "choose", rename_all = "snake_case")]
#[ts(optional_fields)]
pub enum DownloadChoice {
    /// These.
    These {
        /// Whose, for staff; none is one's own.
        #[serde(default)]
        customer: Option<CustomerId>,
        /// Which.
        invoice_ids: Vec<InvoiceId>,
    },
    /// All that a filter picks.
    Filtered {
        /// What to pick.
        filter: InvoiceFilter,
    },
    /// All of a year.
    Year {
        /// Whose, for staff, several if they like; none is one's own.
        #[serde(default)]
        customers: Vec<CustomerId>,
        /// Which year.
        year: i32,
    },
}

/// What a download becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DownloadForm {
    /// A folder with a file for each document, the manifest and the list.
    Folder,
    /// The same in one ZIP file.
    Zip,
}

/// A download that is under way or has ended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct Download {
    /// Names it.
    pub id: DownloadId,
    /// Where it stands.
    pub state: DownloadState,
    /// What it becomes.
    pub form: DownloadForm,
    /// Documents that are there.
    pub done: u32,
    /// Documents in all.
    pub total: u32,
    /// The folder or file it becomes.
    pub path: String,
    /// When the person decided.
    pub began_at: DateTime<Utc>,
    /// Documents that cannot be had, by their numbers, such as one that was taken from the
    /// person's sight meanwhile; the others are complete.
    pub refused: Vec<String>,
    /// What stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<CommandError>,
}

/// Where a download stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DownloadState {
    /// Fetching.
    Running,
    /// Out of reach of the service, or out of room; goes on by itself or when told to.
    Waiting,
    /// Everything is there, but for what was refused.
    Done,
    /// Called off; what was fetched is gone from its place.
    Cancelled,
}
