//! Writing the demonstration's past orders: by the same steps as real ones, at their own time.

use super::{attempts, fulfilment, orders, sandbox, settling};
use crate::orders::facts::{Ending, PaymentNumber, Refund, RefundState};
use crate::orders::machine::{Event, Report, Withdrawal};
use crate::store::{
    BegunAttempt, DemonstrationOrder, Happening, NewAttempt, NewOrder, OrderCourse, OrderTerms,
    Product, SandboxPayment, SandboxRefund, SandboxTrade, Settlement, Shown, StoreError,
};
use billing_contract::{Money, PayType};
use chrono::{DateTime, Duration, Utc};
use rusqlite::Connection;

/// Writes one order with its course.
pub fn insert(sql: &Connection, made: &DemonstrationOrder) -> Result<(), StoreError> {
    orders::place(sql, &new_order(made))?;
    let trade_no = present(sql, made)?;
    let soon = made.at + Duration::seconds(47);
    let late = made.at + Duration::hours(3);
    match made.course {
        OrderCourse::Fulfilled => pay(sql, made, &trade_no, made.price.minor, soon)?,
        OrderCourse::Overpaid { beyond_minor } => {
            pay(sql, made, &trade_no, made.price.minor + beyond_minor, soon)?;
        }
        OrderCourse::Expired => end(sql, made, Ending::Expired, made.at + Duration::hours(2))?,
        OrderCourse::Cancelled => end(sql, made, Ending::Cancelled, soon)?,
        OrderCourse::PaidLate => {
            end(sql, made, Ending::Expired, made.at + Duration::hours(2))?;
            pay(sql, made, &trade_no, made.price.minor, late)?;
        }
        OrderCourse::Refunded => {
            pay(sql, made, &trade_no, made.price.minor, soon)?;
            give_back(sql, made, &trade_no, made.at + Duration::days(1))?;
        }
    }
    // They are too old for anybody to ask about.
    orders::look_again(sql, &made.id, None)
}

fn new_order(made: &DemonstrationOrder) -> NewOrder {
    NewOrder {
        id: made.id.clone(),
        terms: OrderTerms {
            customer_id: made.customer.clone(),
            user_id: Some(made.user.clone()),
            product: Product::Report { code: made.report.to_owned() },
            product_name: made.name.to_owned(),
            original: made.price,
            discount: Money::new(0, made.price.currency),
            due: made.price,
            coupon: None,
            promotion: None,
            remark: None,
            locale: made.locale.to_owned(),
            client_ip: Some("127.0.0.1".to_owned()),
            user_agent: Some("Billing Console".to_owned()),
            is_test: true,
        },
        method: PayType::Sandbox,
        now: made.at,
        expires_at: made.at + Duration::hours(2),
        or_the_same: false,
    }
}

/// Shows a code and opens its trade; answers with the trade number.
fn present(sql: &Connection, made: &DemonstrationOrder) -> Result<String, StoreError> {
    let at = made.at + Duration::seconds(2);
    let new = NewAttempt {
        id: made.attempt.clone(),
        order: made.id.clone(),
        method: PayType::Sandbox,
        return_url: None,
        shown_until: at + Duration::seconds(120),
        payable_until: at + Duration::hours(2),
        now: at,
    };
    let BegunAttempt::Begun(file, _) = attempts::begin(sql, &new)? else {
        return Err(StoreError::Broken("a new order takes no code".to_owned()));
    };
    let trade_no = file.attempt(&made.attempt).map(|attempt| attempt.trade_no.clone());
    let trade_no = trade_no.ok_or_else(|| StoreError::Broken("no attempt".to_owned()))?;
    let trade = SandboxTrade {
        trade_no: trade_no.clone(),
        order_no: file.order.order_no.clone(),
        subject: made.name.to_owned(),
        amount: made.price,
        created_at: at,
        payable_until: new.payable_until,
        closed_at: None,
        declined_at: None,
        payments: Vec::new(),
        will_be_paid: false,
    };
    sandbox::open(sql, &trade)?;
    let prepay_id = Some(format!("sandbox-{trade_no}"));
    let until = new.shown_until;
    let shown = Shown { prepay_id, code_url: None, page_url: None, until };
    attempts::show(sql, &made.id, &made.attempt, &shown, at)?;
    Ok(trade_no)
}

fn pay(
    sql: &Connection,
    made: &DemonstrationOrder,
    trade_no: &str,
    minor: i64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let amount = Money::new(minor, made.price.currency);
    let number = payment_number(trade_no);
    let payment = SandboxPayment {
        payment_no: number.number.clone(),
        amount,
        paid_at: at,
        times_told: 1,
        refunded_minor: 0,
    };
    sandbox::pay(sql, trade_no, &move |_| Ok((vec![payment.clone()], Vec::new())))?;
    let event = Event::Reported(made.attempt.clone(), Report::Paid(number, amount));
    settle(
        sql,
        made,
        vec![Happening { note: Some("PAID".to_owned()), ..Happening::plain(event) }],
        at,
    )?;
    fulfilment::fulfil(sql, &made.id, made.id.as_str(), at)?;
    Ok(())
}

fn end(
    sql: &Connection,
    made: &DemonstrationOrder,
    ending: Ending,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let why = match ending {
        Ending::Expired => Withdrawal::Expired,
        Ending::Cancelled => Withdrawal::Closed,
    };
    let withdrawn = Event::Withdrawn(made.attempt.clone(), why);
    let events = [withdrawn, Event::Ended(ending)];
    settle(sql, made, events.into_iter().map(Happening::plain).collect(), at)
}

fn give_back(
    sql: &Connection,
    made: &DemonstrationOrder,
    trade_no: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let payment = payment_number(trade_no);
    let refund = Refund {
        number: format!("{}R01", trade_no.split('T').next().unwrap_or_default()),
        payment: payment.clone(),
        amount: made.price,
        state: RefundState::Pending,
        of_paid_order: true,
    };
    let sent = SandboxRefund {
        refund_no: refund.number.clone(),
        payment_no: payment.number,
        amount: made.price,
    };
    sandbox::send_back(sql, &sent, at)?;
    let succeeded = Event::RefundReported(refund.number.clone(), RefundState::Succeeded);
    let note = Some("Ordered by mistake".to_owned());
    let asked = Happening { note, ..Happening::plain(Event::RefundAsked(refund)) };
    settle(sql, made, vec![asked, Happening::plain(succeeded)], at)
}

fn payment_number(trade_no: &str) -> PaymentNumber {
    PaymentNumber { method: PayType::Sandbox, number: format!("SB{trade_no}P01") }
}

fn settle(
    sql: &Connection,
    made: &DemonstrationOrder,
    happenings: Vec<Happening>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let settlement = Settlement {
        order: made.id.clone(),
        happenings,
        notice: None,
        tell_that_asked: None,
        now,
        completing: None,
    };
    settling::settle(sql, &settlement).map(drop)
}
