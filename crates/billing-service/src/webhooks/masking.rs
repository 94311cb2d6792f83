//! What of a provider's notice may be shown: everything but what names a person.

use serde_json::Value;

/// No longer text is shown.
const LONGEST_SHOWN: usize = 8_000;

/// Words in names of fields whose values name a person or how to reach them.
const PERSONAL: [&str; 16] = [
    "email",
    "phone",
    "mobile",
    "name",
    "openid",
    "buyer",
    "payer",
    "address",
    "card",
    "last4",
    "postal",
    "birth",
    "identity",
    "ip",
    "logon",
    "customer_details",
];
/// Fields that sound like persons and are not.
const HARMLESS: [&str; 6] =
    ["description", "brand_name", "event_name", "product_name", "payer_total", "payer_currency"];

/// The text of a notice, personal values masked; none if it is no text.
pub fn shown(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let masked = match serde_json::from_str::<Value>(text) {
        Ok(mut json @ (Value::Object(_) | Value::Array(_))) => {
            mask_within(&mut json, false);
            json.to_string()
        }
        Ok(_) | Err(_) if text.contains('=') => masked_form(text),
        // Neither of the forms providers use: nothing tells what of it is personal.
        Ok(_) | Err(_) => masked(text),
    };
    let cut: String = masked.chars().take(LONGEST_SHOWN).collect();
    Some(if cut.len() < masked.len() { cut + "…" } else { cut })
}

fn is_personal(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    !HARMLESS.contains(&field.as_str())
        && PERSONAL.iter().any(|word| match *word {
            // Too short to be looked for inside other words.
            "ip" => field == "ip" || field.ends_with("_ip"),
            word => field.contains(word),
        })
}

/// Masks the personal values of an object; within a personal object all of them.
fn mask_within(value: &mut Value, all: bool) {
    match value {
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, mut value)| {
                    mask_within(&mut value, all || is_personal(&name));
                    (without_address(name), value)
                })
                .collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mask_within(item, all)),
        Value::String(text) if all || text.contains('@') => *text = masked(text),
        Value::Number(_) if all => *value = Value::String("***".to_owned()),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Masks the personal values of a form.
fn masked_form(text: &str) -> String {
    let pairs = crate::body::query_pairs(Some(text)).map(|(name, value)| {
        let personal = is_personal(&name) || value.contains('@');
        let value = if personal { masked(&value) } else { value };
        format!("{}={value}", without_address(name))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn without_address(name: String) -> String {
    if name.contains('@') { masked(&name) } else { name }
}

/// The first character, and stars for the others.
fn masked(text: &str) -> String {
    let first: String = text.chars().take(1).collect();
    if first.is_empty() { first } else { first + "***" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn people_are_masked_and_money_is_not() {
        let body = json!({
            "id": "evt_1", "type": "checkout.session.completed",
            "data": { "amount_total": 999_000, "currency": "cny",
                "customer_details": { "email": "jo@b.test", "name": "Jo", "tax_ids": [5] },
                "receipt_email": "jo@b.test", "note": "write to jo@b.test" },
            "payer": { "payer_id": "P1", "name": { "surname": "Doe" } },
            "amount": { "payer_total": 5, "total": 5 }, "client_ip": "192.0.2.1",
        });
        let shown = shown(body.to_string().as_bytes()).unwrap();
        for secret in ["jo@b", "Jo\"", "Doe", "P1", "192.0", "[5]"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        for plain in ["evt_1", "999000", "cny", "checkout.session.completed", "\"payer_total\":5"] {
            assert!(shown.contains(plain), "{plain} not in {shown}");
        }
    }

    #[test]
    fn a_form_is_masked_field_by_field() {
        let form = b"out_trade_no=BC1&buyer_logon_id=139%2A%2A%401&total_amount=9.99&buyer_id=2088";
        let shown = shown(form).unwrap();
        assert_eq!(shown, "out_trade_no=BC1&buyer_logon_id=1***&total_amount=9.99&buyer_id=2***");
    }

    #[test]
    fn what_is_no_text_is_not_shown_and_what_is_long_is_cut() {
        assert_eq!(shown(&[0xff, 0xfe]), None);
        assert_eq!(shown(b"secret of Jo"), Some("s***".to_owned()));
        let long = json!({ "x": "長".repeat(10_000) }).to_string();
        assert_eq!(shown(long.as_bytes()).unwrap().chars().count(), LONGEST_SHOWN + 1);
    }

    proptest! {
        #[test]
        fn no_address_is_ever_shown(before in "[a-z{}\":=&,]{0,12}", after in "[a-z{}\":=&,]{0,12}") {
            let text = format!("{before}jo@b.test{after}");
            let hides = !shown(text.as_bytes()).unwrap().contains("jo@b.test");
            prop_assert!(hides);
        }
    }
}
