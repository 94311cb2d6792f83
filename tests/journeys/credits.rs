//! Credits are bought, given, ordered by rule and spent, and the console sees each of it as it is;
//! what it works out of them is what the service works out.

use billing_contract::{
    AdjustRequest, AutoTopUpUpdate, CreditForecast, CreditStanding, CreditTransaction,
    CreditTransactionType, GiftCodeRequest, GrantSource, Order, PayType, RedeemRequest, Wish,
    paths,
};
use billing_core::console::Console;
use billing_core::error::CommandErrorCode;
use billing_core::views::{
    AdjustCredits, ArchiveOf, CheckoutStage, CreditsOf, CustomerOf, CustomersWish, GiftCodesWish,
    MakeGiftCodes,
};
use billing_tests::archive::{all_credits, until_complete};
use billing_tests::computer::{until, until_offline, until_online};
use billing_tests::gate::Moment;
use billing_tests::market::Market;
use billing_tests::purchase::{link, listed, try_to_buy, until_delivered, until_stage, within};
use serde_json::json;
use std::time::Duration;

/// So soon something is seen without anybody asking.
const SOON: Duration = Duration::from_secs(8);

async fn standing(console: &Console) -> Option<CreditStanding> {
    console.credit_standing(CreditsOf::default()).await.unwrap().map(|seen| seen.value)
}

async fn newest(console: &Console) -> CreditTransaction {
    let ledger = console.credits(all_credits()).await.unwrap().unwrap().value;
    assert!(ledger.is_verified, "{:?} at {:?}", ledger.fault, ledger.broken_at);
    ledger.rows.into_iter().next().unwrap()
}

/// A console of whom everything is here.
async fn ready(console: &Console) -> CreditStanding {
    until_complete(console, &ArchiveOf::default()).await;
    until(console, "credits and packs are known", async |console: &Console| {
        standing(console).await.is_some()
            && console.credit_packs(()).await.unwrap().is_some()
            && console.auto_top_up(()).await.unwrap().is_some()
    })
    .await;
    standing(console).await.unwrap()
}

async fn until_available(console: &Console, credits: i64) {
    let what = format!("{credits} credits are there");
    let seen = until(console, &what, async |console: &Console| {
        let held = standing(console).await.unwrap();
        held.available == credits && newest(console).await.balance_after == held.balance
    });
    within(SOON, &what, seen).await;
}

/// The operator's systems spend credits.
async fn spend(market: &Market, console: &Console, amount: i64) {
    let account = console.account(()).await.unwrap().unwrap().value;
    let operator = market.portal("operator@demo.test").await.unwrap();
    let body = json!({ "customer_id": account.id, "amount": amount, "source": "usage",
        "description": "Counted today" });
    let key = format!("spend-{amount}");
    operator.post_once(paths::CREDITS_SPEND, &key, &body).await.unwrap();
}

#[tokio::test]
async fn a_pack_that_is_paid_is_there_without_anybody_asking() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let before = ready(&console).await;
    let pack = console.credit_packs(()).await.unwrap().unwrap().value.remove(0);
    let wish = Wish::Credits { product_id: pack.id };
    let begun = try_to_buy(&console, &wish, None).await.unwrap();
    let begun = until_stage(&console, &begun.id, CheckoutStage::Waiting).await;
    assert_eq!(begun.amount, pack.price);
    market.act(link(&begun), &[("action", "pay")]).await.unwrap();
    until_delivered(&console, &begun.id).await;
    until_available(&console, before.available + pack.credits).await;

    let held = standing(&console).await.unwrap();
    let bought = held.grants.iter().find(|grant| grant.source == GrantSource::TopUp).unwrap();
    assert_eq!((bought.amount, bought.left), (pack.credits, pack.credits));
    assert!(held.grants.is_sorted_by_key(|grant| (grant.expires_at.is_none(), grant.expires_at)));
    let movement = newest(&console).await;
    assert_eq!((movement.source.as_str(), movement.amount), ("top_up", pack.credits));
}

