//! What an e-mail says, in the customer's language.

use crate::locale::LOCALES;
use crate::store::Particulars;
use billing_contract::{NoticeKind, amounts};
use chrono::{Datelike as _, NaiveDate};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

/// The sentences by language, as they are known to every other part.
const FILES: [(&str, &str); 3] = [
    ("en", include_str!("../../../../locales/en/mail.ftl")),
    ("zh-CN", include_str!("../../../../locales/zh-CN/mail.ftl")),
    ("ja", include_str!("../../../../locales/ja/mail.ftl")),
];

/// Who writes to whom.
pub struct Letterhead<'a> {
    /// Whoever reads it.
    pub name: &'a str,
    /// Who sells.
    pub seller: &'a str,
}

/// One e-mail in words.
pub struct Words {
    language: &'static str,
    subject: String,
    paragraphs: Vec<String>,
    foot: String,
}

impl Words {
    /// What is said of this kind of notice.
    pub fn of(
        locale: &str,
        kind: NoticeKind,
        facts: &Particulars,
        letterhead: &Letterhead<'_>,
    ) -> Self {
        let begins = locale.split('-').next().unwrap_or_default();
        let fits = |known: &&&str| known.split('-').next() == Some(begins);
        let language = LOCALES.iter().find(fits).copied().unwrap_or(LOCALES[0]);
        let bundle = bundle(language);
        let mut values = FluentArgs::new();
        values.set("name", letterhead.name);
        values.set("seller", letterhead.seller);
        values.set("subject", facts.subject.clone().unwrap_or_default());
        values.set("order", facts.order_no.clone().unwrap_or_default());
        values.set("percent", facts.percent.unwrap_or_default().to_string());
        values.set("amount", facts.amount.map(|a| amounts::text(a, language)).unwrap_or_default());
        values.set("day", facts.day.map(|day| written(day, language)).unwrap_or_default());
        let say = |key: &str| text(&bundle, key, &values);
        let subject_key = format!("mail-{}-subject", kind.as_str().replace('_', "-"));
        let body_key = format!("mail-{}-body", kind.as_str().replace('_', "-"));
        let mut paragraphs = vec![say("mail-greeting"), say(&body_key)];
        if facts.order_no.is_some() {
            paragraphs.push(say("mail-order"));
        }
        paragraphs.push(say("mail-where"));
        // A line break in what a customer is called must not begin a header of its own.
        let subject = say(&subject_key).replace(['\r', '\n'], " ");
        Self { language, subject, paragraphs, foot: say("mail-foot") }
    }

    pub const fn language(&self) -> &'static str {
        self.language
    }

    pub fn subject(&self) -> String {
        self.subject.clone()
    }

    /// As plain text.
    pub fn text(&self) -> String {
        format!("{}\n\n-- \n{}\n", self.paragraphs.join("\n\n"), self.foot)
    }

    /// The same as HTML, without anything that is loaded from elsewhere.
    pub fn html(&self) -> String {
        let paragraphs: String = self
            .paragraphs
            .iter()
            .map(|text| format!("<p style=\"margin:0 0 16px\">{}</p>", escaped(text)))
            .collect();
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>\
             </head><body style=\"margin:0;padding:24px;font:15px/1.6 system-ui,sans-serif;\
             color:#1c1e21;background:#fff\"><div style=\"max-width:560px\">{paragraphs}\
             <p style=\"margin:24px 0 0;color:#6b7280;font-size:13px\">{}</p></div></body></html>",
            self.language,
            escaped(&self.subject),
            escaped(&self.foot)
        )
    }
}

fn bundle(language: &'static str) -> FluentBundle<FluentResource> {
    let tag = language.parse().expect("our own tags are well formed");
    let mut bundle = FluentBundle::new(vec![tag]);
    bundle.set_use_isolating(false);
    if let Some((_, source)) = FILES.iter().find(|(of, _)| *of == language) {
        let resource = FluentResource::try_new((*source).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(readable, _)| readable));
    }
    bundle
}

fn text(bundle: &FluentBundle<FluentResource>, key: &str, values: &FluentArgs<'_>) -> String {
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        tracing::error!(key, "an e-mail lacks a sentence");
        return key.to_owned();
    };
    bundle.format_pattern(pattern, Some(values), &mut Vec::new()).into_owned()
}

fn written(day: NaiveDate, language: &str) -> String {
    match language {
        "en" => day.format("%-d %B %Y").to_string(),
        _ => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::is_written_of;
    use billing_contract::{Currency, Money};

    fn facts() -> Particulars {
        Particulars {
            order_no: Some("BC1".to_owned()),
            subject: Some("Pro <b>".to_owned()),
            amount: Some(Money::new(99_900, Currency::CNY)),
            day: "2026-07-18".parse().ok(),
            percent: Some(80),
            ..Particulars::default()
        }
    }

    #[test]
    fn every_kind_that_is_written_of_has_its_sentences_in_every_language() {
        let letterhead = Letterhead { name: "Jo", seller: "Seller" };
        for language in LOCALES {
            for kind in NoticeKind::ALL.into_iter().filter(|kind| is_written_of(*kind)) {
                let words = Words::of(language, kind, &facts(), &letterhead);
                let all = format!("{}\n{}", words.subject(), words.text());
                assert!(!all.contains("mail-") && !all.contains("{$"), "{language} {kind:?} {all}");
                assert!(all.contains("Pro <b>") && all.contains("Jo"), "{language} {kind:?} {all}");
                assert_eq!(words.language(), language);
            }
        }
    }

    #[test]
    fn what_a_customer_is_called_is_text_and_nothing_else() {
        let letterhead = Letterhead { name: "<script>x</script>", seller: "S" };
        let mut facts = facts();
        facts.subject = Some("A\r\nBcc: victim@example.test".to_owned());
        let words = Words::of("en-GB", NoticeKind::PaymentReceived, &facts, &letterhead);
        assert!(!words.html().contains("<script>"), "{}", words.html());
        assert!(!words.subject().contains('\n') && !words.subject().contains('\r'));
        assert_eq!(words.language(), "en");
        let unknown = Words::of("fr", NoticeKind::PaymentReceived, &facts, &letterhead);
        assert_eq!(unknown.language(), "en");
    }
}
