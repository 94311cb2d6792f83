//! Usage by any range, from this computer alone.

mod csv;
mod points;

use crate::archive::{figure_of, usage_overview_kind};
use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::store::archive::{Count, UsageCounts};
use crate::views::{Figure, SavedFile, UsageColumn, UsageSeries, UsageStep, UsageWish};
use billing_contract::{FieldError, ProductCode, ProductUsage, UsageOverview};
use points::Points;
use std::collections::{BTreeMap, BTreeSet};

/// The longest range that is shown: two hundred years.
const LONGEST_DAYS: i64 = 200 * 366;
/// More points than this are never given.
const MOST_POINTS: usize = 10_000;

impl Console {
    /// Usage as last seen, in columns.
    pub async fn usage(
        &self,
        wish: UsageWish,
    ) -> Result<Option<Figure<UsageSeries>>, CommandError> {
        check_range(&wish)?;
        let Some(archive) = self.archive_of(wish.customer.as_ref())? else { return Ok(None) };
        let me = self.inner.session()?.keeper().owner().me;
        let kind = usage_overview_kind(&me, archive.customer());
        let known: Option<Figure<UsageOverview>> = self.figure(&kind);
        let products = known.map(|overview| overview.value.products).unwrap_or_default();

        let most =
            wish.most_points.map_or(MOST_POINTS, |most| (most as usize).clamp(1, MOST_POINTS));
        let points = Points::cut(wish.from, wish.to, wish.step, most);
        let before = if wish.compare { points.before() } else { None };
        let read = archive.usage(points.spans.clone(), before.clone().unwrap_or_default());
        let found = figure_of(self, &archive, read).await?;
        Ok(found.map(|Figure { value: counts, as_of }| {
            let before = before
                .as_deref()
                .and_then(|spans| Some((spans.first()?.first, spans.last()?.last)));
            let value = UsageSeries {
                from: wish.from,
                to: wish.to,
                step: points.step,
                starts: points.spans.iter().map(|span| span.first).collect(),
                known_since: counts.known_since,
                products: columns(&products, counts, points.spans.len(), before.is_some()),
                before,
            };
            Figure { value, as_of }
        }))
    }

    /// Writes the same as CSV into the folder for downloads.
    pub async fn export_usage(&self, wish: UsageWish) -> Result<SavedFile, CommandError> {
        let Some(seen) = self.usage(wish).await? else {
            return Err(CommandError::new(CommandErrorCode::NotFound));
        };
        let series = seen.value;
        let step = match series.step {
            UsageStep::Day => "day",
            UsageStep::Week => "week",
            UsageStep::Month => "month",
        };
        let name = format!("usage_{step}_{}_{}", series.from, series.to);
        let text = csv::write(&series).into_bytes();
        self.save_for_person(name, "csv", text).await
    }
}

fn check_range(wish: &UsageWish) -> Result<(), CommandError> {
    let days = (wish.to - wish.from).num_days();
    if (0..LONGEST_DAYS).contains(&days) {
        return Ok(());
    }
    let mut error = CommandError::new(CommandErrorCode::InvalidFields);
    error.fields = vec![FieldError { field: "to".to_owned(), code: "out_of_range".to_owned() }];
    Err(error)
}

/// A column for each product there is: those the service names, in its order, then what else was
/// ever used.
fn columns(
    named: &[ProductUsage],
    counts: UsageCounts,
    points: usize,
    has_before: bool,
) -> Vec<UsageColumn> {
    let UsageCounts { mut counts, mut before, products, .. } = counts;
    let codes: BTreeSet<&ProductCode> = named.iter().map(|product| &product.product).collect();
    let unnamed = products.iter().filter(|code| !codes.contains(code)).map(|code| ProductUsage {
        product: (*code).clone(),
        name: code.to_string(),
        used: 0,
        quota: None,
        unit: String::new(),
        is_level: false,
    });
    let take = |from: &mut BTreeMap<ProductCode, Vec<Count>>, code: &ProductCode| {
        from.remove(code).unwrap_or_else(|| vec![Count::default(); points])
    };
    named
        .iter()
        .cloned()
        .chain(unnamed)
        .map(|product| {
            let (values, total) = column(&take(&mut counts, &product.product), product.is_level);
            let twin =
                has_before.then(|| column(&take(&mut before, &product.product), product.is_level));
            let (counts_before, total_before) = twin.unzip();
            UsageColumn {
                product: product.product,
                name: product.name,
                unit: product.unit,
                is_level: product.is_level,
                quota: product.quota,
                counts: values,
                total,
                counts_before,
                total_before,
            }
        })
        .collect()
}

/// The values of a column and what they come to: their sum, or of a level the highest.
fn column(counts: &[Count], is_level: bool) -> (Vec<i64>, i64) {
    if is_level {
        let values: Vec<i64> = counts.iter().map(|count| count.highest).collect();
        let highest = values.iter().copied().max().unwrap_or_default();
        (values, highest)
    } else {
        let values: Vec<i64> = counts.iter().map(|count| count.used).collect();
        let sum = values.iter().fold(0i64, |sum, value| sum.saturating_add(*value));
        (values, sum)
    }
}