#[tokio::test]
async fn a_gift_code_whose_answer_is_lost_is_redeemed_once() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let before = ready(&console).await.available;
    let wanted = GiftCodeRequest {
        amount: 700,
        count: 2,
        redeem_before: None,
        valid_days: Some(30),
        note: Some("Fair".to_owned()),
    };
    let making = MakeGiftCodes { decision: "decision-1".to_owned(), wanted };
    let made = operator.make_gift_codes(making.clone()).await.unwrap();
    assert_eq!(operator.make_gift_codes(making).await.unwrap(), made, "the same decision");

    let code = RedeemRequest { code: made.codes[0].clone() };
    let stop = market.gate.stop(paths::PORTAL_CREDIT_REDEEM, Moment::Answered);
    let (redeems, typed) = (console.clone(), code.clone());
    let redeeming = tokio::spawn(async move { redeems.redeem_gift_code(typed).await });
    stop.reached().await.unwrap().cut();
    let redeemed = redeeming.await.unwrap().unwrap();
    assert_eq!(redeemed.transaction.amount, 700);
    assert_eq!(console.redeem_gift_code(code).await.unwrap(), redeemed);
    until_available(&console, before + 700).await;
    let ledger = console.credits(all_credits()).await.unwrap().unwrap().value;
    assert_eq!(ledger.rows.iter().filter(|row| row.source == "gift").count(), 1);

    let wrong = RedeemRequest { code: "0000-0000-0000-0000".to_owned() };
    let refused = console.redeem_gift_code(wrong).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::GiftCodeRefused);
    let codes = operator.gift_codes(GiftCodesWish::default()).await.unwrap().items;
    let redeemed = codes.iter().filter(|code| code.redeemed_at.is_some()).count();
    assert_eq!((codes.len(), redeemed, codes[0].note.as_deref()), (2, 1, Some("Fair")));
}

#[tokio::test]
async fn when_few_are_left_the_rule_orders_a_pack_once_and_the_order_is_shown() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let held = ready(&console).await;
    let pack = console.credit_packs(()).await.unwrap().unwrap().value.remove(0);
    let rule = AutoTopUpUpdate {
        is_on: true,
        below: held.available - 10,
        pack_id: pack.id.clone(),
        most_a_month: 2,
        pay_type: PayType::Sandbox,
    };
    let wrong = AutoTopUpUpdate { most_a_month: 99, ..rule.clone() };
    let refused = console.set_auto_top_up(wrong).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "most_a_month");
    let set = console.set_auto_top_up(rule.clone()).await.unwrap();
    assert_eq!(set.rule.as_ref(), Some(&rule));
    assert_eq!(console.auto_top_up(()).await.unwrap().unwrap().value, set);
    assert_eq!(market.new_orders().unwrap(), 0);

    spend(&market, &console, 100).await;
    let find = async |console: &Console| -> Option<Order> {
        listed(console).await.into_iter().find(|order| order.product_type == "credits")
    };
    let ordered = until(&console, "the order is listed", async |console: &Console| {
        find(console).await.is_some()
    });
    within(SOON, "the order", ordered).await;
    let order = find(&console).await.unwrap();
    assert_eq!((order.product_id.as_str(), &order.final_amount), (pack.id.as_str(), &pack.price));
    let told = until(&console, "the rule tells of it", async |console: &Console| {
        let rule = console.auto_top_up(()).await.unwrap().unwrap().value;
        rule.orders_this_month == 1 && rule.newest_order.as_ref() == Some(&order.order_id)
    });
    within(SOON, "the rule", told).await;
    spend(&market, &console, 50).await;
    until_available(&console, held.available - 150).await;
    assert_eq!(market.new_orders().unwrap(), 1, "once for each fall");
}

