//! What is for sale, and to whom it is offered.

use super::columns::{first_row, rows};
use super::{
    SqliteStore, accounts, coupons, credit_packs, orders, package_periods, plans, shop_config,
    subscription_files, subscriptions,
};
use crate::store::{
    Offer, OfferQuestion, Product, Shop, ShopSave, ShopSaved, StoreError, StoredCenter,
    StoredConfig, StoredPack, StoredPackage,
};
use crate::subscription::calendar::day_in;
use async_trait::async_trait;
use billing_contract::{
    Currency, CustomerId, HeldPackage, Money, PlanId, Replaced, Subscription, SubscriptionStatus,
    SubscriptionType, Wish,
};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, params};

#[async_trait]
impl Shop for SqliteStore {
    async fn offer(&self, question: OfferQuestion) -> Result<Option<Offer>, StoreError> {
        self.readers.read(move |sql| offer(sql, &question)).await
    }

    async fn center(
        &self,
        customer: &CustomerId,
        locale: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredCenter>, StoreError> {
        let (customer, locale) = (customer.clone(), locale.to_owned());
        self.readers.read(move |sql| center(sql, &customer, &locale, now)).await
    }

    async fn credit_packs(
        &self,
        customer: &CustomerId,
        locale: &str,
    ) -> Result<Vec<StoredPack>, StoreError> {
        let (customer, locale) = (customer.clone(), locale.to_owned());
        self.readers.read(move |sql| credit_packs::of_customer(sql, &customer, &locale)).await
    }

    async fn shop_config(&self, locale: &str) -> Result<StoredConfig, StoreError> {
        let locale = locale.to_owned();
        self.readers.read(move |sql| shop_config::load(sql, &locale)).await
    }

    async fn save_shop_config(&self, save: ShopSave) -> Result<ShopSaved, StoreError> {
        self.writer.write(move |sql| shop_config::save(sql, &save)).await
    }

    async fn agreement(&self, locale: &str) -> Result<(String, i64), StoreError> {
        let locale = locale.to_owned();
        self.readers.read(move |sql| shop_config::text(sql, "agreement", &locale)).await
    }
}

/// The packages for sale, in the operator's order.
pub fn for_sale(sql: &Connection, locale: &str) -> Result<Vec<StoredPackage>, StoreError> {
    let question = "SELECT p.*, t.name, t.description FROM packages p JOIN package_texts t \
         ON t.package_id = p.id AND t.locale = (SELECT locale FROM package_texts \
             WHERE package_id = p.id \
             ORDER BY CASE locale WHEN $1 THEN 0 WHEN 'en' THEN 1 ELSE 2 END, locale LIMIT 1) \
         WHERE p.is_offered = 1 ORDER BY p.position, p.id";
    rows(sql, question, [locale], |row| {
        let currency = row.currency("currency")?;
        Ok(StoredPackage {
            id: row.id("id")?,
            days: row.get("duration_days")?,
            original: Money::new(row.get("original_minor")?, currency),
            current: Money::new(row.get("current_minor")?, currency),
            name: row.get("name")?,
            description: row.get("description")?,
        })
    })
}

/// The packages offered to a customer who pays in `currency`: those priced in it, or all of them
/// if there are none.
pub fn offered(
    sql: &Connection,
    currency: Currency,
    locale: &str,
) -> Result<Vec<StoredPackage>, StoreError> {
    let mut all = for_sale(sql, locale)?;
    if all.iter().any(|package| package.current.currency == currency) {
        all.retain(|package| package.current.currency == currency);
    }
    Ok(all)
}

/// Whether anything can be bought.
pub fn is_open(sql: &Connection) -> Result<bool, StoreError> {
    let open =
        first_row(sql, "SELECT is_open FROM shop WHERE id = 1", [], |row| row.get("is_open"))?;
    Ok(open.unwrap_or(false))
}

fn center(
    sql: &Connection,
    customer: &CustomerId,
    locale: &str,
    now: DateTime<Utc>,
) -> Result<Option<StoredCenter>, StoreError> {
    let Some(account) = accounts::by_id(sql, customer)? else { return Ok(None) };
    let today = day_in(subscription_files::zone(sql, customer)?, now);
    let held = match package_periods::held(sql, customer, today)? {
        Some(held) => Some(held),
        // Who has bought no package has what they subscribed to.
        None => subscriptions::of_customer(sql, customer, locale, now)?
            .filter(|subscribed| !has_ended(subscribed))
            .map(|subscribed| HeldPackage {
                name: subscribed.plan_name,
                remain_days: subscribed.remaining_days,
            }),
    };
    Ok(Some(StoredCenter {
        is_open: is_open(sql)?,
        packages: offered(sql, account.currency, locale)?,
        currency: account.currency,
        explanation: shop_config::text(sql, "explanation", locale)?.0,
        held,
    }))
}

/// What is wanted, with everything its price depends on.
pub fn offer(sql: &Connection, question: &OfferQuestion) -> Result<Option<Offer>, StoreError> {
    let Some(account) = accounts::by_id(sql, &question.customer)? else { return Ok(None) };
    let locale = question.locale.as_str();
    let Some(thing) = thing(sql, question, account.currency)? else {
        return Ok(None);
    };
    let coupon = match &question.coupon_code {
        Some(code) => {
            let open = match question.or_the_same_by {
                Some(method) => orders::open_of(sql, &question.customer, &thing.product, method)?,
                None => None,
            };
            coupons::by_code(sql, code, &question.customer, open.as_ref(), locale)?
        }
        None => None,
    };
    let replaces = match &question.wish {
        Wish::Plan { product_id, .. } => replaced(sql, question, product_id)?,
        Wish::Package { .. } | Wish::Report { .. } | Wish::Credits { .. } => None,
    };
    Ok(Some(Offer {
        shop_is_open: is_open(sql)?,
        begins_on: begins_on(sql, question, &thing.product)?,
        product: thing.product,
        name: thing.name,
        original: thing.original,
        current: thing.current,
        promotions: coupons::promotions(sql, locale)?,
        coupon,
        replaces,
    }))
}

/// The first day of what would be bought now, if it follows what runs.
fn begins_on(
    sql: &Connection,
    question: &OfferQuestion,
    product: &Product,
) -> Result<Option<NaiveDate>, StoreError> {
    let customer = &question.customer;
    let today = day_in(subscription_files::zone(sql, customer)?, question.now);
    let begins = match product {
        Product::Package { days, .. } => {
            Some(package_periods::begins(sql, customer, *days, today)?)
        }
        Product::Plan { id, .. } => subscription_files::newest(sql, customer)?
            .map(|held| held.life)
            .filter(|life| life.goes_on_with(id))
            .filter(|life| !life.is_over(today))
            .and_then(|life| life.paid_until()),
        Product::Report { .. } | Product::Credits { .. } => None,
    };
    Ok(begins.filter(|day| *day > today))
}

/// A thing before anything takes something off its price.
struct Thing {
    product: Product,
    name: String,
    original: Money,
    current: Money,
}

fn thing(
    sql: &Connection,
    question: &OfferQuestion,
    currency: Currency,
) -> Result<Option<Thing>, StoreError> {
    let locale = question.locale.as_str();
    match &question.wish {
        Wish::Package { product_id } => {
            let offered = offered(sql, currency, locale)?;
            let found = offered.into_iter().find(|package| package.id == *product_id);
            Ok(found.map(package))
        }
        Wish::Plan { product_id, subscription_type } => {
            // Who has a plan keeps it, even if it is offered to nobody else.
            let is_held = subscription_files::newest(sql, &question.customer)?
                .filter(|held| !held.life.is_over(held.day_at(question.now)))
                .is_some_and(|held| held.life.goes_on_with(product_id));
            let wanted = (product_id, *subscription_type, is_held);
            plan(sql, wanted, currency, locale)
        }
        Wish::Report { product_id } => report(sql, product_id, currency, locale),
        Wish::Credits { product_id } => {
            let offered = credit_packs::offered(sql, currency, locale)?;
            Ok(offered.into_iter().find(|pack| pack.id == *product_id).map(credits))
        }
    }
}

fn package(package: StoredPackage) -> Thing {
    Thing {
        product: Product::Package { id: package.id, days: package.days },
        name: package.name,
        original: package.original,
        current: package.current,
    }
}

fn credits(pack: StoredPack) -> Thing {
    let StoredPack { id, credits, valid_days, name, price } = pack;
    let product = Product::Credits { id, credits, valid_days };
    Thing { product, name, original: price, current: price }
}

fn plan(
    sql: &Connection,
    (id, subscription_type, is_held): (&PlanId, SubscriptionType, bool),
    currency: Currency,
    locale: &str,
) -> Result<Option<Thing>, StoreError> {
    let pays_for = match subscription_type {
        SubscriptionType::Monthly => "monthly",
        SubscriptionType::Yearly => "yearly",
        SubscriptionType::Lifetime => "lifetime",
        // Nobody subscribes to a package.
        SubscriptionType::Package => return Ok(None),
    };
    let question = "SELECT amount_minor FROM plan_prices JOIN plans ON plans.id = plan_id \
         WHERE plan_id = $1 AND currency = $2 AND subscription_type = $3 AND (is_offered = 1 OR $4)";
    let asked = params![id.as_str(), currency.code(), pays_for, is_held];
    let Some(minor) = first_row(sql, question, asked, |row| row.get("amount_minor"))? else {
        return Ok(None);
    };
    let price = Money::new(minor, currency);
    Ok(Some(Thing {
        product: Product::Plan { id: id.clone(), subscription_type },
        name: plans::text(sql, id, locale)?.0,
        original: price,
        current: price,
    }))
}

fn report(
    sql: &Connection,
    code: &str,
    currency: Currency,
    locale: &str,
) -> Result<Option<Thing>, StoreError> {
    let question = "SELECT t.name, p.amount_minor FROM reports r \
         JOIN report_prices p ON p.report_code = r.code AND p.currency = $2 \
         JOIN report_texts t ON t.report_code = r.code \
         WHERE r.code = $1 AND r.is_offered = 1 \
         ORDER BY CASE t.locale WHEN $3 THEN 0 WHEN 'en' THEN 1 ELSE 2 END LIMIT 1";
    first_row(sql, question, [code, currency.code(), locale], |row| {
        let price = Money::new(row.get("amount_minor")?, currency);
        Ok(Thing {
            product: Product::Report { code: code.to_owned() },
            name: row.get("name")?,
            original: price,
            current: price,
        })
    })
}

/// What is given up when a plan begins; more of what would go on anyway gives up nothing. It asks
/// what the delivery will ask.
fn replaced(
    sql: &Connection,
    question: &OfferQuestion,
    new: &PlanId,
) -> Result<Option<Replaced>, StoreError> {
    let customer = &question.customer;
    let held = subscription_files::newest(sql, customer)?;
    let goes_on = held.is_some_and(|held| held.life.goes_on_with(new));
    let told = subscriptions::of_customer(sql, customer, &question.locale, question.now)?;
    Ok(told
        .filter(|told| !goes_on && !has_ended(told))
        .map(|told| Replaced { plan_name: told.plan_name, remaining_days: told.remaining_days }))
}

fn has_ended(held: &Subscription) -> bool {
    matches!(held.status, SubscriptionStatus::Expired | SubscriptionStatus::Cancelled)
}
