//! The change feed: a customer's archive from the newest month back, then what has changed.

use super::StoreError;
use async_trait::async_trait;
use billing_contract::{Change, ChangeKind, CustomerId};

/// The reading side of a customer's archive.
#[async_trait]
pub trait Feed: Send + Sync + 'static {
    /// The next page of the feed.
    async fn read_feed(&self, wish: FeedWish) -> Result<FeedAnswer, StoreError>;
}

/// Which page of the feed is asked for.
#[derive(Clone, Debug)]
pub struct FeedWish {
    /// Whose archive.
    pub customer: CustomerId,
    /// Where to read on; from the beginning without it.
    pub position: Option<FeedPosition>,
    /// The kinds of things that may be told.
    pub kinds: Vec<ChangeKind>,
    /// How many things at most.
    pub limit: u32,
}

/// Where a reader of the feed stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedPosition {
    /// Walking back through the months.
    Walking {
        /// The newest change when the walk began.
        began: i64,
        /// The month, `YYYY-MM`.
        month: String,
        /// The part of the month.
        part: FeedPart,
        /// What of the part was told last; nothing yet if it is empty.
        after: String,
    },
    /// Told everything up to the change of this number.
    Told(i64),
}

/// The parts of a month, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedPart {
    /// What was charged.
    Invoices,
    /// How credits moved.
    Credits,
    /// What was used.
    Usage,
}

impl FeedPart {
    /// The part in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Invoices, Self::Credits, Self::Usage];

    /// What kind of thing it holds.
    pub const fn kind(self) -> ChangeKind {
        match self {
            Self::Invoices => ChangeKind::Invoice,
            Self::Credits => ChangeKind::Credits,
            Self::Usage => ChangeKind::Usage,
        }
    }

    /// The part that is told after this one.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Invoices => Some(Self::Credits),
            Self::Credits => Some(Self::Usage),
            Self::Usage => None,
        }
    }
}

/// A page of the feed.
#[derive(Clone, Debug)]
pub enum FeedAnswer {
    /// What is told, where to read on, and whether there is more by now.
    Page(Vec<Change>, FeedPosition, bool),
    /// Changes that the reader has not been told are forgotten: everything must be read anew.
    TooOld,
}
