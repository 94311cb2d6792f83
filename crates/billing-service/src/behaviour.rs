//! What people do in the console, told only with their consent.
//!
//! A batch is taken whole or not at all. What is required is checked of every event before any is
//! kept, and each fault is named by its place; what is optional and missing is counted. An event
//! that comes again is ignored, so a console may send a batch until it hears that it arrived. Its
//! own clock may be wrong: the moment it states is kept beside the one at which it was received.

use crate::app::App;
use crate::auth::access::Principal;
use crate::body;
use crate::problem::{Refusal, field_error};
use crate::store::BehaviourOf;
use crate::validation::is_control;
use axum::Json;
use axum::extract::{Request, State};
use billing_contract::{
    BehaviourBatch, BehaviourEvent, BehaviourReceipt, ErrorCode, FieldError, paths,
};
use serde_json::Value;
use std::collections::BTreeMap;

const MOST_EVENTS: usize = 200;
const LONGEST_WORD: usize = 100;
const LONGEST_TEXT: usize = 300;
const MOST_ENTRIES: usize = 50;
const REQUIRED: [&str; 5] = ["id", "at", "event_type", "event_category", "action"];

/// Keeps what a person did, for thirteen months; repetitions are ignored.
#[utoipa::path(
    post, path = paths::PORTAL_EVENTS,
    request_body = BehaviourBatch,
    responses((status = 200, body = BehaviourReceipt)))]
pub async fn keep_events(
    State(app): State<App>,
    principal: Principal,
    request: Request,
) -> Result<Json<BehaviourReceipt>, Refusal> {
    let events = parse(&body::read(request, &app).await?)?;
    let owner = match &principal.customer_id {
        Some(customer) => customer.as_str(),
        None => principal.user_id.as_str(),
    };
    let batch = BehaviourOf {
        owner: owner.to_owned(),
        user: principal.user_id.clone(),
        events: events.clone(),
        is_test: app.is_demonstration(),
        received_at: app.clock().now(),
    };
    let kept = app.store().keep_behaviour(batch).await?;
    let new: Vec<_> = events.iter().zip(kept).filter(|(_, new)| *new).map(|(e, _)| e).collect();
    let missing = missing_fields(&new);
    for (field, events) in &missing {
        app.telemetry().count_missing_field(field, events.unsigned_abs());
    }
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    Ok(Json(BehaviourReceipt {
        accepted: count(new.len()),
        repeated: count(events.len() - new.len()),
        missing: missing.into_iter().map(|(field, events)| (field.to_owned(), events)).collect(),
    }))
}

/// How many events came without each optional field.
fn missing_fields(events: &[&BehaviourEvent]) -> BTreeMap<&'static str, i64> {
    let mut missing = BTreeMap::new();
    for event in events {
        for (field, value) in optional(event) {
            if value.is_none_or(|text| text.trim().is_empty()) {
                *missing.entry(field).or_default() += 1;
            }
        }
    }
    missing
}

fn optional(event: &BehaviourEvent) -> [(&'static str, Option<&str>); 5] {
    [
        ("session_id", event.session_id.as_deref()),
        ("page", event.page.as_deref()),
        ("device", event.device.as_deref()),
        ("os", event.os.as_deref()),
        ("screen", event.screen.as_deref()),
    ]
}

/// The events of a body, or every fault that is found in it.
fn parse(bytes: &[u8]) -> Result<Vec<BehaviourEvent>, Refusal> {
    let body: Value = serde_json::from_slice(bytes).map_err(|error| {
        Refusal::new(ErrorCode::BadRequest, format!("The body is not JSON: {error}."))
    })?;
    let fault = |code| Err(Refusal::invalid(vec![field_error("events", code)]));
    let events = match body.get("events") {
        Some(Value::Array(events)) => events,
        Some(_) => return fault("invalid"),
        None => return fault("required"),
    };
    if events.len() > MOST_EVENTS {
        return fault("too_long");
    }
    let mut parsed = Vec::with_capacity(events.len());
    let mut faults = Vec::new();
    for (place, event) in events.iter().enumerate() {
        match event_of(event) {
            Ok(event) => parsed.push(event),
            Err(found) => faults.extend(found.into_iter().map(|fault| FieldError {
                field: format!("events[{place}]{}", dotted(&fault.field)),
                ..fault
            })),
        }
    }
    if faults.is_empty() { Ok(parsed) } else { Err(Refusal::invalid(faults)) }
}

fn dotted(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(".{field}") }
}

