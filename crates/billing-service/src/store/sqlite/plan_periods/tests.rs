//! What money buys if something else was decided since it was ordered, and what it takes with it
//! when it goes back: whole orders against the rows of one database.

use super::*;
use crate::orders::facts::{PaymentNumber, Refund, RefundState};
use crate::orders::machine::{Event, Report};
use crate::store::sqlite::{
    attempts, file, fulfilment, orders, packages, schema, settling, subscription_looks as looks,
};
use crate::store::{
    Happening, NewAttempt, NewOrder, OfferQuestion, OrderTerms, PlacedChange, PlannedChange,
    Product, Settlement, SubscriptionLook,
};
use crate::subscription::machine::Way;
use crate::subscription::proration::cost_of;
use billing_contract::{AttemptId, Currency, CustomerId, Money, OrderId, PayType, Wish};
use chrono::Duration;
use std::sync::Arc;

/// One customer who pays in yuan, three plans, and a clock that somebody sets.
struct Shop {
    sql: Connection,
    now: DateTime<Utc>,
}

const PRICES: [(&str, SubscriptionType, i64); 7] = [
    ("starter", SubscriptionType::Monthly, 29_900),
    ("starter", SubscriptionType::Lifetime, 899_000),
    ("pro", SubscriptionType::Monthly, 99_900),
    ("pro", SubscriptionType::Yearly, 999_000),
    ("pro", SubscriptionType::Lifetime, 2_999_000),
    ("business", SubscriptionType::Monthly, 299_900),
    ("business", SubscriptionType::Yearly, 2_999_000),
];

fn anna() -> CustomerId {
    CustomerId::new("anna")
}

fn id(name: &str) -> OrderId {
    OrderId::new(name)
}

impl Shop {
    fn open(day: &str) -> Self {
        let mut sql = Connection::open_in_memory().unwrap();
        file::set_up(&sql).unwrap();
        schema::bring_up_to_date(&mut sql).unwrap();
        let statement = "INSERT INTO customers (id, company_name, contact_name, contact_email, \
             locale, currency, created_at, version) VALUES ('anna', 'A', 'A', 'a@b.test', 'en', \
             'CNY', 0, 1)";
        sql.execute(statement, []).unwrap();
        for (position, plan) in ["starter", "pro", "business"].into_iter().enumerate() {
            let statement = "INSERT INTO plans (id, plan_code, position, credits_monthly, \
                 is_popular, is_offered) VALUES (?1, ?1, ?2, 100, 0, 1)";
            sql.execute(statement, params![plan, i64::try_from(position).unwrap()]).unwrap();
            let statement = "INSERT INTO plan_texts VALUES (?1, 'en', ?1, '')";
            sql.execute(statement, [plan]).unwrap();
        }
        for (plan, term, minor) in PRICES {
            let term = crate::store::sqlite::columns::word_of(&term).unwrap();
            let statement = "INSERT INTO plan_prices VALUES (?1, 'CNY', ?2, ?3)";
            sql.execute(statement, params![plan, term, minor]).unwrap();
        }
        let mut shop = Self { sql, now: DateTime::UNIX_EPOCH };
        shop.set(day);
        shop
    }

    fn set(&mut self, day: &str) {
        self.now = day.parse::<NaiveDate>().unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
    }

    fn held(&self) -> Kept {
        files::newest(&self.sql, &anna()).unwrap().unwrap()
    }

    fn price(plan: &str, term: SubscriptionType) -> i64 {
        PRICES.iter().find(|one| (one.0, one.1) == (plan, term)).unwrap().2
    }

    fn new_order(&self, name: &str, (plan, term): (&str, SubscriptionType), less: i64) -> NewOrder {
        let original = Money::new(Self::price(plan, term), Currency::CNY);
        NewOrder {
            id: id(name),
            terms: OrderTerms {
                customer_id: anna(),
                user_id: None,
                product: Product::Plan { id: PlanId::new(plan), subscription_type: term },
                product_name: plan.to_owned(),
                original,
                discount: Money::new(less, Currency::CNY),
                due: Money::new(original.minor - less, Currency::CNY),
                coupon: None,
                promotion: None,
                remark: None,
                locale: "en".to_owned(),
                client_ip: None,
                user_agent: None,
                is_test: true,
            },
            method: PayType::Sandbox,
            now: self.now,
            expires_at: self.now + Duration::hours(2),
            or_the_same: false,
        }
    }

