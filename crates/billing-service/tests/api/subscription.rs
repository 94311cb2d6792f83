//! The life of a subscription as its customer and staff meet it.

use crate::shop::{Counter, open, sql};
use crate::support::{Api, fields, problem};
use billing_contract::{
    ChangeEffective, ChangeOutcome, ChangePreview, ClockReading, Order, OrderState, PastDueReason,
    StandingPreview, Subscription, SubscriptionAction, SubscriptionStatus,
};
use chrono::{Duration, NaiveDate};
use reqwest::Method;
use serde_json::{Value, json};

const UPGRADE: &str = "/api/portal/subscription/upgrade";
const CANCEL: &str = "/api/portal/subscription/cancel";
const PAUSE: &str = "/api/portal/subscription/pause";
const RESUME: &str = "/api/portal/subscription/resume";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A customer who pays in yuan, and the identifiers of the three plans.
struct Desk<'a> {
    counter: Counter<'a>,
    plans: Vec<String>,
}

impl<'a> Desk<'a> {
    async fn open(api: &'a Api, who: &str) -> Self {
        open(api);
        let counter = Counter { api, who: api.sign_in(who).await };
        let plans: Value = api.get("/api/portal/plans", &counter.who).await.json().await.unwrap();
        let plans = plans["items"].as_array().unwrap().iter();
        let plans = plans.map(|plan| plan["id"].as_str().unwrap().to_owned()).collect();
        Self { counter, plans }
    }

    /// Signs in again, for the token is good for a quarter of an hour.
    async fn later(&mut self, by: Duration, who: &str) {
        self.counter.api.clock.advance(by);
        self.counter.who = self.counter.api.sign_in(who).await;
    }

    async fn subscription(&self) -> Subscription {
        let answer = self.counter.api.get("/api/portal/subscription", &self.counter.who).await;
        answer.json().await.unwrap()
    }

    fn wish(&self, plan: usize, term: &str) -> Value {
        json!({ "plan_id": self.plans[plan], "subscription_type": term })
    }

