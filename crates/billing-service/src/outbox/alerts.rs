//! Watching how payments go and how long answers take, window by window.
//!
//! Once a window is over it is looked at. If too many payments failed in it, or answers took too
//! long on the whole, the operator is told, once for this window, however often it is looked at.

use crate::app::App;
use crate::config::AlertConfig;
use crate::store::{Alert, AlertKind, StoreError};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Windows older than this many minutes are forgotten: none is longer.
const KEPT_MINUTES: i64 = 24 * 60;

/// How long answers took, minute by minute.
#[derive(Default)]
pub struct Pulse(Mutex<BTreeMap<i64, Beat>>);

#[derive(Clone, Copy, Default)]
struct Beat {
    answers: i64,
    micros: i64,
}

impl Pulse {
    /// Counts an answer.
    pub fn note(&self, at: DateTime<Utc>, took: std::time::Duration) {
        let minute = at.timestamp().div_euclid(60);
        let mut minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let beat = minutes.entry(minute).or_default();
        beat.answers += 1;
        beat.micros =
            beat.micros.saturating_add(i64::try_from(took.as_micros()).unwrap_or(i64::MAX));
        if minutes.len() > 2
            && let Some(oldest) = minutes.keys().next().copied()
            && oldest < minute - KEPT_MINUTES
        {
            minutes.remove(&oldest);
        }
    }

    /// How many answers there were from one moment until another, and how many milliseconds they
    /// took on the whole.
    fn between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> (i64, f64) {
        let minutes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let range = from.timestamp().div_euclid(60)..until.timestamp().div_euclid(60);
        let all = minutes.range(range).fold(Beat::default(), |sum, (_, beat)| Beat {
            answers: sum.answers + beat.answers,
            micros: sum.micros.saturating_add(beat.micros),
        });
        (all.answers, mean(all.micros, all.answers) / 1_000.0)
    }
}

/// Sums of this size lose nothing that anybody would see.
#[allow(clippy::cast_precision_loss)]
fn mean(sum: i64, count: i64) -> f64 {
    if count == 0 { 0.0 } else { sum as f64 / count as f64 }
}

/// Looks at the window that ended last.
pub async fn pass(app: &App) {
    let Some(config) = &app.config().outbox.alerts else { return };
    if let Err(error) = look(app, config).await {
        tracing::warn!(%error, "watching must wait for the store");
    }
}

async fn look(app: &App, config: &AlertConfig) -> Result<(), StoreError> {
    let now = app.clock().now();
    let window = i64::from(config.window_minutes) * 60;
    let until = now.timestamp().div_euclid(window) * window;
    let Some(until) = DateTime::from_timestamp(until, 0) else { return Ok(()) };
    let from = until - Duration::seconds(window);
    let (succeeded, failed) = app.store().payments_between(from, until).await?;
    let payments = succeeded + failed;
    let rate = mean(succeeded * 100, payments);
    let (answers, millis) = app.pulse().between(from, until);
    let wrong = [
        (rate < config.least_success_percent && payments >= config.least_payments).then_some((
            AlertKind::SuccessRate,
            rate,
            payments,
        )),
        (millis > config.most_mean_ms && answers >= config.least_answers).then_some((
            AlertKind::ResponseTime,
            millis,
            answers,
        )),
    ];
    for (what, measured, count) in wrong.into_iter().flatten() {
        let key = format!("{}/{}", what.as_str(), from.timestamp());
        let alert = Alert { what, from, until, measured, count };
        app.store().alert(key, alert, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration as Took;

    #[test]
    fn answers_are_counted_in_their_window_alone() {
        let noon: DateTime<Utc> = "2026-06-18T12:00:00Z".parse().unwrap();
        let pulse = Pulse::default();
        pulse.note(noon - Duration::seconds(1), Took::from_millis(9_000));
        pulse.note(noon, Took::from_millis(400));
        pulse.note(noon + Duration::seconds(299), Took::from_millis(800));
        pulse.note(noon + Duration::seconds(300), Took::from_millis(9_000));
        assert_eq!(pulse.between(noon, noon + Duration::minutes(5)), (2, 600.0));
        assert_eq!(pulse.between(noon + Duration::hours(1), noon + Duration::hours(2)), (0, 0.0));
    }
}
