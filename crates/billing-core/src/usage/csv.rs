//! Usage as a file for a spreadsheet.

use crate::saving::spreadsheet_field as field;
use crate::views::UsageSeries;

/// A row for each point and product, with a header; the mark in front tells spreadsheets that it is
/// UTF-8.
pub(super) fn write(series: &UsageSeries) -> String {
    let mut text = String::from("\u{feff}from,product,name,unit,count");
    if series.before.is_some() {
        text.push_str(",count_before");
    }
    text.push_str("\r\n");
    for (place, start) in series.starts.iter().enumerate() {
        for column in &series.products {
            let (code, name, unit) =
                (field(column.product.as_str()), field(&column.name), field(&column.unit));
            let count = column.counts.get(place).copied().unwrap_or_default();
            text.push_str(&format!("{start},{code},{name},{unit},{count}"));
            if let Some(before) = &column.counts_before {
                text.push_str(&format!(",{}", before.get(place).copied().unwrap_or_default()));
            }
            text.push_str("\r\n");
        }
    }
    text
}