#[tokio::test]
async fn what_is_spent_is_seen_and_the_outlook_is_the_services_also_without_it() {
    let mut market = Market::open().await.unwrap();
    let computer = market.computer();
    let console = computer.signed_in("admin@demo.test").await;
    let before = ready(&console).await;
    spend(&market, &console, 1_234).await;
    until_available(&console, before.available - 1_234).await;
    let movement = newest(&console).await;
    assert_eq!(movement.transaction_type, CreditTransactionType::Spend);
    assert_eq!(movement.description, "Counted today");

    let portal = market.portal("admin@demo.test").await.unwrap();
    let asked = async || {
        let said = portal.get(paths::PORTAL_CREDIT_FORECAST).await.unwrap();
        serde_json::from_value::<CreditForecast>(said).unwrap()
    };
    until_online(&console).await;
    let same = until(&console, "the forecast is the service's", async |console: &Console| {
        let Some(seen) = console.credit_outlook(()).await.unwrap() else { return false };
        let said = asked().await;
        CreditForecast { server_now: said.server_now, ..seen.value.forecast } == said
    });
    within(SOON, "the forecast", same).await;
    let seen = console.credit_outlook(()).await.unwrap().unwrap();
    assert!(seen.value.forecast.plan_fits.len() > 3);
    assert_eq!(seen.value.past.len(), 90);
    assert_eq!(seen.value.past[89], before.available - 1_234);
    console.close().await;
    market.stop().await;

    computer.clock.pass(Duration::from_secs(5 * 24 * 3_600));
    let console = computer.start().await;
    until_offline(&console).await;
    assert_eq!(standing(&console).await.unwrap().available, before.available - 1_234);
    let kept = console.credit_outlook(()).await.unwrap().unwrap();
    assert_eq!(kept, seen, "days without a network are not days without spending");
    assert!(console.credit_packs(()).await.unwrap().is_some());
    assert!(console.auto_top_up(()).await.unwrap().is_some());
    let refused = console.redeem_gift_code(RedeemRequest { code: "X".to_owned() }).await;
    assert_eq!(refused.unwrap_err().code, CommandErrorCode::NoConnection);
}

#[tokio::test]
async fn an_operator_puts_credits_right_once_and_never_takes_more_than_are_there() {
    let market = Market::open().await.unwrap();
    let console = market.computer().signed_in("admin@demo.test").await;
    let held = ready(&console).await;
    let operator = market.computer().signed_in("operator@demo.test").await;
    let account = console.account(()).await.unwrap().unwrap().value;
    let all = operator.customers(CustomersWish::default()).await.unwrap().unwrap().value;
    let customer = all.into_iter().find(|one| one.customer_id == account.id).unwrap().customer_id;
    let adjusting = |decision: &str, amount| AdjustCredits {
        decision: decision.to_owned(),
        adjustment: AdjustRequest {
            customer_id: customer.clone(),
            amount,
            reason: "Counted twice".to_owned(),
        },
    };
    let given = operator.adjust_credits(adjusting("one", 250)).await.unwrap();
    assert_eq!(given.balance, held.balance + 250);
    assert_eq!(operator.adjust_credits(adjusting("one", 250)).await.unwrap(), given);
    until_available(&console, held.available + 250).await;
    assert_eq!(newest(&console).await.description, "Counted twice");

    let refused = operator.adjust_credits(adjusting("two", -9_999_999)).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::InsufficientCredits);
    assert_eq!(refused.args["available"], (held.available + 250).to_string());

    operator.customer(CustomerOf { customer: customer.clone() }).await.unwrap();
    let of = CreditsOf { customer: Some(customer.clone()) };
    until(&operator, "the customer's credits are known", async |operator: &Console| {
        operator.credit_standing(of.clone()).await.unwrap().is_some()
    })
    .await;
    operator.adjust_credits(adjusting("three", -50)).await.unwrap();
    until(&operator, "the operator sees them", async |operator: &Console| {
        let seen = operator.credit_standing(of.clone()).await.unwrap().unwrap().value;
        seen.available == held.available + 200
    })
    .await;
    let refused = console.adjust_credits(adjusting("four", 5)).await.unwrap_err();
    assert_eq!(refused.code, CommandErrorCode::NotAllowed);
}