    async fn preview(&self, wish: &Value) -> ChangePreview {
        let answer = self.counter.post(&format!("{UPGRADE}/preview"), wish).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// Changes to what was previewed.
    async fn change(&self, wish: &Value, preview: &ChangePreview, key: &str) -> ChangeOutcome {
        let mut wish = wish.clone();
        wish["displayed_amount"] = json!(preview.displayed_amount);
        let answer = self.counter.once(UPGRADE, key, wish).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    async fn pay(&self, order: &Order) -> Order {
        let code = self.counter.prepay(order.order_id.as_str()).await;
        self.counter.act(&code, "action=pay").await;
        self.counter.api.until_state(order.order_id.as_str(), "fulfilled").await;
        self.order(order.order_id.as_str()).await
    }

    async fn order(&self, id: &str) -> Order {
        let path = format!("/api/portal/orders/{id}");
        self.counter.api.get(&path, &self.counter.who).await.json().await.unwrap()
    }

    async fn standing(&self, path: &str, body: Value) -> StandingPreview {
        let answer = self.counter.post(&format!("{path}/preview"), body).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    async fn act(&self, path: &str, key: &str, body: Value) -> Subscription {
        let answer = self.counter.once(path, key, body).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }
}

fn minor(amount: &billing_contract::DecimalAmount) -> i64 {
    amount.as_str().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn an_upgrade_charges_exactly_what_was_shown_and_begins_at_once() {
    let api = Api::start().await;
    let desk = Desk::open(&api, "admin").await;
    let wish = desk.wish(2, "yearly");
    let preview = desk.preview(&wish).await;
    assert_eq!(preview.effective, ChangeEffective::Now);
    // 55 of 365 days of 9,990.00 are left.
    assert_eq!(preview.credit.as_str(), "1505.34");
    assert_eq!(preview.due_now.as_str(), "28484.66");
    assert_eq!(preview.lines[1].factor.as_deref(), Some("0.150684"));
    assert_eq!((preview.lines[1].days, preview.lines[1].of_days), (Some(55), Some(365)));
    let sum: i64 = preview.lines.iter().map(|line| minor(&line.amount)).sum();
    assert_eq!(sum, minor(&preview.due_now));

    let other = json!({ "plan_id": wish["plan_id"], "subscription_type": "yearly",
        "displayed_amount": "28484.65" });
    problem(desk.counter.once(UPGRADE, "other", other).await, 409, "amount_changed").await;
    let without =
        problem(desk.counter.once(UPGRADE, "none", &wish).await, 422, "validation_failed");
    assert_eq!(fields(&without.await), [("displayed_amount", "required")]);
    let unkeyed = desk.counter.post(UPGRADE, &wish).await;
    problem(unkeyed, 400, "idempotency_key_required").await;

    let outcome = desk.change(&wish, &preview, "change").await;
    let again = desk.change(&wish, &preview, "change").await;
    let order = outcome.order.clone().unwrap();
    assert_eq!(again.order.unwrap().order_id, order.order_id, "the same key is the same order");
    assert_eq!(order.final_amount, preview.displayed_amount);
    assert_eq!(desk.subscription().await.plan_name, "Pro", "nothing changes before it is paid");
    let paid = desk.pay(&order).await;
    assert_eq!(paid.valid_until, preview.end_date);
    let after = desk.subscription().await;
    assert_eq!((after.plan_name.as_str(), after.status), ("Business", SubscriptionStatus::Active));
    assert_eq!(after.end_date, preview.end_date);
    assert!(after.auto_renew);
}

#[tokio::test]
async fn a_downgrade_waits_for_the_end_and_can_be_taken_back() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "admin").await;
    let wish = desk.wish(0, "monthly");
    let preview = desk.preview(&wish).await;
    assert_eq!(preview.effective, ChangeEffective::PeriodEnd);
    assert_eq!((preview.due_now.as_str(), preview.effective_date), ("0.00", day("2026-08-12")));
    assert_eq!(preview.due_at_period_end.as_ref().unwrap().as_str(), "299.00");
    assert!(preview.lines.is_empty());
    let outcome = desk.change(&wish, &preview, "down").await;
    let waiting = outcome.scheduled_change.unwrap();
    assert_eq!(
        (waiting.plan_name.as_str(), waiting.effective_date),
        ("Starter", day("2026-08-12"))
    );
    let shown = desk.subscription().await;
    assert_eq!(
        (shown.plan_name.as_str(), shown.scheduled_change.as_ref()),
        ("Pro", Some(&waiting))
    );
    assert!(shown.available_actions.contains(&SubscriptionAction::Resume));
    let back = desk.act(RESUME, "back", json!({})).await;
    assert_eq!(back.scheduled_change, None);
    let again = desk.counter.once(RESUME, "twice", json!({})).await;
    problem(again, 409, "subscription_state").await;

    desk.change(&wish, &preview, "down again").await;
    desk.later(Duration::days(50), "admin").await;
    api.until(|sql| {
        let question = "SELECT count(*) FROM subscription_orders WHERE purpose = 'renewal'";
        sql.query_row(question, [], |row| Ok(row.get::<_, i64>(0)? > 0)).unwrap()
    })
    .await;
    let due = desk.subscription().await;
    let renewal = desk.order(due.renewal_order_id.unwrap().as_str()).await;
    assert_eq!(
        (renewal.final_amount.as_str(), renewal.product_name.as_str()),
        ("299.00", "Starter")
    );
    desk.pay(&renewal).await;
    let paid = desk.subscription().await;
    assert_eq!((paid.plan_name.as_str(), paid.end_date), ("Pro", Some(day("2026-08-12"))));
    assert_eq!(paid.paid_until, Some(day("2026-09-12")));
    assert_eq!(paid.scheduled_change.unwrap().plan_name, "Starter");
    desk.later(Duration::days(6), "admin").await;
    let begun = desk.subscription().await;
    assert_eq!((begun.plan_name.as_str(), begun.end_date), ("Starter", Some(day("2026-09-12"))));
    assert_eq!(begun.scheduled_change, None);
}

#[tokio::test]
async fn what_is_cancelled_now_comes_back_to_the_credit_balance() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    let wish = desk.wish(1, "monthly");
    let preview = desk.preview(&wish).await;
    let order = desk.change(&wish, &preview, "up").await.order.unwrap();
    let paid = desk.pay(&order).await;
    assert_eq!(paid.valid_until, Some(day("2026-07-18")));
    desk.later(Duration::days(10), "sakura").await;

    let body = json!({ "when": "now", "reason": "too_expensive", "comment": "高い" });
    let shown = desk.standing(CANCEL, body.clone()).await;
    // 20 of 30 days of what the month is worth, which is its whole price, are left.
    assert_eq!((shown.status, shown.lost_days), (SubscriptionStatus::Cancelled, 20));
    assert_eq!(shown.usable_until, Some(day("2026-06-28")));
    let worth = minor(&shown.to_credit_balance);
    assert_eq!(worth, 19_800 * 20 / 30);
    let mut stale = body.clone();
    stale["displayed_amount"] = json!((worth + 1).to_string());
    problem(desk.counter.once(CANCEL, "stale", stale).await, 409, "amount_changed").await;
    let mut as_shown = body.clone();
    as_shown["displayed_amount"] = json!(shown.to_credit_balance);
    let after = desk.act(CANCEL, "now", as_shown).await;
    assert_eq!(after.status, SubscriptionStatus::Cancelled);
    assert_eq!(after.available_actions, [SubscriptionAction::Resubscribe]);
    let question = "SELECT -sum(p.amount_minor) FROM ledger_postings p JOIN ledger_transactions t \
         ON t.id = p.transaction_id WHERE t.order_id = ?1 AND p.account = ?2";
    let stands = |account: &str| -> i64 {
        let values = [order.order_id.as_str(), account];
        sql(&api).query_row(question, values, |row| row.get(0)).unwrap()
    };
    let due = minor(&order.final_amount);
    assert_eq!((stands("credit_balance"), stands("order")), (worth, due - worth));
    let question = "SELECT sum(amount_minor) FROM invoices WHERE order_id = ?1";
    let invoiced: i64 =
        sql(&api).query_row(question, [order.order_id.as_str()], |row| row.get(0)).unwrap();
    assert_eq!(invoiced, due - worth, "a credit note says so");
    let again = desk.counter.once(CANCEL, "again", body).await;
    problem(again, 409, "subscription_state").await;

    // What begins anew is a new subscription.
    let anew = desk.preview(&wish).await;
    assert_eq!((anew.credit.as_str(), anew.due_now.as_str()), ("0", "19800"));
    let order = desk.change(&wish, &anew, "anew").await.order.unwrap();
    desk.pay(&order).await;
    let begun = desk.subscription().await;
    assert_eq!((begun.status, begun.start_date), (SubscriptionStatus::Active, day("2026-06-28")));
}

#[tokio::test]
async fn a_cancellation_at_the_end_is_taken_back_and_otherwise_comes_true() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    let body = json!({ "when": "period_end" });
    let shown = desk.standing(CANCEL, body.clone()).await;
    assert_eq!((shown.lost_days, shown.to_credit_balance.as_str()), (0, "0"));
    assert_eq!(shown.usable_until, Some(day("2026-07-05")));
    let cancelled = desk.act(CANCEL, "one", body.clone()).await;
    assert_eq!(cancelled.status, SubscriptionStatus::CancelScheduled);
    assert!(!cancelled.auto_renew);
    let undone = desk.act(RESUME, "two", json!({})).await;
    assert_eq!((undone.status, undone.auto_renew), (SubscriptionStatus::Active, true));
    desk.act(CANCEL, "three", body).await;
    desk.later(Duration::days(17), "sakura").await;
    let over = desk.subscription().await;
    assert_eq!((over.status, over.renewal_order_id), (SubscriptionStatus::Cancelled, None));
}