fn event_of(value: &Value) -> Result<BehaviourEvent, Vec<FieldError>> {
    let Value::Object(fields) = value else { return Err(vec![field_error("", "not_an_object")]) };
    let is_missing = |name: &&str| fields.get(*name).is_none_or(Value::is_null);
    let missing: Vec<_> = REQUIRED.into_iter().filter(is_missing).collect();
    if !missing.is_empty() {
        return Err(missing.into_iter().map(|name| field_error(name, "required")).collect());
    }
    let event: BehaviourEvent = serde_path_to_error::deserialize(value)
        .map_err(|error| vec![field_error(error.path().to_string(), "invalid")])?;
    let words = [
        ("id", &event.id),
        ("event_type", &event.event_type),
        ("event_category", &event.event_category),
        ("action", &event.action),
    ];
    let mut faults: Vec<FieldError> = words
        .into_iter()
        .filter_map(|(name, word)| {
            let fault = if word.trim().is_empty() {
                Some("required")
            } else {
                text_fault(word, LONGEST_WORD)
            };
            fault.map(|code| field_error(name, code))
        })
        .collect();
    for (name, text) in optional(&event) {
        let fault = text.and_then(|text| text_fault(text, LONGEST_TEXT));
        faults.extend(fault.map(|code| field_error(name, code)));
    }
    let entries = event.event_data.iter();
    let fault = entries
        .filter_map(|(name, text)| {
            text_fault(name, LONGEST_WORD).or_else(|| text_fault(text, LONGEST_TEXT))
        })
        .next()
        .or((event.event_data.len() > MOST_ENTRIES).then_some("too_long"));
    faults.extend(fault.map(|code| field_error("event_data", code)));
    if faults.is_empty() { Ok(event) } else { Err(faults) }
}

fn text_fault(text: &str, longest: usize) -> Option<&'static str> {
    if text.chars().count() > longest {
        Some("too_long")
    } else if text.chars().any(is_control) {
        Some("invalid")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn good() -> Value {
        json!({ "id": "e1", "at": "2026-06-18T12:00:00Z", "event_type": "payment",
            "event_category": "transaction", "action": "package_view" })
    }

    fn faults(body: &Value) -> String {
        let refusal = parse(body.to_string().as_bytes()).unwrap_err();
        let (_, _, errors) = refusal.for_repetition();
        let named = |error: &FieldError| format!("{} {}", error.field, error.code);
        errors.iter().map(named).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_fault_is_named_by_its_place() {
        let with = |name: &str, value: Value| {
            let mut event = good();
            event[name] = value;
            event
        };
        let mut lacking = good();
        lacking.as_object_mut().unwrap().remove("action");
        let cases = [
            (json!({}), "events required"),
            (json!({ "events": {} }), "events invalid"),
            (json!({ "events": vec![good(); 201] }), "events too_long"),
            (json!({ "events": [good(), 7] }), "events[1] not_an_object"),
            (json!({ "events": [good(), good(), good(), lacking] }), "events[3].action required"),
            (json!({ "events": [with("at", json!("noon"))] }), "events[0].at invalid"),
            (json!({ "events": [with("id", json!(" "))] }), "events[0].id required"),
            (json!({ "events": [with("page", json!(5))] }), "events[0].page invalid"),
            (json!({ "events": [with("os", json!("a\u{202e}b"))] }), "events[0].os invalid"),
            (
                json!({ "events": [with("action", json!("x".repeat(101)))] }),
                "events[0].action too_long",
            ),
            (
                json!({ "events": [with("event_data", json!({ "a": "x".repeat(301) }))] }),
                "events[0].event_data too_long",
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(faults(&body), expected);
        }
        let two = json!({ "events": [{}, with("id", json!(""))] });
        assert_eq!(faults(&two).matches("required").count(), 6);
    }

    #[test]
    fn missing_optional_fields_are_counted_by_name() {
        let mut event = good();
        event["page"] = json!("packages");
        event["os"] = json!("");
        let body = json!({ "events": [event, good()] });
        let events = parse(body.to_string().as_bytes()).unwrap();
        let missing = missing_fields(&events.iter().collect::<Vec<_>>());
        assert_eq!((missing["page"], missing["os"], missing["device"]), (1, 2, 2));
    }

    proptest! {
        #[test]
        fn no_body_panics(text in ".{0,60}") {
            let _ = parse(text.as_bytes());
            let _ = parse(json!({ "events": [text] }).to_string().as_bytes());
        }
    }
}
