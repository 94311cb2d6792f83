//! Looking the installation over.

use crate::config::{Config, Database};
use crate::store::sqlite;
use chrono::{DateTime, Datelike as _, Utc};
use std::error::Error;
use std::fmt;
use std::path::Path;

const LEAST_FREE_BYTES: u64 = 256 * 1024 * 1024;
/// The service was not written before this year.
const FIRST_YEAR: i32 = 2026;
const LAST_YEAR: i32 = 2100;

/// One line of the report.
#[derive(Debug)]
pub struct Finding {
    subject: &'static str,
    outcome: Result<String, String>,
}

impl Finding {
    /// Whether there is nothing to mend.
    pub fn is_ok(&self) -> bool {
        self.outcome.is_ok()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(found) => write!(f, "{:<12} ok      {found}", self.subject),
            Err(fault) => write!(f, "{:<12} FAILED  {fault}", self.subject),
        }
    }
}

/// Examines settings, database, disk and clock; changes nothing.
pub fn examine(config: Result<Config, impl fmt::Display + fmt::Debug>) -> Vec<Finding> {
    let clock = Finding { subject: "clock", outcome: clock(Utc::now()) };
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            let outcome = Err(format!("{error:#}"));
            return vec![Finding { subject: "settings", outcome }, clock];
        }
    };
    let Database::Sqlite(path) = &config.database;
    let settings = Finding { subject: "settings", outcome: Ok("readable".to_owned()) };
    let mut findings = vec![settings];
    findings.extend(database(path));
    findings.push(Finding { subject: "disk", outcome: disk(path) });
    findings.push(clock);
    findings
}

fn database(path: &Path) -> Vec<Finding> {
    let one = |outcome| vec![Finding { subject: "database", outcome }];
    if !path.exists() {
        return one(Err(format!("{} does not exist; run migrate or serve", path.display())));
    }
    let examination = match sqlite::examine(path) {
        Ok(examination) => examination,
        Err(error) => return one(Err(chain(&error))),
    };
    let in_use = if examination.in_use { ", in use by a running service" } else { "" };
    let migrations = match examination.missing_migrations {
        Ok(missing) if missing.is_empty() => Ok("up to date".to_owned()),
        Ok(missing) => Err(format!("{} missing; run migrate", missing.join(", "))),
        Err(error) => Err(chain(&error)),
    };
    let integrity = match examination.integrity.as_str() {
        "ok" => Ok("checked".to_owned()),
        fault => Err(fault.to_owned()),
    };
    vec![
        Finding { subject: "database", outcome: Ok(format!("{}{in_use}", path.display())) },
        Finding { subject: "migrations", outcome: migrations },
        Finding { subject: "integrity", outcome: integrity },
    ]
}

fn disk(path: &Path) -> Result<String, String> {
    let folder = path.ancestors().skip(1).find(|folder| folder.is_dir());
    let folder = folder.unwrap_or(Path::new("."));
    let free = fs4::available_space(folder).map_err(|error| error.to_string())?;
    let megabytes = free / (1024 * 1024);
    if free < LEAST_FREE_BYTES {
        Err(format!("only {megabytes} MiB free at {}", folder.display()))
    } else {
        Ok(format!("{megabytes} MiB free"))
    }
}

fn clock(now: DateTime<Utc>) -> Result<String, String> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&now.year()) {
        Ok(now.to_rfc3339())
    } else {
        Err(format!("{} cannot be the present", now.to_rfc3339()))
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_lost_its_battery_is_found() {
        assert!(clock("1970-01-01T00:00:07Z".parse().unwrap()).is_err());
        assert!(clock("2026-06-18T12:00:00Z".parse().unwrap()).is_ok());
    }
}
