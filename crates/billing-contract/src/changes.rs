//! The change feed: everything of a customer's archive, and from then on what has changed.
//!
//! `GET /api/portal/changes` without `since` begins at the newest month and walks back through all
//! of them, each month whole: its invoices, its movements of credits, its days of usage. Its last
//! page gives a cursor from which the feed goes on with what has changed since the walk began, so
//! that nothing is missed and what is told twice does no harm. A cursor says nothing to anybody but
//! the service.

use crate::ChangeKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// `GET /api/portal/changes?since=&limit=`; 410 `resync` if the cursor is too old.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangesPage {
    /// What has changed, in the order to take it over in; a thing stands here once.
    pub changes: Vec<Change>,
    /// Where to read on.
    pub cursor: String,
    /// Whether there is more by now.
    pub has_more: bool,
    /// The service's clock.
    pub server_now: DateTime<Utc>,
}

/// Something that has changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The number of the change; zero while the feed walks back.
    pub seq: i64,
    /// What kind of thing has changed.
    pub kind: ChangeKind,
    /// Which; a day of usage is `YYYY-MM-DD/product`.
    pub id: String,
    /// What became of it.
    pub op: ChangeOp,
    /// The thing as it is now: a `UsageDay`, an `Invoice`, a `CreditTransaction`. Other kinds are
    /// read by their own routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub body: Option<Box<RawValue>>,
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChangeOp {
    /// It is there, new or changed.
    Put,
    /// It is gone.
    Delete,
}
