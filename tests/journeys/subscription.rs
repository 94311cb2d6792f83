//! The life of a subscription as its customer meets it: what is shown is what happens, once.

use billing_contract::orders::Place;
use billing_contract::{
    CancelWhen, ChangeEffective, ChangePreview, OrderId, PayType, PlanId, StandingPreview,
    Subscription, SubscriptionAction, SubscriptionStatus, SubscriptionType,
};
use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{
    BeginChange, CancelPlan, CancelWish, ChangeBegun, ChangeWish, Checkout, CheckoutId,
    CheckoutStage, MoveClock, PausePlan, PauseWish, PayOrder, ResumePlan,
};
use billing_tests::computer::{until, until_offline, until_online};
use billing_tests::gate::Moment;
use billing_tests::market::Market;
use billing_tests::purchase::{link, listed, order_of, until_delivered, until_listed, until_stage};
use chrono::{Days, NaiveDate};

const YEARLY: SubscriptionType = SubscriptionType::Yearly;
const MONTHLY: SubscriptionType = SubscriptionType::Monthly;
/// No longer than a sign-in lasts.
const FOUR_WEEKS: u32 = 28;

async fn subscription(console: &Console) -> Option<Subscription> {
    console.subscription(()).await.unwrap().and_then(|figure| figure.value)
}

async fn held(console: &Console) -> Subscription {
    until(console, "the subscription is known", async |console: &Console| {
        subscription(console).await.is_some()
    })
    .await;
    subscription(console).await.unwrap()
}

async fn until_held(
    console: &Console,
    what: &str,
    is_so: impl Fn(&Subscription) -> bool,
) -> Subscription {
    until(console, what, async |console: &Console| {
        subscription(console).await.is_some_and(|held| is_so(&held))
    })
    .await;
    held(console).await
}

async fn until_standing(console: &Console, status: SubscriptionStatus) -> Subscription {
    until_held(console, &format!("{status:?}"), |held| held.status == status).await
}

async fn plan(console: &Console, code: &str) -> PlanId {
    until(console, "the plans are known", async |console: &Console| {
        console.plans(()).await.unwrap().is_some()
    })
    .await;
    let plans = console.plans(()).await.unwrap().unwrap().value;
    plans.into_iter().find(|plan| plan.plan_code == code).unwrap().id
}

async fn wish(console: &Console, code: &str, subscription_type: SubscriptionType) -> ChangeWish {
    let plan_id = plan(console, code).await;
    ChangeWish { plan_id, subscription_type, coupon_code: None, trial: false }
}

async fn preview(console: &Console, wish: &ChangeWish) -> ChangePreview {
    console.preview_change(wish.clone()).await.unwrap()
}

fn decision() -> String {
    format!("decision-{:032x}", rand::random::<u128>())
}

fn decided(wish: &ChangeWish, preview: &ChangePreview) -> BeginChange {
    BeginChange {
        id: CheckoutId(decision()),
        change: wish.clone(),
        preview: preview.clone(),
        pay_type: Some(PayType::Sandbox),
    }
}

/// Decides for what is shown now.
async fn change(console: &Console, wish: &ChangeWish) -> (ChangePreview, ChangeBegun) {
    let shown = preview(console, wish).await;
    let begun = console.begin_change(decided(wish, &shown)).await.unwrap();
    (shown, begun)
}

/// The same for what costs something, up to its code.
async fn change_to_pay(console: &Console, wish: &ChangeWish) -> (ChangePreview, Checkout) {
    let (shown, begun) = change(console, wish).await;
    let checkout = begun.checkout.expect("something is due");
    (shown, until_stage(console, &checkout.id, CheckoutStage::Waiting).await)
}

async fn pay(market: &Market, console: &Console, checkout: &Checkout) -> OrderId {
    market.act(link(checkout), &[("action", "pay")]).await.unwrap();
    until_delivered(console, &checkout.id).await;
    order_of(checkout)
}

async fn cancel(console: &Console, when: CancelWhen) -> (StandingPreview, Subscription) {
    let shown = console.preview_cancel(CancelWish { when }).await.unwrap();
    let request = CancelPlan {
        decision: decision(),
        when,
        displayed_amount: shown.to_credit_balance.clone(),
        reason: Some("too-expensive".to_owned()),
        comment: None,
    };
    (shown, console.cancel_subscription(request).await.unwrap())
}

