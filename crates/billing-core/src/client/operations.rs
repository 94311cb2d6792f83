//! The operator's desk at the service.

use super::orders::query;
use super::session::Session;
use super::{ClientError, Request};
use crate::views::{AuditWish, ExportMonitoring, MonitoringRange};
use billing_contract::{
    AuditLine, HandSettlementDecision, HandSettlementRequest, IntegrityReport, Monitoring, OrderId,
    Page, StuckPayment, paths,
};
use std::sync::Arc;
use std::time::Duration;

/// How long settling may take: the service asks the provider meanwhile.
const SETTLING_LIMIT: Duration = Duration::from_secs(25);

/// How long it may take to count through everything.
const LOOKING_LIMIT: Duration = Duration::from_secs(60);

/// Names and values, those that are given, behind a path.
fn asked(path: &str, wanted: &[(&str, Option<&str>)]) -> String {
    let given: Vec<(&str, &str)> =
        wanted.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
    format!("{path}?{}", query(&given))
}

/// Payments that need somebody's eyes, newest first.
pub(crate) async fn stuck_payments(
    session: &Arc<Session>,
    reason: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page<StuckPayment>, ClientError> {
    let path = asked(paths::OPERATOR_STUCK_PAYMENTS, &[("reason", reason), ("cursor", cursor)]);
    session.send(Request::get(path)).await?.read()
}

/// One of them.
pub(crate) async fn stuck_payment(
    session: &Arc<Session>,
    order: &OrderId,
) -> Result<StuckPayment, ClientError> {
    session.send(Request::get(paths::operator_stuck_payment(order))).await?.read()
}

/// Says that money has come; everything sent under `key` counts once.
pub(crate) async fn settle(
    session: &Arc<Session>,
    settlement: &HandSettlementRequest,
    key: &str,
) -> Result<(), ClientError> {
    let request = Request::post(paths::OPERATOR_SETTLEMENTS).json(settlement).counted_as(key);
    session.send(request.within(SETTLING_LIMIT)).await.map(drop)
}

/// Approves a proposal, or turns it down; everything sent under `key` counts once.
pub(crate) async fn decide(
    session: &Arc<Session>,
    id: &str,
    approves: bool,
    note: Option<String>,
    key: &str,
) -> Result<(), ClientError> {
    let path = match approves {
        true => paths::operator_settlement_approve(id),
        false => paths::operator_settlement_reject(id),
    };
    let request = Request::post(path).json(&HandSettlementDecision { note }).counted_as(key);
    session.send(request.within(SETTLING_LIMIT)).await.map(drop)
}

/// Deeds of staff, newest first.
pub(crate) async fn audit(
    session: &Arc<Session>,
    wish: &AuditWish,
) -> Result<Page<AuditLine>, ClientError> {
    session.send(Request::get(audit_path(wish))).await?.read()
}

/// The same as a table.
pub(crate) async fn audit_table(
    session: &Arc<Session>,
    wish: &AuditWish,
) -> Result<Vec<u8>, ClientError> {
    let all = AuditWish { cursor: None, ..wish.clone() };
    Ok(session.send(Request::table(audit_path(&all))).await?.body)
}

fn audit_path(wish: &AuditWish) -> String {
    let (from, to) = (wish.from.map(|day| day.to_string()), wish.to.map(|day| day.to_string()));
    let wanted = [
        ("user_id", wish.user_id.as_deref()),
        ("about", wish.customer.as_deref()),
        ("subject", wish.subject.as_deref()),
        ("outcome", wish.outcome.map(|outcome| outcome.as_str())),
        ("kind", wish.changes_only.then_some("changes")),
        ("from", from.as_deref()),
        ("to", to.as_deref()),
        ("cursor", wish.cursor.as_deref()),
    ];
    asked(paths::OPERATOR_AUDIT, &wanted)
}

/// Whether what the service keeps is whole.
pub(crate) async fn integrity(session: &Arc<Session>) -> Result<IntegrityReport, ClientError> {
    session.send(Request::get(paths::OPERATOR_INTEGRITY).within(LOOKING_LIMIT)).await?.read()
}

/// The same as a table.
pub(crate) async fn integrity_table(session: &Arc<Session>) -> Result<Vec<u8>, ClientError> {
    Ok(session.send(Request::table(paths::OPERATOR_INTEGRITY)).await?.body)
}

/// How the business goes.
pub(crate) async fn monitoring(
    session: &Arc<Session>,
    range: &MonitoringRange,
) -> Result<Monitoring, ClientError> {
    let path = monitoring_path(range, None);
    session.send(Request::get(path).within(LOOKING_LIMIT)).await?.read()
}

/// One of its tables.
pub(crate) async fn monitoring_table(
    session: &Arc<Session>,
    wish: &ExportMonitoring,
) -> Result<Vec<u8>, ClientError> {
    let path = monitoring_path(&wish.range, Some(wish.table.as_str()));
    Ok(session.send(Request::table(path)).await?.body)
}

fn monitoring_path(range: &MonitoringRange, table: Option<&str>) -> String {
    let (from, to) = (range.from.to_string(), range.to.to_string());
    let tests = range.tests.map(|tests| tests.to_string());
    let wanted = [
        ("from", Some(from.as_str())),
        ("to", Some(to.as_str())),
        ("tests", tests.as_deref()),
        ("table", table),
    ];
    asked(paths::OPERATOR_MONITORING, &wanted)
}