#[tokio::test]
async fn a_pause_lasts_until_its_day_and_its_days_are_not_lost() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    let body = json!({ "until": "2026-06-28", "comment": "holidays" });
    let shown = desk.standing(PAUSE, body.clone()).await;
    assert_eq!(
        (shown.status, shown.paid_until),
        (SubscriptionStatus::Paused, Some(day("2026-07-15")))
    );
    let paused = desk.act(PAUSE, "pause", body).await;
    assert_eq!(paused.paused_until, Some(day("2026-06-28")));
    assert_eq!(paused.available_actions, [SubscriptionAction::Resume, SubscriptionAction::Cancel]);
    let up = desk.counter.post(&format!("{UPGRADE}/preview"), desk.wish(1, "monthly")).await;
    problem(up, 409, "subscription_state").await;
    desk.later(Duration::days(4), "sakura").await;
    let early = desk.standing(RESUME, json!({})).await;
    assert_eq!(early.paid_until, Some(day("2026-07-09")));
    desk.later(Duration::days(6), "sakura").await;
    let on = desk.subscription().await;
    assert_eq!((on.status, on.end_date), (SubscriptionStatus::Active, Some(day("2026-07-15"))));
    for until in ["2026-06-28", "2026-06-01", "2028-01-01"] {
        let refused = desk.counter.once(PAUSE, until, json!({ "until": until })).await;
        assert_eq!(
            fields(&problem(refused, 422, "validation_failed").await),
            [("until", "invalid")]
        );
    }
}