/// Lets days go by; whoever is signed in looks at the service in between.
async fn let_pass(operator: &Console, consoles: &[&Console], days: u32) {
    let mut left = days;
    while left > 0 {
        let step = left.min(FOUR_WEEKS);
        operator.move_clock(MoveClock { days: step }).await.unwrap();
        for console in consoles {
            console.refresh(()).await.unwrap();
        }
        left -= step;
    }
}

fn can(held: &Subscription, action: SubscriptionAction) -> bool {
    held.available_actions.contains(&action)
}

fn minor(amount: &billing_contract::DecimalAmount) -> i64 {
    amount.as_str().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn an_upgrade_costs_what_was_shown_and_begins_when_it_is_paid() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let before = held(&console).await;
    assert!(can(&before, SubscriptionAction::Upgrade));
    let business = wish(&console, "business", YEARLY).await;
    let (shown, checkout) = change_to_pay(&console, &business).await;
    let sum: i64 = shown.lines.iter().map(|line| minor(&line.amount)).sum();
    assert_eq!(sum, minor(&shown.displayed_amount), "the lines add up");
    assert_eq!(checkout.amount, shown.displayed_amount);
    let quote = checkout.quote.as_ref().unwrap();
    assert_eq!(quote.final_amount, shown.displayed_amount);
    assert_eq!(quote.reductions.len(), 1, "what is left of the plan before");
    let order = order_of(&checkout);
    let ordered = until_listed(&console, &order, "open", |one| one.state.is_open()).await;
    assert_eq!(ordered.final_amount, shown.displayed_amount);
    assert_eq!(held(&console).await.plan_name, before.plan_name, "nothing before it is paid");

    pay(&market, &console, &checkout).await;
    let after = until_held(&console, "changed", |held| held.plan_id == business.plan_id).await;
    assert_eq!(after.end_date, shown.end_date);
    assert_eq!(after.status, SubscriptionStatus::Active);
    let paid = until_listed(&console, &order, "paid", |one| one.fulfilled_at.is_some()).await;
    assert_eq!(paid.received_amount, shown.displayed_amount);
    assert_eq!(market.new_orders().unwrap(), 1);
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn a_smaller_plan_waits_for_the_end_and_can_be_called_off() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let before = held(&console).await;
    let starter = wish(&console, "starter", MONTHLY).await;
    let (shown, begun) = change(&console, &starter).await;
    assert_eq!(shown.effective, ChangeEffective::PeriodEnd);
    assert_eq!(minor(&shown.displayed_amount), 0);
    assert!(begun.checkout.is_none());
    assert_eq!(begun.scheduled_change.as_ref().unwrap().effective_date, shown.effective_date);
    // It is there at once, without waiting for any sync.
    let waits = subscription(&console).await.unwrap();
    assert_eq!(waits.scheduled_change, begun.scheduled_change);
    assert!(can(&waits, SubscriptionAction::Resume));

    let foreseen = console.preview_resume(()).await.unwrap();
    assert_eq!(foreseen.paid_until, before.paid_until);
    let told = console.resume_subscription(ResumePlan { decision: decision() }).await.unwrap();
    assert_eq!(told.scheduled_change, None);
    assert_eq!(subscription(&console).await.unwrap().scheduled_change, None);
    assert_eq!(market.new_orders().unwrap(), 0);
}

#[tokio::test]
async fn a_cancellation_at_the_end_is_shown_and_can_be_taken_back() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let before = held(&console).await;
    let (shown, after) = cancel(&console, CancelWhen::PeriodEnd).await;
    assert_eq!((shown.lost_days, minor(&shown.to_credit_balance)), (0, 0));
    assert_eq!(shown.usable_until, before.end_date);
    assert_eq!(after.status, SubscriptionStatus::CancelScheduled);
    assert_eq!(subscription(&console).await, Some(after.clone()));
    assert!(!can(&after, SubscriptionAction::Pause));

    let again = CancelPlan {
        decision: decision(),
        when: CancelWhen::PeriodEnd,
        displayed_amount: shown.to_credit_balance,
        reason: None,
        comment: None,
    };
    let refused = console.cancel_subscription(again).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::SubscriptionMoved);

    console.resume_subscription(ResumePlan { decision: decision() }).await.unwrap();
    let kept = held(&console).await;
    assert_eq!((kept.status, kept.end_date), (SubscriptionStatus::Active, before.end_date));
    assert!(kept.auto_renew);
}

