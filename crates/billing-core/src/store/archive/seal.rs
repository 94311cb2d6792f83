//! What an archive holds, as one number: the sum of the marks of all its rows.
//!
//! SQLite notices when the pages of a file no longer hang together, not when another figure stands
//! in them. So whoever writes a row adds its mark to the sum, in the same transaction, and each
//! opening counts all of them anew. It finds what a disk does to a file; it is no proof against
//! somebody who writes into it on purpose, who may write another sum as well.

use super::{credit_transactions, feed, invoices, usage_days};
use rusqlite::Connection;

/// A sum of marks, whatever the order they came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum(pub(super) i64);

impl Sum {
    /// A row is there.
    pub(super) fn add(&mut self, mark: Mark) {
        self.0 = self.0.wrapping_add(mark.0.cast_signed());
    }

    /// A row is no longer there.
    pub(super) fn take_off(&mut self, mark: Mark) {
        self.0 = self.0.wrapping_sub(mark.0.cast_signed());
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

/// What one row comes to: another number for any other row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(u64);

impl Mark {
    /// Begins the mark of a row of a table.
    pub(super) fn of(table: &str) -> Self {
        Self(0).text(table)
    }

    /// With this number next in the row.
    pub(super) fn number(self, number: i64) -> Self {
        Self(mixed(self.0.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ number.cast_unsigned()))
    }

    /// With this text next in the row.
    pub(super) fn text(self, text: &str) -> Self {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let with_words =
            words.iter().fold(self, |mark, word| mark.number(i64::from_le_bytes(*word)));
        // Its length keeps a letter from moving from one text to the next.
        let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
        with_words.number(i64::from_le_bytes(last)).number(length)
    }

    /// With this text next in the row, if there is one.
    pub(super) fn maybe_text(self, text: Option<&str>) -> Self {
        text.map_or_else(|| self.number(0), |text| self.number(1).text(text))
    }

    /// With this number next in the row, if there is one.
    pub(super) fn maybe_number(self, number: Option<i64>) -> Self {
        number.map_or_else(|| self.number(0), |number| self.number(1).number(number))
    }

    /// It as SQLite keeps it.
    pub(super) fn stored(self) -> i64 {
        self.0.cast_signed()
    }

    /// It as SQLite kept it.
    pub(super) fn from_stored(stored: i64) -> Self {
        Self(stored.cast_unsigned())
    }
}

/// Stirs the bits of a number so that one that differs in any of them becomes quite another: the
/// last step of SplitMix64.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The tables of which rows are found by an index.
const INDEXED: [&str; 3] = ["invoices", "credit_transactions", "products"];

/// Whether all that is there is what was written, and nothing is missing.
pub(super) fn holds(database: &Connection) -> rusqlite::Result<bool> {
    for table in INDEXED {
        // The quick check at the opening does not compare an index with its table.
        let check = format!("PRAGMA integrity_check({table})");
        let verdict: String = database.query_row(&check, [], |row| row.get(0))?;
        if verdict != "ok" {
            return Ok(false);
        }
    }
    let Some(known) = feed::sum(database)? else { return Ok(false) };
    let Some(usage) = usage_days::sum(database)? else { return Ok(false) };
    let invoices = invoices::sum(database)?;
    let credits = credit_transactions::sum(database)?;
    Ok(usage.and(invoices).and(credits) == known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_that_differ_anywhere_have_other_marks() {
        let row = || Mark::of("days");
        let marks = [
            row(),
            Mark::of("months"),
            row().number(1),
            row().number(2),
            row().number(1).number(2),
            row().number(2).number(1),
            row().text(""),
            row().text("\0"),
            row().text("abcdefgh"),
            row().text("abcdefg").text("h"),
            row().text("abcdefg\0").text("h"),
            row().text("abcdefghi"),
            row().maybe_text(None),
            row().maybe_text(Some("")),
            row().maybe_number(None),
            row().maybe_number(Some(0)),
        ];
        let different: HashSet<i64> = marks.iter().map(|mark| mark.stored()).collect();
        // "No text" and "no number" are the same nothing.
        assert_eq!(different.len(), marks.len() - 1);
    }

    #[test]
    fn a_sum_knows_no_order_and_forgets_what_is_taken_off() {
        let rows: Vec<Mark> = (0..50).map(|number| Mark::of("days").number(number)).collect();
        let (mut there, mut back) = (Sum::default(), Sum::default());
        rows.iter().for_each(|mark| there.add(*mark));
        rows.iter().rev().for_each(|mark| back.add(*mark));
        assert_eq!(there, back);
        let mut without = there;
        without.take_off(rows[7]);
        assert_ne!(without, there);
        without.add(Mark::from_stored(rows[7].stored()));
        assert_eq!(without, there);
    }
}
