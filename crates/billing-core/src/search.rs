//! Searching everything that is on this computer.

use crate::archive::usage_overview_kind;
use crate::console::Console;
use crate::customers;
use crate::error::CommandError;
use crate::store::Kind;
use crate::store::archive::{Words, fold};
use crate::views::{SearchHit, SearchKind, SearchResults, SearchWish};
use billing_contract::{
    CustomerId, CustomerSummary, Invoice, Me, Order, PackageCenter, Permission, Plan, UsageOverview,
};

/// More hits of a kind than this are not given.
const MOST_HITS: u32 = 100;

/// The kinds in the order in which they are told.
const KINDS: [SearchKind; 4] =
    [SearchKind::Invoice, SearchKind::Order, SearchKind::Customer, SearchKind::Product];

impl Console {
    /// Looks for words in everything that is on this computer.
    pub async fn search(&self, wish: SearchWish) -> Result<SearchResults, CommandError> {
        let session = self.inner.session()?;
        let me = session.keeper().owner().me;
        let words = Words::of(&wish.text);
        if words.is_empty() {
            return Ok(SearchResults { hits: Vec::new(), totals: Vec::new() });
        }
        let limit = wish.limit.min(MOST_HITS);
        let mut found = Found::new(limit as usize);
        self.search_invoices(&me, &wish, &words, limit, &mut found).await?;
        if wish.customer.is_none() || wish.customer == me.customer_id {
            self.search_orders(&words, &mut found).await?;
        }
        let sees_customers =
            me.customer_id.is_none() && me.permissions.contains(&Permission::ViewCustomers);
        if sees_customers {
            let seen = self.figure::<Vec<CustomerSummary>>(&Kind::Customers);
            for customer in seen.map(|seen| seen.value).unwrap_or_default() {
                if wish.customer.as_ref().is_none_or(|wanted| *wanted == customer.customer_id) {
                    found.add(&words, &customers::words_of(&customer), || customer_hit(&customer));
                }
            }
            if found.hits.is_empty() && wish.customer.is_none() {
                for customer in self.customers_with_number(&session, &wish.text).await {
                    found.count(SearchKind::Customer, 1);
                    found.hits.push(customer_hit(&customer));
                }
            }
        }
        self.search_products(&me, wish.customer.as_ref(), &words, &mut found);
        Ok(found.in_order(&words))
    }

    async fn search_invoices(
        &self,
        me: &Me,
        wish: &SearchWish,
        words: &Words,
        limit: u32,
        found: &mut Found,
    ) -> Result<(), CommandError> {
        let customers = match &wish.customer {
            Some(customer) => vec![customer.clone()],
            None => self.archived_customers(me),
        };
        for customer in customers {
            let Some(archive) = self.archive_of(Some(&customer))? else { continue };
            let (total, invoices) = archive.find(words.clone(), limit).await?;
            let of = me.customer_id.is_none().then_some(customer);
            found.count(SearchKind::Invoice, total);
            found.hits.extend(invoices.iter().map(|one| invoice_hit(one, of.clone(), words)));
        }
        Ok(())
    }

    async fn search_orders(&self, words: &Words, found: &mut Found) -> Result<(), CommandError> {
        let orders = self.orders(()).await?.map(|seen| seen.value).unwrap_or_default();
        for order in &orders {
            found.add(words, &words_of_order(order), || SearchHit {
                kind: SearchKind::Order,
                id: order.order_id.to_string(),
                customer: order.customer_id.clone(),
                title: order.product_name.clone(),
                detail: Some(order.order_no.clone()),
                amount: Some(order.final_amount.clone()),
                currency: Some(order.currency),
                date: Some(order.created_at.date_naive()),
            });
        }
        Ok(())
    }