#[tokio::test]
async fn what_is_left_of_a_plan_that_is_ended_now_comes_back_as_it_was_shown() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    held(&console).await;
    let business = wish(&console, "business", MONTHLY).await;
    let (paid, checkout) = change_to_pay(&console, &business).await;
    let order = pay(&market, &console, &checkout).await;
    until_held(&console, "changed", |held| held.plan_id == business.plan_id).await;

    let (shown, after) = cancel(&console, CancelWhen::Now).await;
    assert!(shown.lost_days > 0);
    let back = minor(&shown.to_credit_balance);
    assert!(back >= minor(&paid.displayed_amount), "the day has not passed: all of it is left");
    assert_eq!(after.status, SubscriptionStatus::Cancelled);
    assert_eq!(after.available_actions, [SubscriptionAction::Resubscribe]);
    let is_back = |one: &billing_contract::Order| {
        one.placements.iter().any(|one| one.place == Place::CreditBalance)
    };
    until_listed(&console, &order, "credited", is_back).await;
    let orders = listed(&console).await;
    let placements = orders.iter().flat_map(|one| &one.placements);
    let of_plans: i64 = placements
        .filter(|one| one.place == Place::CreditBalance)
        .map(|one| minor(&one.amount))
        .sum();
    // The demonstration's customer was once credited a unit for what came beyond a price.
    assert_eq!(of_plans, back + 100);
    market.books().unwrap().check().unwrap();

    // Whoever has left can begin anew, at the full price.
    let pro = wish(&console, "pro", MONTHLY).await;
    let (anew, checkout) = change_to_pay(&console, &pro).await;
    assert_eq!(anew.displayed_amount.as_str(), "999.00");
    pay(&market, &console, &checkout).await;
    let begun = until_standing(&console, SubscriptionStatus::Active).await;
    assert_eq!(begun.plan_id, pro.plan_id);
}

#[tokio::test]
async fn a_pause_moves_the_end_and_can_be_ended_before_its_time() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let before = held(&console).await;
    let today: NaiveDate =
        before.end_date.unwrap() - Days::new(before.remaining_days.unwrap() as u64);
    let until_day = today + Days::new(20);
    let shown = console.preview_pause(PauseWish { until: until_day }).await.unwrap();
    assert_eq!(shown.status, SubscriptionStatus::Paused);
    assert_eq!(shown.paid_until, before.end_date.map(|end| end + Days::new(20)));
    let pause = PausePlan { decision: decision(), until: until_day, comment: None };
    let paused = console.pause_subscription(pause).await.unwrap();
    assert_eq!((paused.status, paused.paused_until), (SubscriptionStatus::Paused, Some(until_day)));
    assert_eq!(paused.paid_until, shown.paid_until);
    let business = wish(&console, "business", YEARLY).await;
    let refused = console.preview_change(business).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::SubscriptionMoved);

    let_pass(&operator, &[&console], 5).await;
    let told = console.resume_subscription(ResumePlan { decision: decision() }).await.unwrap();
    assert_eq!(told.status, SubscriptionStatus::Active);
    assert_eq!(told.paid_until, before.end_date.map(|end| end + Days::new(5)));

    // The next one ends by itself.
    let until_day = today + Days::new(9);
    let pause = PausePlan { decision: decision(), until: until_day, comment: None };
    console.pause_subscription(pause).await.unwrap();
    let_pass(&operator, &[&console], 4).await;
    let on = until_standing(&console, SubscriptionStatus::Active).await;
    assert_eq!(on.paid_until, before.end_date.map(|end| end + Days::new(9)));
    let yesterday = PauseWish { until: today };
    let wrong = console.preview_pause(yesterday).await.unwrap_err();
    assert_eq!(wrong.code, CommandErrorCode::InvalidFields);
    assert_eq!(wrong.fields[0].field, "until");
}

