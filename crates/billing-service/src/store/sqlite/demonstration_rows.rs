//! Writing the demonstration's customers into a new file.

use super::columns::{change, day, first_row, moment};
use super::{accounts, credits, demonstration_orders, demonstration_shop, invoicing, users};
use crate::store::{
    Demonstration, DemonstrationCustomer, DemonstrationInvoice, DemonstrationLine,
    DemonstrationOrder, DemonstrationPlan, PrintedLine, StoreError,
};
use billing_contract::{CreditTransactionType, FeatureValue, InvoiceKind};
use chrono::{DateTime, Months, NaiveTime, Utc};
use rusqlite::{Connection, params};

const FACT: &str = "demonstration";

/// Whether nothing has ever been stored.
pub fn is_new(sql: &Connection) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM users UNION ALL SELECT 1 FROM customers \
         UNION ALL SELECT 1 FROM plans LIMIT 1";
    Ok(first_row(sql, question, [], |_| Ok(()))?.is_none())
}

/// Whether the customers are made up.
pub fn is_demonstration(sql: &Connection) -> Result<bool, StoreError> {
    let question = "SELECT 1 FROM service_facts WHERE name = $1";
    Ok(first_row(sql, question, [FACT], |_| Ok(()))?.is_some())
}

/// Writes everything, in an order that foreign keys allow.
pub fn fill(sql: &Connection, all: &Demonstration) -> Result<(), StoreError> {
    let statement = "INSERT INTO service_facts (name, fact) VALUES ($1, $2)";
    change(sql, statement, [FACT, &all.now.to_rfc3339()])?;
    for plan in &all.plans {
        insert_plan(sql, plan)?;
    }
    invoicing::set_tax_rates(sql, &all.tax_rates)?;
    for product in &all.products {
        let statement = "INSERT INTO products (code, unit, credits_per_unit, is_level) \
             VALUES ($1, $2, $3, $4)";
        change(
            sql,
            statement,
            params![product.code, product.unit, product.credits_per_unit, product.is_level],
        )?;
        for (locale, name) in product.names {
            let statement = "INSERT INTO product_texts (product, locale, name) VALUES ($1, $2, $3)";
            change(sql, statement, [product.code, locale, name])?;
        }
    }
    for customer in &all.customers {
        insert_customer(sql, customer, moment(all.now))?;
    }
    if let Some(shop) = &all.shop {
        demonstration_shop::fill(sql, shop)?;
    }
    for (user, hash) in &all.users {
        users::insert(sql, user, hash, moment(all.now))?;
    }
    insert_past(sql, all)?;
    if let Some(shop) = &all.shop {
        demonstration_shop::use_coupons(sql, shop)?;
    }
    // Nobody can have seen anything yet: what a console reads first is how things are.
    change(sql, "DELETE FROM changes", [])?;
    change(sql, "DELETE FROM sqlite_sequence WHERE name = 'changes'", [])?;
    for (agent, customer) in &all.assignments {
        let statement = "INSERT INTO agent_customers (agent_id, customer_id) VALUES ($1, $2)";
        change(sql, statement, [agent.as_str(), customer.as_str()])?;
    }
    Ok(())
}

fn insert_plan(sql: &Connection, plan: &DemonstrationPlan) -> Result<(), StoreError> {
    change(
        sql,
        "INSERT INTO plans (id, plan_code, position, credits_monthly, is_popular, is_offered, \
         trial_days) VALUES ($1, $2, $3, $4, $5, 1, $6)",
        params![
            plan.id,
            plan.code,
            plan.position,
            plan.credits_monthly,
            plan.is_popular,
            plan.trial_days
        ],
    )?;
    for (locale, name, description) in &plan.texts {
        let statement = "INSERT INTO plan_texts (plan_id, locale, name, description) \
             VALUES ($1, $2, $3, $4)";
        change(sql, statement, params![plan.id, locale, name, description])?;
    }
    for (currency, pays_for, amount) in &plan.prices {
        let statement = "INSERT INTO plan_prices (plan_id, currency, subscription_type, \
             amount_minor) VALUES ($1, $2, $3, $4)";
        change(sql, statement, params![plan.id, currency.code(), pays_for, amount])?;
    }
    for (feature, value) in &plan.features {
        let (quota, included) = match value {
            FeatureValue::Quota(quota) => (Some(*quota), None),
            FeatureValue::Included(included) => (None, Some(*included)),
        };
        let statement = "INSERT INTO plan_features (plan_id, feature, quota, included) \
             VALUES ($1, $2, $3, $4)";
        change(sql, statement, params![plan.id, feature, quota, included])?;
    }
    Ok(())
}