    fn search_products(
        &self,
        me: &Me,
        wanted: Option<&CustomerId>,
        words: &Words,
        found: &mut Found,
    ) {
        let mut add = |id: &str, name: &str, detail: &str, more: &str| {
            found.add(words, &fold(&format!("{name}\n{detail}\n{more}")), || SearchHit {
                kind: SearchKind::Product,
                id: id.to_owned(),
                customer: None,
                title: name.to_owned(),
                detail: (!detail.is_empty()).then(|| detail.to_owned()),
                amount: None,
                currency: None,
                date: None,
            });
        };
        let plans = self.figure::<Vec<Plan>>(&Kind::Plans).map(|seen| seen.value);
        for plan in plans.unwrap_or_default() {
            add(plan.id.as_str(), &plan.name, &plan.description, &plan.plan_code);
        }
        let center = self.figure::<PackageCenter>(&Kind::PackageCenter).map(|seen| seen.value);
        for rule in center.map(|center| center.coze_package_rule).unwrap_or_default() {
            add(rule.id.as_str(), &rule.name, &rule.description, "");
        }
        let Some(customer) = wanted.or(me.customer_id.as_ref()) else { return };
        let overview = self.figure::<UsageOverview>(&usage_overview_kind(me, customer));
        for product in overview.map(|seen| seen.value.products).unwrap_or_default() {
            add(product.product.as_str(), &product.name, "", product.product.as_str());
        }
    }
}

/// What was found so far.
struct Found {
    limit: usize,
    hits: Vec<SearchHit>,
    totals: [u32; KINDS.len()],
}

impl Found {
    fn new(limit: usize) -> Self {
        Self { limit, hits: Vec::new(), totals: [0; KINDS.len()] }
    }

    fn add(&mut self, words: &Words, folded: &str, hit: impl FnOnce() -> SearchHit) {
        if words.are_in(folded) {
            let hit = hit();
            self.count(hit.kind, 1);
            self.hits.push(hit);
        }
    }

    fn count(&mut self, kind: SearchKind, more: u32) {
        for (place, of) in KINDS.iter().enumerate() {
            if *of == kind {
                self.totals[place] = self.totals[place].saturating_add(more);
            }
        }
    }

    /// The best first: the words at the beginning of the title, in the title, elsewhere; then the
    /// newest. Of each kind no more than wanted.
    fn in_order(mut self, words: &Words) -> SearchResults {
        let rank = |hit: &SearchHit| {
            let title = fold(&hit.title);
            let begins = words.iter().any(|word| title.starts_with(word));
            match (words.are_in(&title), begins) {
                (true, true) => 0,
                (true, false) => 1,
                (false, _) => 2,
            }
        };
        self.hits.sort_by_cached_key(|hit| {
            let kind = KINDS.iter().position(|kind| *kind == hit.kind);
            (rank(hit), std::cmp::Reverse(hit.date), kind, hit.title.clone())
        });
        let mut given = [0; KINDS.len()];
        self.hits.retain(|hit| {
            let kind = KINDS.iter().position(|kind| *kind == hit.kind).unwrap_or_default();
            given[kind] += 1;
            given[kind] <= self.limit
        });
        let totals = KINDS.into_iter().zip(self.totals).filter(|(_, total)| *total > 0);
        SearchResults { hits: self.hits, totals: totals.collect() }
    }
}

fn customer_hit(customer: &CustomerSummary) -> SearchHit {
    SearchHit {
        kind: SearchKind::Customer,
        id: customer.customer_id.to_string(),
        customer: Some(customer.customer_id.clone()),
        title: customer.company_name.clone(),
        detail: Some(customer.contact_name.clone()),
        amount: None,
        currency: None,
        date: None,
    }
}

fn invoice_hit(invoice: &Invoice, customer: Option<CustomerId>, words: &Words) -> SearchHit {
    let is_in_number = words.are_in(&fold(&invoice.number));
    let has_any = |text: &str| {
        let folded = fold(text);
        words.iter().any(|word| folded.contains(word))
    };
    let detail = std::iter::once(&invoice.billed_to)
        .chain(invoice.lines.iter().map(|line| &line.description))
        .find(|text| has_any(text))
        .filter(|_| !is_in_number);
    SearchHit {
        kind: SearchKind::Invoice,
        id: invoice.invoice_id.to_string(),
        customer,
        title: invoice.number.clone(),
        detail: detail.cloned(),
        amount: Some(invoice.amount.clone()),
        currency: Some(invoice.currency),
        date: Some(invoice.created_at.date_naive()),
    }
}

fn words_of_order(order: &Order) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    fold(&format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}",
        order.order_no,
        order.product_name,
        order.final_amount.as_str(),
        order.currency.code(),
        optional(&order.customer_name),
        optional(&order.trade_no),
        optional(&order.coupon_code),
        optional(&order.remark),
    ))
}