#[tokio::test]
async fn what_is_past_due_is_paid_by_its_order_and_goes_on_without_a_gap() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let before = held(&console).await;
    let days = u32::try_from(before.remaining_days.unwrap()).unwrap();

    let_pass(&operator, &[&console], days - 7).await;
    let ordered = until_held(&console, "ordered", |held| held.renewal_order_id.is_some()).await;
    assert_eq!((ordered.status, ordered.past_due_reason), (SubscriptionStatus::Active, None));
    let order = ordered.renewal_order_id.unwrap();
    until_listed(&console, &order, "listed", |one| one.state.is_open()).await;

    let_pass(&operator, &[&console], 7).await;
    let grace = until_standing(&console, SubscriptionStatus::Grace).await;
    assert!(grace.past_due_reason.is_some());
    let_pass(&operator, &[&console], 3).await;
    let owed = until_standing(&console, SubscriptionStatus::PastDue).await;
    assert_eq!(owed.renewal_order_id.as_ref(), Some(&order), "it is still the same order");

    let pay_now = PayOrder { order_id: order.clone(), pay_type: PayType::Sandbox };
    let checkout = console.pay_order(pay_now).await.unwrap();
    let checkout = until_stage(&console, &checkout.id, CheckoutStage::Waiting).await;
    assert_eq!(checkout.amount.as_str(), "9990.00");
    pay(&market, &console, &checkout).await;
    let after = until_standing(&console, SubscriptionStatus::Active).await;
    let next = before.end_date.unwrap() + chrono::Months::new(12);
    assert_eq!(after.paid_until, Some(next), "it goes on where it had ended");
    assert_eq!((after.past_due_reason, after.renewal_order_id), (None, None));
    let of_plans = listed(&console).await.into_iter().filter(|one| one.product_type == "plan");
    assert_eq!(of_plans.count(), 1);
    market.books().unwrap().check().unwrap();
}

#[tokio::test]
async fn what_has_expired_can_be_begun_anew() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let days = u32::try_from(held(&console).await.remaining_days.unwrap()).unwrap();
    let_pass(&operator, &[&console], days + 14).await;
    let over = until_standing(&console, SubscriptionStatus::Expired).await;
    assert_eq!(over.available_actions, [SubscriptionAction::Resubscribe]);
    let pro = wish(&console, "pro", YEARLY).await;
    let (shown, checkout) = change_to_pay(&console, &pro).await;
    assert_eq!((shown.effective, shown.lines.len()), (ChangeEffective::Now, 1));
    pay(&market, &console, &checkout).await;
    let anew = until_standing(&console, SubscriptionStatus::Active).await;
    assert_eq!((anew.start_date, anew.end_date), (shown.effective_date, shown.end_date));
}

#[tokio::test]
async fn a_preview_that_no_longer_holds_is_refused_and_the_new_one_is_there() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    held(&console).await;
    let business = wish(&console, "business", YEARLY).await;
    let shown = preview(&console, &business).await;
    let_pass(&operator, &[], 1).await;
    let refused = console.begin_change(decided(&business, &shown)).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::AmountChanged);
    assert_eq!(market.new_orders().unwrap(), 0);
    assert!(console.checkouts(()).await.unwrap().items.is_empty(), "nothing is left of it");
    let now = preview(&console, &business).await;
    assert!(minor(&now.displayed_amount) > minor(&shown.displayed_amount));
    let begun = console.begin_change(decided(&business, &now)).await.unwrap();
    let checkout = begun.checkout.unwrap();
    let checkout = until_stage(&console, &checkout.id, CheckoutStage::Waiting).await;
    pay(&market, &console, &checkout).await;
    until_held(&console, "changed", |held| held.plan_id == business.plan_id).await;

    // The same of what would come back.
    let shown = console.preview_cancel(CancelWish { when: CancelWhen::Now }).await.unwrap();
    let_pass(&operator, &[&console], FOUR_WEEKS).await;
    let stale = CancelPlan {
        decision: decision(),
        when: CancelWhen::Now,
        displayed_amount: shown.to_credit_balance.clone(),
        reason: None,
        comment: None,
    };
    let refused = console.cancel_subscription(stale).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::AmountChanged);
    assert_eq!(held(&console).await.status, SubscriptionStatus::Active);
    let (now, after) = cancel(&console, CancelWhen::Now).await;
    assert!(minor(&now.to_credit_balance) < minor(&shown.to_credit_balance));
    assert_eq!(after.status, SubscriptionStatus::Cancelled);
}