#[tokio::test]
async fn a_renewal_that_is_not_paid_leads_through_grace_to_the_end_with_each_notice_once() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    let mut seen = Vec::new();
    for _ in 0..34 {
        desk.later(Duration::days(1), "sakura").await;
        let now = api.clock.clone();
        api.until(|sql| {
            let question = "SELECT count(*) = 0 FROM subscriptions WHERE next_look_at <= ?1";
            let now = billing_service::Clock::now(&now).timestamp_micros();
            sql.query_row(question, [now], |row| row.get(0)).unwrap()
        })
        .await;
        let read = desk.subscription().await;
        let told = (read.status, read.past_due_reason, read.renewal_order_id.is_some());
        if seen.last() != Some(&told) {
            seen.push(told);
        }
    }
    use SubscriptionStatus::{Active, Expired, Grace, PastDue};
    let unpaid = Some(PastDueReason::Unpaid);
    assert_eq!(
        seen,
        [
            (Active, None, false),
            (Active, None, true),
            (Grace, unpaid, true),
            (PastDue, unpaid, true),
            (Expired, None, false),
        ]
    );
    let question = "SELECT group_concat(kind || ' ' || due_on, ', ') FROM (SELECT n.kind, n.due_on \
         FROM subscription_notices n JOIN subscriptions s ON s.id = n.subscription_id \
         JOIN users u ON u.customer_id = s.customer_id WHERE u.email = 'sakura@demo.test' \
         AND n.is_overtaken = 0 ORDER BY due_on)";
    let notices: String = sql(&api).query_row(question, [], |row| row.get(0)).unwrap();
    assert_eq!(
        notices,
        "renewal_in_7_days 2026-06-28, renewal_in_3_days 2026-07-02, renewal_tomorrow 2026-07-04, \
         grace_began 2026-07-05, past_due 2026-07-08, ended 2026-07-19"
    );
    api.until(|sql| {
        let question = "SELECT state = 'expired' FROM orders o JOIN subscription_orders s \
             ON s.order_id = o.id WHERE s.purpose = 'renewal'";
        sql.query_row(question, [], |row| row.get(0)).unwrap()
    })
    .await;
}

