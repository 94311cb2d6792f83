//! What may stand in a field.

use crate::locale::LOCALES;
use crate::problem::{Refusal, field_error};
use crate::subscription::calendar;
use billing_contract::{AccountUpdate, FieldError, RegisterRequest, Secret};

const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 256;
const LONGEST_EMAIL: usize = 254;

/// An address as it is compared and stored: without surrounding space, in small letters.
pub fn normalised_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// An address short enough to belong to somebody; a longer one was never accepted and finds nobody.
pub fn findable_email(email: &str) -> String {
    let email = normalised_email(email);
    if email.len() <= LONGEST_EMAIL { email } else { String::new() }
}

/// A password short enough to hash; a longer one was never accepted and will not match.
pub fn hashable(password: Secret) -> Secret {
    if password.expose().len() <= LONGEST_PASSWORD * 4 { password } else { Secret::new("") }
}

/// Why a new password is not acceptable.
pub fn password_fault(password: &Secret) -> Option<&'static str> {
    match password.expose().chars().count() {
        length if length < SHORTEST_PASSWORD => Some("too_short"),
        length if length > LONGEST_PASSWORD => Some("too_long"),
        _ => None,
    }
}

/// Checks everything a registration says.
pub fn check_registration(request: &RegisterRequest) -> Result<(), Refusal> {
    let mut fields = Fields::default();
    fields.note("email", email_fault(&normalised_email(&request.email)));
    fields.note("password", password_fault(&request.password));
    fields.note("contact_name", text_fault(&request.contact_name, 200, Lines::One));
    if let Some(name) = &request.company_name {
        fields.note("company_name", text_fault(name, 200, Lines::One));
    }
    if let Some(locale) = &request.locale {
        fields.note("locale", locale_fault(locale));
    }
    fields.finish()
}

/// Checks everything an account shall become.
pub fn check_account(update: &AccountUpdate) -> Result<(), Refusal> {
    let mut fields = Fields::default();
    fields.note("company_name", text_fault(&update.company_name, 200, Lines::One));
    fields.note("contact_name", text_fault(&update.contact_name, 200, Lines::One));
    fields.note("contact_email", email_fault(update.contact_email.trim()));
    let optional = [
        ("phone", &update.phone, 40, Lines::One),
        ("tax_id", &update.tax_id, 40, Lines::One),
        ("billing_address", &update.billing_address, 1_000, Lines::Several),
    ];
    for (name, value, longest, lines) in optional {
        if let Some(value) = value {
            fields.note(name, text_fault(value, longest, lines));
        }
    }
    fields.note("locale", locale_fault(&update.locale));
    let zone = update.time_zone.as_deref();
    let is_known = zone.is_none_or(|name| calendar::zone_of(name).is_some());
    fields.note("time_zone", (!is_known).then_some("invalid"));
    fields.finish()
}

/// Whether a character steers a terminal, or the direction of the text around it: a name may not
/// make what follows it read otherwise than it is written.
pub fn is_control(character: char) -> bool {
    let steers_direction = matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    );
    character.is_control() || steers_direction
}

#[derive(Default)]
struct Fields(Vec<FieldError>);

impl Fields {
    fn note(&mut self, name: &str, fault: Option<&str>) {
        self.0.extend(fault.map(|code| field_error(name, code)));
    }

    fn finish(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::invalid(self.0)) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Several,
}

fn text_fault(text: &str, longest: usize, lines: Lines) -> Option<&'static str> {
    let may_stand =
        |character: char| !is_control(character) || (lines == Lines::Several && character == '\n');
    if text.trim().is_empty() {
        Some("required")
    } else if text.chars().count() > longest {
        Some("too_long")
    } else if !text.chars().all(may_stand) {
        Some("invalid")
    } else {
        None
    }
}

fn email_fault(email: &str) -> Option<&'static str> {
    if email.is_empty() {
        return Some("required");
    }
    if email.len() > LONGEST_EMAIL {
        return Some("too_long");
    }
    let Some((local, domain)) = email.rsplit_once('@') else { return Some("invalid") };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let is_local = (1..=64).contains(&local.len())
        && !local.contains('@')
        && local.chars().all(|letter| !letter.is_whitespace() && !is_control(letter));
    let is_domain = domain.contains('.') && domain.split('.').all(is_label);
    if is_local && is_domain { None } else { Some("invalid") }
}

fn locale_fault(locale: &str) -> Option<&'static str> {
    if LOCALES.contains(&locale) { None } else { Some("invalid") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["a@b.test", "first.last+tag@example.co.uk", "用户@例子.公司", "o'neil@x.io"]
        {
            assert_eq!(email_fault(good), None, "{good}");
        }
        for bad in
            ["", "a", "a@b", "@b.test", "a@", "a b@c.test", "a@b..test", "a@-b.test", "a@b@c.test"]
        {
            assert!(email_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_name_may_not_turn_the_text_around_it() {
        for steering in ['\u{61C}', '\u{200E}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{7}'] {
            let name = format!("Jo{steering}gpj.exe");
            assert_eq!(text_fault(&name, 200, Lines::One), Some("invalid"), "{name:?}");
            assert_eq!(text_fault(&name, 200, Lines::Several), Some("invalid"), "{name:?}");
            assert_eq!(email_fault(&format!("{name}@b.test")), Some("invalid"), "{name:?}");
        }
        for name in ["שרה", "سارة", "沙拉", "Zoë", "👩‍👩‍👧"] {
            assert_eq!(text_fault(name, 200, Lines::One), None, "{name}");
        }
    }

    #[test]
    fn passwords_are_counted_in_characters() {
        assert_eq!(password_fault(&Secret::new("九个汉字的密码九个")), Some("too_short"));
        assert_eq!(password_fault(&Secret::new("十个汉字的密码十个字")), None);
        assert_eq!(password_fault(&Secret::new("x".repeat(256))), None);
        assert_eq!(password_fault(&Secret::new("x".repeat(257))), Some("too_long"));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(email in ".{0,40}") {
            let once = normalised_email(&email);
            prop_assert_eq!(normalised_email(&once), once);
        }
    }
}