#[tokio::test]
async fn double_clicks_and_lost_answers_are_one_change() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    held(&console).await;
    let business = wish(&console, "business", YEARLY).await;
    let shown = preview(&console, &business).await;
    let lost = market.gate.stop("/api/portal/subscription/upgrade", Moment::Answered);
    let clicks: Vec<_> = (0..5)
        .map(|_| {
            let (console, click) = (console.clone(), decided(&business, &shown));
            tokio::spawn(
                async move { console.begin_change(click).await.unwrap().checkout.unwrap() },
            )
        })
        .collect();
    lost.reached().await.unwrap().cut();
    let mut begun = Vec::new();
    for click in clicks {
        begun.push(click.await.unwrap().id);
    }
    begun.dedup();
    assert_eq!(begun.len(), 1, "{begun:?}");
    until_stage(&console, &begun[0], CheckoutStage::Waiting).await;
    assert_eq!(market.new_orders().unwrap(), 1);

    // What costs nothing has no order that would be found again: its decision is its key.
    let starter = wish(&console, "starter", MONTHLY).await;
    let shown = preview(&console, &starter).await;
    let lost = market.gate.stop("/api/portal/subscription/upgrade", Moment::Answered);
    let (console_too, click) = (console.clone(), decided(&starter, &shown));
    let again = click.clone();
    let changing = tokio::spawn(async move { console_too.begin_change(click).await });
    lost.reached().await.unwrap().cut();
    let told = changing.await.unwrap().unwrap();
    assert!(told.scheduled_change.is_some());
    assert_eq!(console.begin_change(again).await.unwrap(), told);

    let cancelling = CancelPlan {
        decision: decision(),
        when: CancelWhen::PeriodEnd,
        displayed_amount: serde_json::from_value("0.00".into()).unwrap(),
        reason: None,
        comment: None,
    };
    let lost = market.gate.stop("/api/portal/subscription/cancel", Moment::Answered);
    let (console_too, click) = (console.clone(), cancelling.clone());
    let ending = tokio::spawn(async move { console_too.cancel_subscription(click).await });
    lost.reached().await.unwrap().cut();
    let told = ending.await.unwrap().unwrap();
    assert_eq!(told.status, SubscriptionStatus::CancelScheduled);
    // Once more under the same name is the same, though it could not be cancelled once more.
    assert_eq!(console.cancel_subscription(cancelling).await.unwrap(), told);
}

#[tokio::test]
async fn without_a_network_nothing_is_changed_and_what_is_known_stays() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    until_online(&console).await;
    let before = held(&console).await;
    let starter = wish(&console, "starter", MONTHLY).await;
    let shown = preview(&console, &starter).await;
    market.gate.shut();
    let codes = [
        console.begin_change(decided(&starter, &shown)).await.unwrap_err().code,
        console.preview_cancel(CancelWish { when: CancelWhen::Now }).await.unwrap_err().code,
        console.resume_subscription(ResumePlan { decision: decision() }).await.unwrap_err().code,
    ];
    assert_eq!(codes, [CommandErrorCode::NoConnection; 3]);
    until_offline(&console).await;
    assert_eq!(held(&console).await, before);
    market.gate.open();
    until_online(&console).await;
    assert_eq!(held(&console).await, before, "nothing was done behind anybody's back");
}

#[tokio::test]
async fn a_trial_begins_without_money_and_its_first_period_is_paid() {
    let market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.start().await;
    console
        .register(billing_contract::RegisterRequest {
            email: "new@company.test".to_owned(),
            password: billing_contract::Secret::new("a-new-password-1"),
            company_name: Some("New Company".to_owned()),
            contact_name: "Ada Newcomer".to_owned(),
            locale: None,
        })
        .await
        .unwrap();
    let operator = market.computer().signed_in("operator@demo.test").await;
    let starter = wish(&console, "starter", MONTHLY).await;
    assert_eq!(
        console.preview_resume(()).await.unwrap_err().code,
        CommandErrorCode::NoSubscription
    );
    let trial = ChangeWish { trial: true, ..starter };
    let (shown, begun) = change(&console, &trial).await;
    assert_eq!((minor(&shown.displayed_amount), begun.checkout), (0, None));
    let trying = subscription(&console).await.unwrap();
    assert_eq!((trying.status, trying.end_date), (SubscriptionStatus::Trialing, shown.end_date));
    let_pass(&operator, &[&console], 7).await;
    let ordered = until_held(&console, "ordered", |held| held.renewal_order_id.is_some()).await;
    let order_id = ordered.renewal_order_id.unwrap();
    let pay_now = PayOrder { order_id, pay_type: PayType::Sandbox };
    let checkout = console.pay_order(pay_now).await.unwrap();
    let checkout = until_stage(&console, &checkout.id, CheckoutStage::Waiting).await;
    pay(&market, &console, &checkout).await;
    until_held(&console, "paid", |held| held.paid_until > shown.end_date).await;
}