    /// Orders like anything else is ordered.
    fn order(&self, name: &str, wish: (&str, SubscriptionType)) {
        orders::place(&self.sql, &self.new_order(name, wish, 0)).unwrap();
    }

    /// Orders by way of a change.
    fn order_change(&self, name: &str, wish: (&str, SubscriptionType)) {
        let sold = Sold { plan: PlanId::new(wish.0), term: Term::of(wish.1).unwrap() };
        let held = files::newest(&self.sql, &anna()).unwrap();
        let (mut way, mut credit) = (Way::Anew, 0);
        if let Some(held) = &held {
            let today = held.day_at(self.now);
            let rank = |plan| subscriptions::rank(&self.sql, plan).unwrap().unwrap();
            let current = held.life.current(today).unwrap().sold.plan.clone();
            way = held.life.way_to(&sold, rank(&current), rank(&sold.plan), today).unwrap();
            if way == Way::Now {
                let mut life = held.life.clone();
                files::weigh(&self.sql, &mut life, today).unwrap();
                let unused = life.unused(life.change_begins(today), sold.term == Term::Lifetime);
                credit = cost_of(&unused, Self::price(wish.0, wish.1)).credit_minor;
            }
        }
        let planned = PlannedChange {
            of: held.map(|held| (held.id, held.version)),
            is_addition: way == Way::Behind,
            credit_minor: credit,
            or_renewal: false,
        };
        let order = self.new_order(name, wish, credit);
        let placed = purposes::place_change(&self.sql, &order, &planned).unwrap();
        assert!(matches!(placed, PlacedChange::Made(_)), "{placed:?}");
    }

    fn settle(&self, name: &str, event: Event) {
        let settlement = Settlement {
            order: id(name),
            happenings: vec![Happening::plain(event)],
            notice: None,
            tell_that_asked: None,
            now: self.now,
            completing: None,
        };
        settling::settle(&self.sql, &settlement).unwrap();
    }

    /// Lets the money come, by a code that was there before anybody gave the order up.
    fn pay(&self, name: &str) {
        let begun = orders::load(&self.sql, &id(name)).unwrap().unwrap().order.created_at;
        let attempt = NewAttempt {
            id: AttemptId::new(format!("attempt-{name}")),
            order: id(name),
            method: PayType::Sandbox,
            return_url: None,
            shown_until: begun,
            payable_until: begun + Duration::hours(2),
            now: begun - Duration::seconds(1),
        };
        attempts::begin(&self.sql, &attempt).unwrap();
        let due = orders::load(&self.sql, &id(name)).unwrap().unwrap().order.terms.due;
        let paid = Report::Paid(number(name), due);
        self.settle(name, Event::Reported(attempt.id, paid));
        fulfilment::fulfil(&self.sql, &id(name), &format!("s-{name}"), self.now).unwrap();
    }

    fn buy(&self, name: &str, wish: (&str, SubscriptionType)) {
        self.order(name, wish);
        self.pay(name);
    }

    fn buy_change(&self, name: &str, wish: (&str, SubscriptionType)) {
        self.order_change(name, wish);
        self.pay(name);
    }

    fn ask_back(&self, name: &str, minor: i64) {
        let amount = Money::new(minor, Currency::CNY);
        let refund = Refund {
            number: format!("refund-{name}"),
            payment: number(name),
            amount,
            state: RefundState::Pending,
            of_paid_order: true,
        };
        self.settle(name, Event::RefundAsked(refund));
    }

    fn give_back(&self, name: &str) {
        let due = orders::load(&self.sql, &id(name)).unwrap().unwrap().order.terms.due;
        self.ask_back(name, due.minor);
        self.settle(name, Event::RefundReported(format!("refund-{name}"), RefundState::Succeeded));
    }

    fn look(&self, name: &str) -> crate::store::Looked {
        let look = SubscriptionLook {
            id: self.held().id,
            order: id(name),
            choose: Arc::new(|_, _| Some((PayType::Sandbox, true))),
            now: self.now,
        };
        looks::look(&self.sql, &look).unwrap()
    }

    /// Whether an order's time is over and it is to be closed now.
    fn is_given_up(&self, name: &str) -> bool {
        let due = orders::to_look_at(&self.sql, self.now, 100).unwrap();
        let file = orders::load(&self.sql, &id(name)).unwrap().unwrap();
        due.contains(&id(name)) && file.order.expires_at <= self.now
    }

