//! The operator's desk: payments that are stuck, settling by hand, who did what, whether what is
//! stored is whole, and how the business goes.

mod audit;
mod integrity;
mod monitoring;
mod settling;

pub use audit::{AuditLine, AuditOutcome};
pub use integrity::{IntegrityCheck, IntegrityGroup, IntegrityReport, MissingField, TestRows};
pub use monitoring::{
    ActivityPoint, ConversionPoint, FailureReason, MethodSuccess, Monitoring, MonitoringStep,
    MonitoringTable, RevenueMonth, SuccessPoint,
};
pub use settling::{
    HandSettlement, HandSettlementAction, HandSettlementDecision, HandSettlementRequest,
    HandSettlementState, MoneyCameBy, StuckPayment, StuckReason,
};