#[tokio::test]
async fn paying_in_arrears_continues_where_the_last_period_ended() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    desk.later(Duration::days(22), "sakura").await;
    let late = desk.subscription().await;
    assert_eq!(late.status, SubscriptionStatus::PastDue);
    api.until(|sql| {
        let question = "SELECT count(*) = 1 FROM subscription_orders WHERE purpose = 'renewal'";
        sql.query_row(question, [], |row| row.get(0)).unwrap()
    })
    .await;
    let wish = desk.wish(0, "monthly");
    let preview = desk.preview(&wish).await;
    assert_eq!(
        (preview.effective_date, preview.end_date),
        (day("2026-07-05"), Some(day("2026-08-05")))
    );
    // "Pay now" is the renewal that is there, not a second one.
    let order = desk.change(&wish, &preview, "now").await.order.unwrap();
    assert_eq!(desk.subscription().await.renewal_order_id, Some(order.order_id.clone()));
    assert_eq!(order.state, OrderState::Created);
    desk.pay(&order).await;
    let paid = desk.subscription().await;
    assert_eq!((paid.status, paid.end_date), (SubscriptionStatus::Active, Some(day("2026-08-05"))));
    let question = "SELECT count(*) FROM invoices WHERE order_id = ?1 AND status = 'paid'";
    let invoices: i64 =
        sql(&api).query_row(question, [order.order_id.as_str()], |row| row.get(0)).unwrap();
    assert_eq!(invoices, 1);
}

#[tokio::test]
async fn days_begin_at_the_customers_own_midnight() {
    let api = Api::start().await;
    let mut desk = Desk::open(&api, "sakura").await;
    let (account, tag) = api.account(&desk.counter.who).await;
    assert_eq!(account.time_zone.as_deref(), Some("UTC"));
    for (zone, status) in [("Tokio", 422), ("Asia/Tokyo", 200)] {
        let body = json!({ "company_name": account.company_name, "locale": "ja",
            "contact_name": account.contact_name, "contact_email": account.contact_email,
            "time_zone": zone });
        let request = api.request(Method::PUT, "/api/portal/account").header("if-match", &tag);
        let request = request.bearer_auth(desk.counter.who.access_token.expose()).json(&body);
        assert_eq!(request.send().await.unwrap().status(), status, "{zone}");
    }
    assert_eq!(desk.subscription().await.remaining_days, Some(17));
    // In Tokyo it is the next day from 15 hours UTC on.
    desk.later(Duration::hours(3), "sakura").await;
    assert_eq!(desk.subscription().await.remaining_days, Some(16));
}