    /// Plan, first day and end of each period that has days.
    fn periods(&self) -> Vec<(String, String, String)> {
        let held = self.held();
        let days = held.life.periods.iter().filter(|one| !one.is_empty());
        days.map(|one| {
            let end = one.end.map_or("never".to_owned(), |end| end.to_string());
            (one.sold.plan.to_string(), one.start.to_string(), end)
        })
        .collect()
    }

    fn number(&self, question: &str) -> i64 {
        self.sql.query_row(question, [], |row| row.get(0)).unwrap()
    }
}

fn number(name: &str) -> PaymentNumber {
    PaymentNumber { method: PayType::Sandbox, number: format!("paid-{name}") }
}

fn period(plan: &str, start: &str, end: &str) -> (String, String, String) {
    (plan.to_owned(), start.to_owned(), end.to_owned())
}

const MONTHLY: SubscriptionType = SubscriptionType::Monthly;
const YEARLY: SubscriptionType = SubscriptionType::Yearly;
const LIFETIME: SubscriptionType = SubscriptionType::Lifetime;

#[test]
fn more_of_a_plan_that_is_paid_after_a_greater_one_began_stands_behind_it() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", MONTHLY));
    shop.order_change("more", ("starter", MONTHLY));
    shop.order_change("greater", ("business", YEARLY));
    assert!(shop.is_given_up("more"), "something else is meant");
    shop.pay("greater");
    assert!(!shop.is_given_up("greater"));
    shop.pay("more");
    let expected = [
        period("business", "2026-06-05", "2027-06-05"),
        period("starter", "2027-06-05", "2027-07-05"),
    ];
    assert_eq!(shop.periods(), expected);
}

#[test]
fn of_two_first_plans_that_are_both_paid_none_ends_the_other() {
    for names in [["starter", "business"], ["business", "starter"]] {
        let shop = Shop::open("2026-06-05");
        let wish = |plan| (plan, if plan == "starter" { MONTHLY } else { YEARLY });
        shop.order_change("starter", wish("starter"));
        shop.order_change("business", wish("business"));
        shop.pay(names[0]);
        shop.pay(names[1]);
        let periods = shop.periods();
        assert_eq!(periods[0], period("business", "2026-06-05", "2027-06-05"), "{names:?}");
        assert_eq!(shop.number("SELECT count(*) FROM subscriptions"), 1);
        let back = shop.held().life.periods[0].released_minor;
        let kept = [29_900, 0];
        assert_eq!(back, kept[usize::from(names[0] == "business")], "{names:?}");
    }
}

#[test]
fn a_change_that_is_paid_for_a_lifetime_begun_meanwhile_becomes_credit_balance() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("pro", MONTHLY));
    shop.order_change("greater", ("business", MONTHLY));
    shop.order_change("for-life", ("pro", LIFETIME));
    shop.pay("for-life");
    shop.pay("greater");
    assert_eq!(shop.periods().last().unwrap().2, "never");
    assert_eq!(files::held_by(&shop.sql, &id("greater")).unwrap(), 0);
    assert_eq!(shop.held().life.paid_until(), None);
}

#[test]
fn the_shop_tells_of_exactly_what_the_delivery_ends() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("pro", YEARLY));
    let replaces = |shop: &Shop| {
        let wish = Wish::Plan { product_id: PlanId::new("pro"), subscription_type: YEARLY };
        let question = OfferQuestion {
            customer: anna(),
            wish,
            coupon_code: None,
            or_the_same_by: None,
            locale: "en".to_owned(),
            now: shop.now,
        };
        packages::offer(&shop.sql, &question).unwrap().unwrap().replaces
    };
    assert_eq!(replaces(&shop), None);
    // A smaller plan is paid for behind it.
    let held = shop.held();
    let mut life = held.life.clone();
    life.schedule(Sold { plan: PlanId::new("starter"), term: Term::Monthly });
    files::write(&shop.sql, &held, life, Writing::Decided, shop.now).unwrap();
    shop.order("smaller", ("starter", MONTHLY));
    purposes::note_renewal(&shop.sql, &id("smaller"), &held, 1).unwrap();
    shop.pay("smaller");
    assert_eq!(replaces(&shop).unwrap().plan_name, "pro");
    // It is given back: nothing of it is left, and Pro goes on.
    shop.give_back("smaller");
    assert_eq!(replaces(&shop), None);
    shop.buy("again", ("pro", YEARLY));
    assert_eq!(shop.periods().last().unwrap(), &period("pro", "2027-06-05", "2028-06-05"));
}

