//! The table of what was measured.

use anyhow::Result;
use serde::Serialize;
use std::io::Write as _;
use std::path::Path;

const P95: f64 = 0.95;

/// All rows of a run.
#[derive(Default, Serialize)]
pub struct Table {
    rows: Vec<Row>,
}

/// One figure with its floor or limit.
#[derive(Serialize)]
pub struct Row {
    what: String,
    unit: String,
    value: f64,
    /// A quarter of the rounds lay below the first, a quarter above the second.
    spread: (f64, f64),
    floor: Option<f64>,
    ratio: Option<f64>,
    goal: f64,
    holds: bool,
}

impl Row {
    /// A figure as a multiple of its floor, both measured in turns.
    pub fn ratio(what: &str, unit: &str, values: &[f64], floor: &[f64], goal: f64) -> Self {
        Self::of(what, unit, values, 0.5, Some(floor), goal)
    }

    /// The same for what one in twenty has to bear.
    pub fn p95_ratio(what: &str, unit: &str, values: &[f64], floor: &[f64], goal: f64) -> Self {
        Self::of(what, unit, values, P95, Some(floor), goal)
    }

    /// A figure that must not pass a limit.
    pub fn limit(what: &str, unit: &str, value: f64, goal: f64) -> Self {
        Self::of(what, unit, &[value], 0.5, None, goal)
    }

    /// What one in twenty has to bear, which must not pass a limit.
    pub fn p95(what: &str, unit: &str, values: &[f64], goal: f64) -> Self {
        Self::of(what, unit, values, P95, None, goal)
    }

    /// Figures none of which may pass a limit.
    pub fn most(what: &str, unit: &str, values: &[f64], goal: f64) -> Self {
        Self::of(what, unit, values, 1.0, None, goal)
    }

    fn of(
        what: &str,
        unit: &str,
        values: &[f64],
        at: f64,
        floor: Option<&[f64]>,
        goal: f64,
    ) -> Self {
        let value = quantile(values, at);
        let floor = floor.map(|floor| quantile(floor, at));
        let ratio = floor.map(|floor| value / floor);
        Self {
            what: what.to_owned(),
            unit: unit.to_owned(),
            value,
            spread: (quantile(values, 0.25), quantile(values, 0.75)),
            floor,
            ratio,
            goal,
            holds: ratio.unwrap_or(value) <= goal,
        }
    }
}

impl Table {
    /// Adds rows.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.rows.extend(rows);
    }

    /// Writes the table as JSON.
    pub fn write(&self, file: &Path) -> Result<()> {
        Ok(std::fs::write(file, serde_json::to_string_pretty(self)? + "\n")?)
    }

    /// Prints the table.
    pub fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{:36} {:>10} {:>17} {:>10} {:>7} {:>8}",
            "what", "value", "middle half", "floor", "ratio", "goal"
        )?;
        for row in &self.rows {
            let optional =
                |value: Option<f64>| value.map_or("–".into(), |value| format!("{value:.3}"));
            writeln!(
                out,
                "{:36} {:>10.2} {:>8.1}–{:<8.1} {:>10} {:>7} {:>8.3}  {} {}",
                row.what,
                row.value,
                row.spread.0,
                row.spread.1,
                optional(row.floor),
                optional(row.ratio),
                row.goal,
                row.unit,
                if row.holds { "✓" } else { "✗ misses its goal" },
            )?;
        }
        Ok(())
    }
}

/// What one in twenty of the values passes.
pub fn p95(values: &[f64]) -> f64 {
    quantile(values, P95)
}

/// The middle of the values.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1)) as f64 * at;
    sorted.get(place.round() as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle_of_any_order() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0, 5.0], 0.25), 2.0);
    }

    #[test]
    fn a_ratio_above_its_goal_does_not_hold() {
        assert!(Row::ratio("x", "ms", &[13.0], &[10.0], 1.35).holds);
        assert!(!Row::ratio("x", "ms", &[14.0], &[10.0], 1.35).holds);
    }

    #[test]
    fn what_one_in_twenty_has_to_bear_counts_where_it_is_asked_for() {
        let values: Vec<f64> = (1..=21).map(f64::from).collect();
        assert_eq!(Row::p95("x", "ms", &values, 20.0).value, 20.0);
        assert!(!Row::p95("x", "ms", &values, 19.0).holds);
        assert!(!Row::most("x", "", &values, 20.0).holds);
        let floor: Vec<f64> = values.iter().map(|value| value * 20.0).collect();
        assert!(Row::p95_ratio("x", "ms", &values, &floor, 0.05).holds);
    }
}
