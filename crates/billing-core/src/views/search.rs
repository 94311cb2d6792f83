//! What the search is given and gives.

use billing_contract::{Currency, CustomerId, DecimalAmount};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to look for in everything that is on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct SearchWish {
    /// Words or parts of words; all of them must be found.
    pub text: String,
    /// Whose, for staff; none is everybody whose figures are here.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// At most so many of each kind.
    pub limit: u32,
}

/// What was found, the best first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SearchResults {
    /// The hits.
    pub hits: Vec<SearchHit>,
    /// How many there are of each kind in all.
    pub totals: Vec<(SearchKind, u32)>,
}

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// An invoice or credit note.
    Invoice,
    /// An order.
    Order,
    /// A customer, for staff.
    Customer,
    /// A plan, a package or what usage is counted of.
    Product,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct SearchHit {
    /// What it is.
    pub kind: SearchKind,
    /// Names it among its kind.
    pub id: String,
    /// Whose it is, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// What it is called: an invoice's number, a name.
    pub title: String,
    /// Where the words were found, if not in the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Its amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<DecimalAmount>,
    /// In what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}