#[tokio::test]
async fn others_may_look_at_what_a_change_costs_but_only_the_administrator_decides() {
    let api = Api::start().await;
    let desk = Desk::open(&api, "admin").await;
    let own = api.customer_of("admin").await;
    let wish = desk.wish(2, "yearly");
    for (who, path) in [
        ("member", format!("{UPGRADE}/preview")),
        ("support", format!("{UPGRADE}/preview?customer_id={own}")),
    ] {
        let tokens = api.sign_in(who).await;
        let request = api.request(Method::POST, &path).json(&wish);
        let answer = request.bearer_auth(tokens.access_token.expose()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{who}");
        let shown: ChangePreview = answer.json().await.unwrap();
        assert_eq!(shown.due_now.as_str(), "28484.66");
        let subscription = match who {
            "member" => "/api/portal/subscription".to_owned(),
            _ => format!("/api/portal/subscription?customer_id={own}"),
        };
        let read: Subscription = api.get(&subscription, &tokens).await.json().await.unwrap();
        assert!(read.available_actions.is_empty(), "{who} can do nothing with it");
    }
    let actions = desk.subscription().await.available_actions;
    use SubscriptionAction::{Cancel, Pause, Renew, Upgrade};
    assert_eq!(actions, [Upgrade, Renew, Cancel, Pause]);
}

#[tokio::test]
async fn the_operator_lets_time_pass_in_the_demonstration_alone_and_only_forward() {
    let api = Api::start().await;
    let advance = async |api: &Api, who: &str, seconds: i64| {
        let tokens = api.sign_in(who).await;
        let request = api.request(Method::POST, "/api/operator/clock");
        let body = json!({ "advance_seconds": seconds });
        request.bearer_auth(tokens.access_token.expose()).json(&body).send().await.unwrap()
    };
    for wrong in [0, -1, i64::MIN, i64::MAX, 34_560_001] {
        problem(advance(&api, "operator", wrong).await, 422, "validation_failed").await;
    }
    problem(advance(&api, "admin", 60).await, 403, "forbidden").await;
    let forty_days = 40 * 24 * 60 * 60;
    let told: ClockReading = advance(&api, "operator", forty_days).await.json().await.unwrap();
    assert_eq!(told.ahead_seconds, forty_days);
    assert_eq!(told.server_now.to_rfc3339(), "2026-07-28T12:00:00+00:00");
    // The jobs of all these days have run when the answer comes.
    let notices = "SELECT count(*) FROM subscription_notices WHERE is_overtaken = 0 \
         AND recorded_at / 86400000000 = unixepoch(due_on) / 86400";
    let on_their_day: i64 = sql(&api).query_row(notices, [], |row| row.get(0)).unwrap();
    assert_eq!(on_their_day, 6, "each on its own day");
    let sakura = api.sign_in("sakura").await;
    let read: Subscription =
        api.get("/api/portal/subscription", &sakura).await.json().await.unwrap();
    assert_eq!(read.status, SubscriptionStatus::Expired);

    let api = api.restart().await;
    let told: ClockReading = advance(&api, "operator", 1).await.json().await.unwrap();
    assert_eq!(told.ahead_seconds, forty_days + 1, "also after a restart");
    sql(&api).execute("DELETE FROM service_facts WHERE name = 'demonstration'", []).unwrap();
    let api = api.restart().await;
    problem(advance(&api, "operator", 60).await, 403, "forbidden").await;
}

#[tokio::test]
async fn who_never_had_a_plan_may_try_one_out_and_it_ends_unless_it_is_paid() {
    let api = Api::start().await;
    let mut new = crate::support::registration("new@demo.test");
    new["password"] = json!(crate::support::PASSWORD);
    api.post("/auth/register", new).await;
    let mut desk = Desk::open(&api, "new").await;
    let mut wish = desk.wish(0, "monthly");
    wish["trial"] = json!(true);
    let preview = desk.preview(&wish).await;
    assert_eq!((minor(&preview.due_now), preview.end_date), (0, Some(day("2026-07-02"))));
    let mut greater = desk.wish(1, "monthly");
    greater["trial"] = json!(true);
    let refused = desk.counter.post(&format!("{UPGRADE}/preview"), &greater).await;
    problem(refused, 409, "subscription_state").await;
    assert_eq!(desk.change(&wish, &preview, "try").await.order, None);
    let trying = desk.subscription().await;
    assert_eq!((trying.status, trying.remaining_days), (SubscriptionStatus::Trialing, Some(14)));
    assert!(trying.credits.available_credits > 0);
    let again = desk.counter.post(&format!("{UPGRADE}/preview"), &wish).await;
    problem(again, 409, "subscription_state").await;
    desk.later(Duration::days(8), "new").await;
    api.until(|sql| {
        let question = "SELECT count(*) = 1 FROM subscription_orders WHERE purpose = 'renewal'";
        sql.query_row(question, [], |row| row.get(0)).unwrap()
    })
    .await;
    let renewal = desk.subscription().await.renewal_order_id.unwrap();
    assert_eq!(desk.order(renewal.as_str()).await.state, OrderState::Created);
    desk.later(Duration::days(6), "new").await;
    let over = desk.subscription().await;
    assert_eq!(over.status, SubscriptionStatus::Expired);
    assert_eq!(over.available_actions, [SubscriptionAction::Resubscribe]);
}
