//! The operator's desk: payments that are stuck, who did what, whether everything is whole, how the
//! business goes. Everything is asked of the service; nothing of it is kept on this computer.

use crate::client;
use crate::client::ClientError;
use crate::client::session::Session;
use crate::console::Console;
use crate::error::CommandError;
use crate::views::{
    AuditLog, AuditWish, DecideSettlement, ExportMonitoring, MonitoringRange, OrderOf, SavedFile,
    SettleByHand, StuckDetail, StuckPayments, StuckPaymentsWish,
};
use billing_contract::{IntegrityReport, Monitoring, OrderId};
use std::sync::Arc;

impl Console {
    /// Payments that need somebody's eyes, asked of the service.
    pub async fn stuck_payments(
        &self,
        wish: StuckPaymentsWish,
    ) -> Result<StuckPayments, CommandError> {
        let session = self.inner.session()?;
        let reason = wish.reason.map(|reason| reason.as_str());
        let page =
            client::operations::stuck_payments(&session, reason, wish.cursor.as_deref()).await;
        let page = self.heard(&session, page).await?;
        Ok(StuckPayments { items: page.items, next_cursor: page.next_cursor })
    }

    /// Any order with what is wrong with it, asked of the service.
    pub async fn stuck_payment(&self, request: OrderOf) -> Result<StuckDetail, CommandError> {
        let session = self.inner.session()?;
        let detail = ask(&session, &request.order_id).await;
        self.heard(&session, detail).await
    }

    /// Says that money has come; a repetition of the same decision counts once.
    pub async fn settle_by_hand(&self, request: SettleByHand) -> Result<StuckDetail, CommandError> {
        let session = self.inner.session()?;
        let SettleByHand { decision, settlement } = request;
        let settled = client::operations::settle(&session, &settlement, &decision).await;
        self.heard(&session, settled).await?;
        self.stuck_payment(OrderOf { order_id: settlement.order_id }).await
    }

    /// Approves a proposal, or turns it down; a repetition of the same decision counts once.
    pub async fn decide_settlement(
        &self,
        request: DecideSettlement,
    ) -> Result<StuckDetail, CommandError> {
        let session = self.inner.session()?;
        let DecideSettlement { decision, id, order_id, approves, note } = request;
        let decided = client::operations::decide(&session, &id, approves, note, &decision).await;
        self.heard(&session, decided).await?;
        self.stuck_payment(OrderOf { order_id }).await
    }

    /// Deeds of staff, asked of the service.
    pub async fn audit_log(&self, wish: AuditWish) -> Result<AuditLog, CommandError> {
        let session = self.inner.session()?;
        let page = client::operations::audit(&session, &wish).await;
        let page = self.heard(&session, page).await?;
        Ok(AuditLog { items: page.items, next_cursor: page.next_cursor })
    }

    /// Writes the same as CSV into the folder for downloads.
    pub async fn export_audit(&self, wish: AuditWish) -> Result<SavedFile, CommandError> {
        let session = self.inner.session()?;
        let table = client::operations::audit_table(&session, &wish).await;
        let table = self.heard(&session, table).await?;
        self.save_table("audit".to_owned(), table).await
    }

    /// Whether what the service keeps is whole, looked over now.
    pub async fn integrity_report(&self, (): ()) -> Result<IntegrityReport, CommandError> {
        let session = self.inner.session()?;
        let report = client::operations::integrity(&session).await;
        self.heard(&session, report).await
    }

    /// Writes the same as CSV into the folder for downloads.
    pub async fn export_integrity(&self, (): ()) -> Result<SavedFile, CommandError> {
        let session = self.inner.session()?;
        let table = client::operations::integrity_table(&session).await;
        let table = self.heard(&session, table).await?;
        self.save_table("integrity".to_owned(), table).await
    }

    /// How the business goes, asked of the service.
    pub async fn monitoring(&self, range: MonitoringRange) -> Result<Monitoring, CommandError> {
        let session = self.inner.session()?;
        let figures = client::operations::monitoring(&session, &range).await;
        self.heard(&session, figures).await
    }

    /// Writes one of its tables as CSV into the folder for downloads.
    pub async fn export_monitoring(
        &self,
        wish: ExportMonitoring,
    ) -> Result<SavedFile, CommandError> {
        let session = self.inner.session()?;
        let table = client::operations::monitoring_table(&session, &wish).await;
        let table = self.heard(&session, table).await?;
        let name = format!("{}_{}_{}", wish.table.as_str(), wish.range.from, wish.range.to);
        self.save_table(name, table).await
    }

    /// Saves a table; the mark in front tells spreadsheets that it is UTF-8.
    async fn save_table(&self, name: String, table: Vec<u8>) -> Result<SavedFile, CommandError> {
        let marked = [b"\xef\xbb\xbf".as_slice(), &table].concat();
        self.save_for_person(name, "csv", marked).await
    }
}

async fn ask(session: &Arc<Session>, order: &OrderId) -> Result<StuckDetail, ClientError> {
    let (payment, timeline) = futures_util::future::try_join(
        client::operations::stuck_payment(session, order),
        client::orders::timeline(session, order),
    )
    .await?;
    Ok(StuckDetail { payment, timeline })
}
