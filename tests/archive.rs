//! What is asked of an archive.

use crate::computer::until;
use billing_core::console::Console;
use billing_core::views::{
    ArchiveOf, CreditsWish, InvoiceFilter, InvoicesWish, UsageStep, UsageWish,
};
use chrono::{Months, NaiveDate, Utc};

/// The present day.
pub fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// Two years of usage by day, with those before.
pub fn two_years() -> UsageWish {
    UsageWish {
        customer: None,
        from: today() - Months::new(24),
        to: today(),
        step: UsageStep::Day,
        compare: true,
        most_points: None,
    }
}

/// Every movement of credits.
pub fn all_credits() -> CreditsWish {
    CreditsWish { customer: None, offset: 0, limit: 1_000 }
}

/// Every invoice.
pub fn all_invoices() -> InvoicesWish {
    InvoicesWish { filter: InvoiceFilter::default(), offset: 0, limit: 1_000 }
}

/// Waits until nothing is missing.
pub async fn until_complete(console: &Console, of: &ArchiveOf) {
    until(console, "the archive is complete", async |console: &Console| {
        console.archive(of.clone()).await.is_ok_and(|archive| archive.as_of.is_some())
    })
    .await;
}
