//! What tells of persons, as those are shown it who need not know it.

use billing_contract::{Account, CustomerSummary, Role};

/// Whether a role is shown persons as they are: customers themselves, and the operator.
pub const fn are_shown_to(role: Role) -> bool {
    !matches!(role, Role::Agent | Role::Support)
}

/// Hides the persons of a customer. A private person's company bears the person's name: it stays,
/// for without it staff could not tell one customer from another.
pub fn mask_customer(customer: &mut CustomerSummary) {
    customer.contact_name = name(&customer.contact_name);
    customer.contact_email = address(&customer.contact_email);
}

/// Hides the persons of an account, and where and under which number they are found.
pub fn mask_account(account: &mut Account) {
    account.contact_name = name(&account.contact_name);
    account.contact_email = address(&account.contact_email);
    for hidden in [&mut account.phone, &mut account.tax_id, &mut account.billing_address] {
        *hidden = hidden.as_deref().map(masked);
    }
}

fn name(name: &str) -> String {
    name.split(' ').map(masked).collect::<Vec<_>>().join(" ")
}

/// The part behind the sign names no person.
fn address(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((person, domain)) => format!("{}@{domain}", masked(person)),
        None => masked(email),
    }
}

/// The first character, and stars for the others; how many there are is not told.
fn masked(text: &str) -> String {
    let first: String = text.chars().take(1).collect();
    if first.is_empty() { first } else { first + "***" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn persons_are_recognised_by_those_who_know_them_and_by_nobody_else() {
        for (plain, shown) in
            [("Elin Sørensen", "E*** S***"), ("林雨晴", "林***"), ("X", "X***"), ("", "")]
        {
            assert_eq!(name(plain), shown);
        }
        for (plain, shown) in [
            ("billing@northwind.test", "b***@northwind.test"),
            ("a@b@c.test", "a***@c.test"),
            ("no address", "n***"),
        ] {
            assert_eq!(address(plain), shown);
        }
        let is_shown: Vec<_> = Role::ALL.into_iter().filter(|role| are_shown_to(*role)).collect();
        assert_eq!(is_shown, [Role::Admin, Role::Member, Role::Operator]);
    }

    proptest! {
        #[test]
        fn no_word_of_more_than_one_letter_is_shown(first in "[a-z]{2,9}", last in "[a-z]{2,9}") {
            let shown = name(&format!("{first} {last}"));
            prop_assert!(!shown.contains(&first) && !shown.contains(&last));
            let written_to = address(&format!("{first}.{last}@0.0"));
            prop_assert!(!written_to.contains(&first));
        }
    }
}
