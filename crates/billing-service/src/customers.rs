//! Customers as staff look for them.

use crate::app::App;
use crate::auth::access::Principal;
use crate::body::{PageQuery, query_pairs};
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::store::{CustomersWish, StaffReach};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use billing_contract::{CustomerSummary, Page, Role, paths};

const LONGEST_QUERY: usize = 200;

/// The customers whom staff may see, by name: agents those assigned to them, the others all. What
/// tells of persons is masked for whoever need not know it.
#[utoipa::path(
    get, path = paths::PORTAL_CUSTOMERS,
    params(
        ("query" = Option<String>, Query, description = "Part of the company's name or of the id"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = Page<CustomerSummary>)))]
pub async fn list_customers(
    State(app): State<App>,
    principal: Principal,
    language: Language,
    page: PageQuery,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let query = query_pairs(query.as_deref()).find(|(name, _)| name == "query");
    let query = query.map(|(_, text)| text).filter(|text| !text.trim().is_empty());
    if query.as_ref().is_some_and(|text| text.chars().count() > LONGEST_QUERY) {
        return Err(Refusal::invalid(vec![field_error("query", "too_long")]));
    }
    let invalid = || Refusal::invalid(vec![field_error("cursor", "invalid")]);
    let after = match &page.after {
        // An id holds no line break, a name might.
        Some(after) => {
            let (name, id) = after.rsplit_once('\n').ok_or_else(invalid)?;
            Some((name.to_owned(), id.to_owned()))
        }
        None => None,
    };
    let knows_persons = principal.role == Role::Operator;
    let wish = CustomersWish {
        reach: StaffReach::of(&principal),
        query,
        // Who is not shown a person must not find out by asking, either.
        looks_at_persons: knows_persons,
        after,
        limit: page.limit + 1,
        locale: language.0,
        today: app.clock().now().date_naive(),
    };
    let rest = app.store().customers(wish).await?;
    let mut page: Page<CustomerSummary> =
        page.cut(rest, |customer| format!("{}\n{}", customer.company_name, customer.customer_id));
    if !knows_persons {
        page.items.iter_mut().for_each(mask);
    }
    let mut response = etag::by_content(&page, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

/// Hides what tells of persons. A private person's company bears the person's name: it stays, for
/// without it staff could not tell one customer from another.
fn mask(customer: &mut CustomerSummary) {
    let words = customer.contact_name.split(' ').map(masked).collect::<Vec<_>>();
    customer.contact_name = words.join(" ");
    customer.contact_email = match customer.contact_email.rsplit_once('@') {
        Some((person, domain)) => format!("{}@{domain}", masked(person)),
        None => masked(&customer.contact_email),
    };
}

/// The first character, and stars for the others; how many there are is not told.
fn masked(text: &str) -> String {
    let first: String = text.chars().take(1).collect();
    if first.is_empty() { first } else { first + "***" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::Currency;
    use proptest::prelude::*;

    fn customer(name: &str, email: &str) -> CustomerSummary {
        CustomerSummary {
            customer_id: "c".to_owned().into(),
            company_name: "Northwind Labs".to_owned(),
            contact_name: name.to_owned(),
            contact_email: email.to_owned(),
            locale: "en".to_owned(),
            currency: Currency::CNY,
            plan_name: None,
            status: None,
            created_at: "2026-06-18T12:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn persons_are_recognised_by_those_who_know_them_and_by_nobody_else() {
        for (name, email, shown_name, shown_email) in [
            ("Elin Sørensen", "billing@northwind.test", "E*** S***", "b***@northwind.test"),
            ("林雨晴", "caiwu@yunfan.test", "林***", "c***@yunfan.test"),
            ("X", "no address", "X***", "n***"),
        ] {
            let mut masked = customer(name, email);
            mask(&mut masked);
            assert_eq!(
                (masked.contact_name.as_str(), masked.contact_email.as_str()),
                (shown_name, shown_email)
            );
            assert_eq!(masked.company_name, "Northwind Labs");
        }
    }

    proptest! {
        #[test]
        fn no_word_of_more_than_one_letter_is_shown(name in "[a-z]{2,9}", other in "[a-z]{2,9}") {
            let mut masked = customer(&format!("{name} {other}"), &format!("{name}@b.test"));
            mask(&mut masked);
            prop_assert!(!masked.contact_name.contains(&name));
            prop_assert!(!masked.contact_name.contains(&other));
            prop_assert!(!masked.contact_email.contains(&name));
        }
    }
}
