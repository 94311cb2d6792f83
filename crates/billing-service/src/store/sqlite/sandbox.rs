//! The sandbox's own books on SQLite.

use super::SqliteStore;
use super::columns::{change, first_row, moment, rows};
use crate::store::{
    SandboxBooks, SandboxMark, SandboxNotice, SandboxPaying, SandboxPayment, SandboxRefund,
    SandboxTrade, StoreError,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

const MOST_NOTICES: u32 = 100;

#[async_trait]
impl SandboxBooks for SqliteStore {
    async fn open_trade(&self, trade: SandboxTrade) -> Result<(), StoreError> {
        self.writer.write(move |sql| open(sql, &trade)).await
    }

    async fn trade(
        &self,
        trade_no: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SandboxTrade>, StoreError> {
        let trade_no = trade_no.to_owned();
        self.readers.read(move |sql| load(sql, &trade_no, now)).await
    }

    async fn payment_told(&self, payment_no: &str) -> Result<(), StoreError> {
        let payment_no = payment_no.to_owned();
        let statement =
            "UPDATE sandbox_payments SET times_told = times_told + 1 WHERE payment_no = $1";
        self.writer.write(move |sql| change(sql, statement, [&payment_no]).map(drop)).await
    }

    async fn mark_trade(
        &self,
        trade_no: &str,
        mark: SandboxMark,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let trade_no = trade_no.to_owned();
        let statement = match mark {
            SandboxMark::Closed => {
                "UPDATE sandbox_trades SET closed_at = coalesce(closed_at, $2) WHERE trade_no = $1"
            }
            SandboxMark::Declined => {
                "UPDATE sandbox_trades SET declined_at = coalesce(declined_at, $2) \
                 WHERE trade_no = $1"
            }
        };
        let work = move |sql: &Connection| {
            change(sql, statement, params![trade_no, moment(now)]).map(drop)
        };
        self.writer.write(work).await
    }

    async fn pay_trade(&self, trade_no: &str, paying: SandboxPaying) -> Result<bool, StoreError> {
        let trade_no = trade_no.to_owned();
        self.writer.write(move |sql| pay(sql, &trade_no, &*paying)).await
    }

    async fn add_notice(&self, notice: SandboxNotice) -> Result<(), StoreError> {
        self.writer.write(move |sql| insert_notice(sql, &notice)).await
    }

    async fn refund_payment(
        &self,
        refund: SandboxRefund,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.writer.write(move |sql| send_back(sql, &refund, now)).await
    }

    async fn sandbox_refund(&self, refund_no: &str) -> Result<Option<SandboxRefund>, StoreError> {
        let refund_no = refund_no.to_owned();
        self.readers.read(move |sql| refund(sql, &refund_no)).await
    }

    async fn notices_due(&self, now: DateTime<Utc>) -> Result<Vec<SandboxNotice>, StoreError> {
        self.readers.read(move |sql| due(sql, now)).await
    }

    async fn notice_tried(&self, id: &str, next: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        let id = id.to_owned();
        let statement =
            "UPDATE sandbox_notices SET due_at = $2, failures = failures + 1 WHERE id = $1";
        let work =
            move |sql: &Connection| change(sql, statement, params![id, next.map(moment)]).map(drop);
        self.writer.write(work).await
    }
}

/// The notices that must be delivered by now, longest due first.
pub fn due(sql: &Connection, now: DateTime<Utc>) -> Result<Vec<SandboxNotice>, StoreError> {
    let question = "SELECT * FROM sandbox_notices WHERE due_at <= $1 \
         ORDER BY due_at, id LIMIT $2";
    rows(sql, question, params![moment(now), MOST_NOTICES], |row| {
        Ok(SandboxNotice {
            id: row.get("id")?,
            body: row.get("body")?,
            due_at: row.moment("due_at")?,
            failures: row.get("failures")?,
        })
    })
}

/// Opens a trade; one of this number stays as it is.
pub fn open(sql: &Connection, trade: &SandboxTrade) -> Result<(), StoreError> {
    let statement = "INSERT INTO sandbox_trades (trade_no, order_no, subject, amount_minor, \
         currency, created_at, payable_until) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (trade_no) DO NOTHING";
    let values = params![
        trade.trade_no,
        trade.order_no,
        trade.subject,
        trade.amount.minor,
        trade.amount.currency.code(),
        moment(trade.created_at),
        moment(trade.payable_until),
    ];
    change(sql, statement, values).map(drop)
}

fn load(
    sql: &Connection,
    trade_no: &str,
    now: DateTime<Utc>,
) -> Result<Option<SandboxTrade>, StoreError> {
    let question = "SELECT p.*, coalesce((SELECT sum(amount_minor) FROM sandbox_refunds r \
         WHERE r.payment_no = p.payment_no), 0) AS refunded_minor FROM sandbox_payments p \
         WHERE trade_no = $1 ORDER BY paid_at, payment_no";
    let payments = rows(sql, question, [trade_no], |row| {
        Ok(SandboxPayment {
            payment_no: row.get("payment_no")?,
            amount: row.money("amount_minor")?,
            paid_at: row.moment("paid_at")?,
            times_told: row.get("times_told")?,
            refunded_minor: row.get("refunded_minor")?,
        })
    })?;
    let (paid, to_come): (Vec<_>, Vec<_>) =
        payments.into_iter().partition(|payment| payment.paid_at <= now);
    first_row(sql, "SELECT * FROM sandbox_trades WHERE trade_no = $1", [trade_no], |row| {
        Ok(SandboxTrade {
            trade_no: row.get("trade_no")?,
            order_no: row.get("order_no")?,
            subject: row.get("subject")?,
            amount: row.money("amount_minor")?,
            created_at: row.moment("created_at")?,
            payable_until: row.moment("payable_until")?,
            closed_at: row.optional_moment("closed_at")?,
            declined_at: row.optional_moment("declined_at")?,
            payments: paid.clone(),
            will_be_paid: !to_come.is_empty(),
        })
    })
}

/// What makes payments of how many there are.
type Paying = dyn Fn(u32) -> Result<(Vec<SandboxPayment>, Vec<SandboxNotice>), StoreError>;

/// Adds payments to a trade that is not paid in full, with the notices that tell of them.
pub fn pay(sql: &Connection, trade_no: &str, paying: &Paying) -> Result<bool, StoreError> {
    // Also what is still to come: whoever pays late has paid.
    let question = "SELECT count(p.payment_no) AS payments FROM sandbox_trades t \
         LEFT JOIN sandbox_payments p ON p.trade_no = t.trade_no WHERE t.trade_no = $1 \
         GROUP BY t.trade_no HAVING t.amount_minor > coalesce(sum(p.amount_minor), 0)";
    let known = first_row(sql, question, [trade_no], |row| row.get("payments"))?;
    let Some(known) = known else { return Ok(false) };
    let (payments, notices) = paying(known)?;
    for payment in &payments {
        let statement = "INSERT INTO sandbox_payments (payment_no, trade_no, amount_minor, \
             currency, paid_at) VALUES ($1, $2, $3, $4, $5)";
        let values = params![
            payment.payment_no,
            trade_no,
            payment.amount.minor,
            payment.amount.currency.code(),
            moment(payment.paid_at),
        ];
        change(sql, statement, values)?;
    }
    notices.iter().try_for_each(|notice| insert_notice(sql, notice))?;
    Ok(true)
}

fn insert_notice(sql: &Connection, notice: &SandboxNotice) -> Result<(), StoreError> {
    let statement = "INSERT INTO sandbox_notices (id, body, due_at, failures) \
         VALUES ($1, $2, $3, 0)";
    change(sql, statement, params![notice.id, notice.body, moment(notice.due_at)]).map(drop)
}

/// Sends money back, once for each refund number.
pub fn send_back(
    sql: &Connection,
    asked: &SandboxRefund,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if refund(sql, &asked.refund_no)?.is_some() {
        return Ok(true);
    }
    let statement = "INSERT INTO sandbox_refunds (refund_no, payment_no, amount_minor, currency, \
         created_at) SELECT $1, payment_no, $3, currency, $5 FROM sandbox_payments p \
         WHERE payment_no = $2 AND currency = $4 AND amount_minor >= $3 + \
         coalesce((SELECT sum(amount_minor) FROM sandbox_refunds r \
         WHERE r.payment_no = p.payment_no), 0)";
    let values = params![
        asked.refund_no,
        asked.payment_no,
        asked.amount.minor,
        asked.amount.currency.code(),
        moment(now),
    ];
    Ok(change(sql, statement, values)? == 1)
}

fn refund(sql: &Connection, refund_no: &str) -> Result<Option<SandboxRefund>, StoreError> {
    let question = "SELECT * FROM sandbox_refunds WHERE refund_no = $1";
    first_row(sql, question, [refund_no], |row| {
        Ok(SandboxRefund {
            refund_no: row.get("refund_no")?,
            payment_no: row.get("payment_no")?,
            amount: row.money("amount_minor")?,
        })
    })
}
