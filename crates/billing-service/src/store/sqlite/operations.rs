//! What the operator's desk reads, on SQLite.

use super::{SqliteStore, audit_lines, integrity, monitoring};
use crate::store::{AuditWish, MonitoringWish, OperationsReading, StoreError};
use async_trait::async_trait;
use billing_contract::{AuditLine, IntegrityReport, Monitoring};
use chrono::{DateTime, Utc};

#[async_trait]
impl OperationsReading for SqliteStore {
    async fn audit_lines(&self, wish: AuditWish) -> Result<Vec<AuditLine>, StoreError> {
        self.readers.read(move |sql| audit_lines::list(sql, &wish)).await
    }

    async fn integrity(&self, now: DateTime<Utc>) -> Result<IntegrityReport, StoreError> {
        self.readers.read(move |sql| integrity::report(sql, now)).await
    }

    async fn monitoring(&self, wish: MonitoringWish) -> Result<Monitoring, StoreError> {
        self.readers.read(move |sql| monitoring::figures(sql, &wish)).await
    }
}