#[test]
fn a_renewal_that_no_longer_is_the_next_is_given_up() {
    let mut shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", MONTHLY));
    shop.set("2026-06-28");
    assert!(shop.look("renewal").ordered);
    shop.set("2026-06-30");
    shop.buy_change("greater", ("business", YEARLY));
    assert!(shop.is_given_up("renewal"));
    assert_eq!(purposes::renewal(&shop.sql, &shop.held().id, 1).unwrap(), None);
}

#[test]
fn what_is_on_its_way_back_is_not_credited_and_takes_what_it_paid_for_with_it() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("pro", YEARLY));
    shop.ask_back("first", 300_000);
    shop.order_change("greater", ("business", YEARLY));
    let credit = purposes::of_order(&shop.sql, &id("greater")).unwrap().unwrap().credit_minor;
    assert_eq!(credit, 699_000);
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("pro", YEARLY));
    shop.buy_change("greater", ("business", YEARLY));
    shop.give_back("first");
    // 20,000 of 29,990 buy 243 of 365 days.
    assert_eq!(shop.periods(), [period("business", "2026-06-05", "2027-02-03")]);
    assert_eq!(shop.held().life.periods[1].carried_minor, 0);
}

#[test]
fn what_is_given_back_is_taken_from_no_order_whose_own_time_is_to_come() {
    let shop = Shop::open("2026-06-05");
    shop.buy("a", ("pro", YEARLY));
    shop.buy_change("b", ("business", YEARLY));
    shop.buy_change("c", ("business", YEARLY));
    shop.give_back("b");
    // The year that follows has a leap day, and keeps it.
    assert_eq!(shop.periods(), [period("business", "2026-06-05", "2027-06-06")]);
    assert_eq!(files::held_by(&shop.sql, &id("c")).unwrap(), 2_999_000, "it is all to come");
    assert_eq!(files::held_by(&shop.sql, &id("a")).unwrap(), 0);
}

#[test]
fn after_a_pause_the_renewal_is_announced_again_for_its_new_day() {
    let mut shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", MONTHLY));
    shop.set("2026-06-29");
    assert_eq!(shop.look("renewal").notices, 1);
    let held = shop.held();
    let mut life = held.life.clone();
    let today = held.day_at(shop.now);
    life.pause(today, today + chrono::Days::new(20)).unwrap();
    files::write(&shop.sql, &held, life, Writing::Decided, shop.now).unwrap();
    assert_eq!(shop.look("other").notices, 0);
    shop.set("2026-07-18");
    assert_eq!(shop.look("another").notices, 1);
    assert_eq!(shop.look("another-one").notices, 0, "each once");
}

#[test]
fn a_change_that_is_still_meant_waits_behind_what_is_paid_for() {
    let mut shop = Shop::open("2026-06-05");
    shop.buy("first", ("pro", YEARLY));
    let mut held = shop.held();
    shop.order("smaller", ("starter", MONTHLY));
    purposes::note_renewal(&shop.sql, &id("smaller"), &held, 1).unwrap();
    shop.pay("smaller");
    held = shop.held();
    let mut life = held.life.clone();
    let back = Sold { plan: PlanId::new("pro"), term: Term::Yearly };
    life.schedule(back.clone());
    files::write(&shop.sql, &held, life, Writing::Decided, shop.now).unwrap();
    shop.look("nothing");
    assert_eq!(shop.held().life.next, Some(back.clone()));
    shop.set("2027-06-30");
    assert!(shop.look("renewal").ordered);
    let renewal = orders::load(&shop.sql, &id("renewal")).unwrap().unwrap();
    assert!(purposes::is_for(&renewal, &back));
}

#[test]
fn who_has_a_plan_can_go_on_with_it_after_it_is_offered_to_nobody_else() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", MONTHLY));
    shop.sql.execute("UPDATE plans SET is_offered = 0", []).unwrap();
    let offered = |plan| {
        let wish = Wish::Plan { product_id: PlanId::new(plan), subscription_type: MONTHLY };
        let question = OfferQuestion {
            customer: anna(),
            wish,
            coupon_code: None,
            or_the_same_by: None,
            locale: "en".to_owned(),
            now: shop.now,
        };
        packages::offer(&shop.sql, &question).unwrap().is_some()
    };
    assert!(offered("starter"));
    assert!(!offered("pro"));
}

