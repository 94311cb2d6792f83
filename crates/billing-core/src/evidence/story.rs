//! Evidence as a person reads it, in their language.

use super::{
    Asked, Evidence, EvidenceEntry, EvidenceFailure, EvidenceOrder, EvidencePurchase, LogLevel,
    Observation, ObservationKind, Reference,
};
use crate::i18n::I18n;
use billing_contract::{Currency, DecimalAmount, PayType, amounts};
use chrono::{DateTime, Utc};
use fluent_bundle::FluentArgs;
use serde::Serialize;
use std::fmt::Write as _;

/// What the file is, what it holds, what it never holds, and how it is checked.
pub(super) fn readme(evidence: &Evidence, language: &str) -> String {
    let words = Words::of(language);
    let about = &evidence.about;
    let mut lines = vec![
        words.say("evidence-readme", &[]),
        String::new(),
        words.say("evidence-made-at", &[("moment", moment(evidence.made_at))]),
        String::new(),
    ];
    for (name, value) in [
        ("version", about.version.as_str().to_owned()),
        ("system", format!("{} {}", about.system.as_str(), about.architecture.as_str())),
        ("server", about.server.as_str().to_owned()),
        ("customer", about.customer.as_ref().map_or("–", Reference::as_str).to_owned()),
        ("clock", words.clock(about.clock_ahead_seconds)),
        (
            "connection",
            words.say(&format!("evidence-connection-{}", name_of(&about.connection)), &[]),
        ),
    ] {
        lines.push(format!("{}: {value}", words.say(&format!("evidence-about-{name}"), &[])));
    }
    let paragraphs = ["evidence-holds", "evidence-leaves-out", "evidence-proves-itself"];
    for paragraph in paragraphs {
        lines.extend([String::new(), words.say(paragraph, &[])]);
    }
    joined(lines)
}

/// What happened to each order: as the service told it, and as the console saw it.
pub(super) fn story(evidence: &Evidence, language: &str) -> String {
    let words = Words::of(language);
    let mut lines = vec![words.say("evidence-story", &[]), words.say("evidence-times", &[])];
    for order in &evidence.orders {
        lines.push(String::new());
        words.tell_order(order, &mut lines);
        let seen: Vec<&Observation> = evidence
            .observations
            .iter()
            .filter(|seen| seen.orders.contains(&order.order_id))
            .collect();
        words.tell_seen(&seen, &mut lines);
    }
    for purchase in &evidence.purchases {
        lines.push(String::new());
        words.tell_purchase(purchase, &mut lines);
        if purchase.order_id.is_none() {
            let is_of = |seen: &&Observation| seen.purchase.as_ref() == Some(&purchase.id);
            let seen: Vec<&Observation> = evidence.observations.iter().filter(is_of).collect();
            words.tell_seen(&seen, &mut lines);
        }
    }
    if evidence.orders.is_empty() && evidence.purchases.is_empty() {
        lines.extend([String::new(), words.say("evidence-no-orders", &[])]);
    }
    joined(lines)
}

/// The last lines of the log.
pub(super) fn log(evidence: &Evidence) -> String {
    let mut text = String::new();
    for line in &evidence.log {
        let level = match line.level {
            LogLevel::Error => "ERROR",
            LogLevel::Warn => "WARN ",
            LogLevel::Info => "INFO ",
            LogLevel::Debug => "DEBUG",
        };
        let values: Vec<String> =
            line.values.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        writeln!(
            text,
            "{} {level} {}: {}{}",
            moment(line.at),
            line.place,
            line.sentence,
            values.concat()
        )
        .expect("writing to a string");
    }
    text
}

struct Words {
    language: String,
    i18n: I18n,
}

impl Words {
    fn of(language: &str) -> Self {
        Self { language: language.to_owned(), i18n: I18n::new(language) }
    }

    fn say(&self, key: &str, fillings: &[(&str, String)]) -> String {
        let mut values = FluentArgs::new();
        for (name, value) in fillings {
            values.set(*name, value.as_str());
        }
        self.i18n.text_with(key, &values)
    }

    fn state(&self, state: &impl Serialize) -> String {
        self.say(&format!("order-state-{}", name_of(state)), &[])
    }

    fn method(&self, method: Option<PayType>) -> String {
        match method {
            Some(method) => self.say(&format!("method-{}", method.as_str().replace('_', "-")), &[]),
            None => self.say("provider", &[]),
        }
    }

    fn money(&self, amount: &DecimalAmount, currency: Currency) -> String {
        match amount.in_currency(currency) {
            Ok(money) => amounts::text(money, &self.language),
            Err(_) => format!("{} {}", amount.as_str(), currency.code()),
        }
    }

    fn clock(&self, ahead_seconds: Option<i64>) -> String {
        let Some(ahead) = ahead_seconds else { return self.say("evidence-clock-unknown", &[]) };
        let seconds = ("seconds", ahead.unsigned_abs().to_string());
        match ahead {
            -2..=2 => self.say("evidence-clock-right", &[]),
            3.. => self.say("evidence-clock-behind", &[seconds]),
            _ => self.say("evidence-clock-ahead", &[seconds]),
        }
    }