fn insert_customer(
    sql: &Connection,
    customer: &DemonstrationCustomer,
    now: i64,
) -> Result<(), StoreError> {
    accounts::insert(sql, &customer.account, customer.currency)?;
    let id = customer.account.id.as_str();
    let subscription = &customer.subscription;
    change(
        sql,
        "INSERT INTO subscriptions (id, customer_id, plan_id, subscription_type, start_date, \
         end_date, status, auto_renew, created_at, anchor_date, next_look_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, coalesce($6, $5), $8)",
        params![
            subscription.id,
            id,
            subscription.plan_id,
            subscription.subscription_type,
            day(subscription.start_date),
            subscription.end_date.map(day),
            subscription.auto_renew,
            now,
        ],
    )?;
    change(
        sql,
        "INSERT INTO subscription_periods (subscription_id, number, plan_id, subscription_type, \
         start_date, end_date, own_minor, carried_minor, released_minor, is_trial, has_begun) \
         VALUES ($1, 0, $2, $3, $4, $5, coalesce((SELECT amount_minor FROM plan_prices \
         WHERE plan_id = $2 AND currency = $6 AND subscription_type = $3), 0), 0, 0, 0, 1)",
        params![
            subscription.id,
            subscription.plan_id,
            subscription.subscription_type,
            day(subscription.start_date),
            subscription.end_date.map(day),
            customer.currency.code(),
        ],
    )?;
    for (on, product, quantity) in &customer.usage {
        let statement = "INSERT INTO usage_days (customer_id, product, day, quantity, updated_at) \
             VALUES ($1, $2, $3, $4, $5)";
        change(sql, statement, params![id, product, day(*on), quantity, now])?;
    }
    for movement in &customer.credits {
        credits::record(sql, &customer.account.id, movement)?;
    }
    insert_credits(sql, customer)
}

/// What the movements have left: of this month's grant, for those before it have run out.
fn insert_credits(sql: &Connection, customer: &DemonstrationCustomer) -> Result<(), StoreError> {
    let (id, subscription) = (customer.account.id.as_str(), &customer.subscription);
    let (used, quota) = (subscription.used_credits, subscription.monthly_quota);
    let reset = subscription.quota_reset_date;
    let month = day(reset - Months::new(1));
    let statement = "INSERT INTO credit_balances (customer_id, total_credits, used_credits, \
         monthly_quota, quota_reset_date, quota_anchor, quota_subscription, quota_plan) \
         VALUES ($1, $2, $3, $2, $4, $5, $6, $7)";
    let (subscribed, plan) = (&subscription.id, &subscription.plan_id);
    change(sql, statement, params![id, quota, used, day(reset), month, subscribed, plan])?;
    let granted = customer.credits.iter().rev().find(|one| one.kind == CreditTransactionType::Earn);
    let Some(granted) = granted else { return Ok(()) };
    let statement = "INSERT INTO credit_grants (id, customer_id, source, amount, remaining, \
         granted_at, expires_at, subscription_id, plan_id, month) \
         VALUES ($1, $2, 'plan', $3, $4, $5, $6, $7, $8, $9)";
    let expires_at = moment(reset.and_time(NaiveTime::MIN).and_utc());
    let granted_at = moment(granted.at);
    let values = params![
        granted.id,
        id,
        quota,
        quota - used,
        granted_at,
        expires_at,
        subscribed,
        plan,
        month
    ];
    change(sql, statement, values).map(drop)
}

/// Invoices and orders as they came, so that numbers follow each other as days do.
fn insert_past(sql: &Connection, all: &Demonstration) -> Result<(), StoreError> {
    enum Past<'a> {
        Invoice(&'a DemonstrationCustomer, &'a DemonstrationInvoice),
        Order(&'a DemonstrationOrder),
    }
    let mut past: Vec<(DateTime<Utc>, Past<'_>)> = Vec::new();
    for customer in &all.customers {
        let invoices = customer.invoices.iter();
        past.extend(invoices.map(|one| (one.created_at, Past::Invoice(customer, one))));
    }
    past.extend(all.orders.iter().map(|order| (order.at, Past::Order(order))));
    past.sort_by_key(|(at, _)| *at);
    for (_, one) in past {
        match one {
            Past::Invoice(customer, invoice) => insert_invoice(sql, customer, invoice)?,
            Past::Order(order) => demonstration_orders::insert(sql, order)?,
        }
    }
    // Their documents are made when somebody asks for them.
    change(sql, "UPDATE invoices SET document_due_at = NULL", []).map(drop)
}

fn insert_invoice(
    sql: &Connection,
    customer: &DemonstrationCustomer,
    invoice: &DemonstrationInvoice,
) -> Result<(), StoreError> {
    let amount: i64 = invoice.lines.iter().map(|line| line.amount_minor).sum();
    let tax: i64 = invoice.lines.iter().map(|line| line.tax_minor).sum();
    let account = &customer.account;
    change(
        sql,
        "INSERT INTO invoices (id, customer_id, number, period, currency, amount_minor, \
         tax_minor, status, created_at, due_date, paid_at, billed_to, billed_to_contact, \
         billed_to_address, billed_to_tax_id, locale, is_test) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)",
        params![
            invoice.id,
            account.id.as_str(),
            invoicing::next_number(sql, InvoiceKind::Invoice, invoice.created_at)?,
            invoice.period,
            customer.currency.code(),
            amount,
            tax,
            invoice.status,
            moment(invoice.created_at),
            day(invoice.due_date),
            invoice.paid_at.map(moment),
            account.company_name,
            account.contact_name,
            account.billing_address,
            account.tax_id,
            account.locale,
        ],
    )?;
    let lines: Vec<PrintedLine> = invoice.lines.iter().map(printed).collect();
    invoicing::insert_lines(sql, &invoice.id, &lines)
}

fn printed(line: &DemonstrationLine) -> PrintedLine {
    PrintedLine {
        description: line.description.clone(),
        quantity: line.quantity,
        unit_minor: line.unit_minor,
        amount_minor: line.amount_minor,
        tax_minor: line.tax_minor,
        tax_basis_points: line.tax_basis_points,
    }
}