#[test]
fn a_lifetime_is_offered_an_upgrade_only_if_a_greater_one_is_sold() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", LIFETIME));
    let offers_upgrade = || {
        let told = subscriptions::of_customer(&shop.sql, &anna(), "en", shop.now).unwrap().unwrap();
        told.available_actions.contains(&billing_contract::SubscriptionAction::Upgrade)
    };
    assert!(offers_upgrade(), "Pro is sold for life");
    shop.buy_change("greater", ("pro", LIFETIME));
    assert!(!offers_upgrade(), "Business is not");
}

#[test]
fn whoever_moves_to_another_time_zone_is_looked_at_by_their_new_midnight() {
    let shop = Shop::open("2026-06-05");
    shop.buy("first", ("starter", MONTHLY));
    shop.look("nothing");
    assert_eq!(looks::to_look_at(&shop.sql, shop.now, 10).unwrap(), [] as [String; 0]);
    let update = billing_contract::AccountUpdate {
        company_name: "A".to_owned(),
        contact_name: "A".to_owned(),
        contact_email: "a@b.test".to_owned(),
        phone: None,
        tax_id: None,
        billing_address: None,
        locale: "en".to_owned(),
        time_zone: Some("Pacific/Kiritimati".to_owned()),
    };
    let any = crate::store::ExpectedVersion::Any;
    crate::store::sqlite::accounts::update(&shop.sql, &anna(), &any, &update, shop.now).unwrap();
    assert_eq!(looks::to_look_at(&shop.sql, shop.now, 10).unwrap(), [shop.held().id]);
}

#[test]
fn a_subscription_from_before_has_a_period_for_each_of_its_orders() {
    let mut sql = Connection::open_in_memory().unwrap();
    file::set_up(&sql).unwrap();
    schema::bring_to(&mut sql, 15);
    sql.execute_batch(
        "INSERT INTO customers (id, company_name, contact_name, contact_email, locale, currency, \
             created_at, version) VALUES ('anna', 'A', 'A', 'a@b.test', 'en', 'CNY', 0, 1);
         INSERT INTO plans (id, plan_code, position, credits_monthly, is_popular, is_offered) \
             VALUES ('pro', 'pro', 0, 0, 0, 1);
         INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, start_date, \
             end_date, status, auto_renew, created_at) VALUES \
             ('s1', 'anna', 'pro', 'monthly', '2020-01-01', '2020-02-01', 'active', 1, 10), \
             ('s2', 'anna', 'pro', 'monthly', '2026-06-01', '2096-08-01', 'active', 1, 100);",
    )
    .unwrap();
    for (order, fulfilled_at, valid_until) in
        [("o0", 10, "2020-02-01"), ("o1", 100, "2026-07-01"), ("o2", 200, "2096-08-01")]
    {
        let statement = "INSERT INTO orders (id, order_no, customer_id, product_type, product_id, \
             product_name, subscription_type, original_minor, discount_minor, final_minor, \
             received_minor, refunded_minor, currency, method, state, locale, is_test, created_at, \
             expires_at, fulfilled_at, valid_until) VALUES (?1, ?1, 'anna', 'plan', 'pro', 'Pro', \
             'monthly', 100, 0, 100, 100, 0, 'CNY', 'sandbox', 'fulfilled', 'en', 1, 0, 0, ?2, ?3)";
        sql.execute(statement, params![order, fulfilled_at, valid_until]).unwrap();
    }
    schema::bring_up_to_date(&mut sql).unwrap();
    let kept = |id| files::by_id(&sql, id).unwrap().unwrap().life;
    let life = kept("s2");
    let stacked: Vec<_> = life
        .periods
        .iter()
        .map(|one| (one.start.to_string(), one.end.unwrap().to_string(), one.order.clone()))
        .collect();
    let expected = [
        ("2026-06-01".to_owned(), "2026-07-01".to_owned(), Some(id("o1"))),
        ("2026-07-01".to_owned(), "2096-08-01".to_owned(), Some(id("o2"))),
    ];
    assert_eq!(stacked, expected);
    assert_eq!(life.anchor.day(), life.paid_until().unwrap());
    assert_eq!(kept("s1").periods.len(), 1);
    let now = "2026-06-18T12:00:00Z".parse().unwrap();
    // Nobody is told of an end that was long ago.
    assert_eq!(looks::to_look_at(&sql, now, 10).unwrap(), ["s2"]);
}