    fn tell_order(&self, order: &EvidenceOrder, lines: &mut Vec<String>) {
        let head = [
            self.say("order-number", &[("number", order.order_no.as_str().to_owned())]),
            self.money(&order.final_amount, order.currency),
            self.method(Some(order.pay_type)),
            self.state(&order.state),
        ];
        let mark = if order.is_in_question { "* " } else { "" };
        lines.push(format!("{mark}{}", head.join(" · ")));
        lines.push(format!("  {}", order.order_id.as_str()));
        lines.push(format!(
            "  {}",
            self.say("evidence-as-told", &[("moment", moment(order.as_of))])
        ));
        match &order.timeline {
            Some(entries) => lines.extend(entries.iter().map(|entry| self.entry(entry))),
            None => lines.push(format!("    {}", self.say("evidence-no-timeline", &[]))),
        }
    }

    fn entry(&self, entry: &EvidenceEntry) -> String {
        let key = format!("timeline-{}", name_of(&entry.kind));
        let amount = entry.amount.as_ref().zip(entry.currency);
        let fillings = [
            ("amount", amount.map(|(amount, of)| self.money(amount, of)).unwrap_or_default()),
            ("method", self.method(entry.pay_type)),
        ];
        let bare = format!("{key}.bare");
        let key = if amount.is_none() && self.i18n.has(&bare) { bare } else { key };
        let place = entry.place.map(|place| {
            format!(" {}", self.say(&format!("timeline-place-{}", name_of(&place)), &[]))
        });
        let word = entry.provider_code.as_ref().map(|code| format!(" ({})", code.as_str()));
        format!(
            "    {}  {}{}{}",
            moment(entry.at),
            self.say(&key, &fillings),
            place.unwrap_or_default(),
            word.unwrap_or_default(),
        )
    }

    fn tell_purchase(&self, purchase: &EvidencePurchase, lines: &mut Vec<String>) {
        let order = purchase.order_id.as_ref().map_or("–", Reference::as_str);
        let began = ("moment", moment(purchase.began_at));
        lines.push(self.say("evidence-purchase", &[began, ("order", order.to_owned())]));
        let stage = format!("{} · {}", name_of(&purchase.stage), name_of(&purchase.watch));
        lines.push(format!("  {}", self.say("evidence-on-screen", &[("stage", stage)])));
        if let Some(failure) = &purchase.failure {
            lines.push(format!("  {}", self.failure(failure)));
        }
    }

    fn tell_seen(&self, seen: &[&Observation], lines: &mut Vec<String>) {
        if seen.is_empty() {
            return;
        }
        lines.push(format!("  {}", self.say("evidence-as-seen", &[])));
        for one in seen {
            lines.push(format!("    {}  {}", moment(one.at), self.observation(one)));
        }
    }

    fn observation(&self, seen: &Observation) -> String {
        let asked = seen.asked.map(|asked| self.asked(asked)).unwrap_or_default();
        match (seen.kind, &seen.failure) {
            (ObservationKind::Answered, _) => {
                let state = seen.state.map(|state| self.state(&state));
                let said = state.unwrap_or_else(|| self.say("evidence-saw-answer", &[]));
                format!("{asked}: {said}")
            }
            (ObservationKind::Failed, Some(failure)) => {
                format!("{asked}: {}", self.failure(failure))
            }
            (kind, failure) => {
                let said = self.say(&format!("evidence-saw-{}", name_of(&kind)), &[]);
                match failure {
                    Some(failure) => format!("{said}: {}", self.failure(failure)),
                    None => said,
                }
            }
        }
    }

    fn asked(&self, asked: Asked) -> String {
        self.say(&format!("evidence-asked-{}", name_of(&asked)), &[])
    }

    fn failure(&self, failure: &EvidenceFailure) -> String {
        let mut details = vec![name_of(&failure.code).replace('-', "_")];
        details.extend(failure.service_code.as_ref().map(|code| code.as_str().to_owned()));
        details.extend(failure.status.map(|status| status.to_string()));
        details.extend(failure.request_id.as_ref().map(|id| id.as_str().to_owned()));
        let sentence = self.say(&format!("error-{}", name_of(&failure.code)), &[]);
        format!("{sentence} ({})", details.join(", "))
    }
}

/// The name of a variant, as the language files write it.
fn name_of(variant: &impl Serialize) -> String {
    let value = serde_json::to_value(variant).expect("plain values become JSON");
    value.as_str().unwrap_or("unknown").replace('_', "-")
}

/// The same in every language and zone, so that support and customer speak of the same moment.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// Lines as every editor shows them.
fn joined(lines: Vec<String>) -> String {
    let mut text = lines.join("\n").replace('\n', "\r\n");
    text.push_str("\r\n");
    text
}
