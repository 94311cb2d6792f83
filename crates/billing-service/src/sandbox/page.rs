//! The page on which one pays in the sandbox, and what its buttons send.

use super::notice::{Body, deliver_due};
use super::words::{self, Words};
use super::{Sandbox, page_of};
use crate::app::App;
use crate::body::query_pairs;
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::store::{SandboxMark, SandboxNotice, SandboxPayment, SandboxTrade, StoreError};
use aws_lc_rs::digest;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use billing_contract::amounts;
use billing_contract::{Money, paths};
use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use std::fmt::Write as _;
use std::sync::Arc;

const STYLE: &str = include_str!("page.css");
/// Longer than a code is shown.
const LATE_SECONDS: i64 = 180;
const MOST_SECONDS: i64 = 10 * 24 * 60 * 60;

/// The page of one code.
#[utoipa::path(
    get, path = paths::SANDBOX_PAGE,
    params(("trade_no" = String, Path, description = "The trade number"),
        ("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = String, content_type = "text/html"),
        (status = 404, description = "No such code, or no sandbox"))
)]
pub async fn show(
    State(app): State<App>,
    Path(trade_no): Path<String>,
    language: Language,
) -> Result<Response, Refusal> {
    let trade = trade_of(&app, &trade_no).await?;
    let page = written(&trade, words::of(language.0), language.0, app.clock().now());
    let mut response = (StatusCode::OK, page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let policy = HeaderValue::try_from(policy());
    let policy = policy.map_err(Refusal::internal)?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    language.state_in(headers);
    Ok(response)
}

/// Does what a button says: pays or declines, and tells of it now, later or never.
#[utoipa::path(
    post, path = paths::SANDBOX_ACT,
    params(("trade_no" = String, Path, description = "The trade number")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "action: pay or decline; amount; times: 1 or 2; notify: now, never or seconds; after: seconds"),
    responses((status = 303, description = "Back to the page"),
        (status = 404, description = "No such code, or no sandbox"))
)]
pub async fn act(
    State(app): State<App>,
    Path(trade_no): Path<String>,
    headers: HeaderMap,
    form: Bytes,
) -> Result<Response, Refusal> {
    let trade = trade_of(&app, &trade_no).await?;
    let stated = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !stated.unwrap_or_default().starts_with("application/x-www-form-urlencoded") {
        let code = billing_contract::ErrorCode::UnsupportedMediaType;
        return Err(Refusal::new(code, "The body must be a form."));
    }
    let act = Act::read(&String::from_utf8_lossy(&form), trade.amount)?;
    match act.action {
        Action::Pay => pay(&app, &trade, &act).await?,
        Action::Decline => decline(&app, &trade, &act).await?,
    }
    deliver_due(&app).await;
    let mut response = StatusCode::SEE_OTHER.into_response();
    let back = HeaderValue::try_from(page_of(&trade.trade_no)).map_err(Refusal::internal)?;
    response.headers_mut().insert(header::LOCATION, back);
    Ok(response)
}

async fn trade_of(app: &App, trade_no: &str) -> Result<SandboxTrade, Refusal> {
    let _: &Sandbox = app.sandbox().ok_or_else(Refusal::not_found)?;
    let found = app.store().trade(trade_no, app.clock().now()).await?;
    found.ok_or_else(Refusal::not_found)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Pay,
    Decline,
}

/// What a form says.
#[derive(Debug, PartialEq, Eq)]
struct Act {
    action: Action,
    amount: Money,
    times: usize,
    /// Seconds until the notice; none if nobody is told.
    notify: Option<i64>,
    /// Seconds until the payment.
    after: i64,
}

impl Act {
    fn read(form: &str, usual: Money) -> Result<Self, Refusal> {
        let mut act =
            Self { action: Action::Pay, amount: usual, times: 1, notify: Some(0), after: 0 };
        let (mut named, mut errors) = (false, Vec::new());
        let seconds = |value: &str| {
            value.parse::<i64>().ok().filter(|seconds| (0..=MOST_SECONDS).contains(seconds))
        };
        for (name, value) in query_pairs(Some(form)) {
            let fits = match (name.as_str(), value.as_str()) {
                ("action", "pay") => set(&mut named, Some(true)),
                ("action", "decline") => {
                    act.action = Action::Decline;
                    set(&mut named, Some(true))
                }
                ("amount", "") => true,
                ("amount", amount) => {
                    let amount = Money::parse(amount, usual.currency).ok();
                    set(&mut act.amount, amount.filter(|amount| amount.minor > 0))
                }
                ("times", "1") => set(&mut act.times, Some(1)),
                ("times", "2") => set(&mut act.times, Some(2)),
                ("notify", "now" | "") => set(&mut act.notify, Some(Some(0))),
                ("notify", "never") => set(&mut act.notify, Some(None)),
                ("notify", value) => set(&mut act.notify, seconds(value).map(Some)),
                ("after", value) => set(&mut act.after, seconds(value)),
                ("action" | "times", _) => false,
                _ => true,
            };
            if !fits {
                errors.push(field_error(name, "invalid"));
            }
        }
        if !named && errors.is_empty() {
            errors.push(field_error("action", "required"));
        }
        if errors.is_empty() { Ok(act) } else { Err(Refusal::invalid(errors)) }
    }
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

async fn pay(app: &App, trade: &SandboxTrade, act: &Act) -> Result<(), Refusal> {
    let paid_at = app.clock().now() + Duration::seconds(act.after);
    let told_at = act.notify.map(|seconds| paid_at + Duration::seconds(seconds));
    let (trade_no, amount, times) = (trade.trade_no.clone(), act.amount, act.times);
    let ids: Vec<String> = (0..times).map(|_| app.clock().new_id()).collect();
    let paying = move |known: u32| {
        let (mut payments, mut notices) = (Vec::new(), Vec::new());
        for (number, id) in (known + 1..).zip(&ids) {
            let payment_no = format!("SB{trade_no}P{number:02}");
            if let Some(due_at) = told_at {
                let mut body = Body::new(id.clone(), "payment.paid", &trade_no, amount, paid_at);
                body.payment_no = Some(payment_no.clone());
                let broken = |error: serde_json::Error| StoreError::Broken(error.to_string());
                notices.push(notice(&body, due_at).map_err(broken)?);
            }
            payments.push(SandboxPayment {
                payment_no,
                amount,
                paid_at,
                times_told: 0,
                refunded_minor: 0,
            });
        }
        Ok((payments, notices))
    };
    // One that is paid in full takes no more; the page says so.
    app.store().pay_trade(&trade.trade_no, Arc::new(paying)).await?;
    Ok(())
}

async fn decline(app: &App, trade: &SandboxTrade, act: &Act) -> Result<(), Refusal> {
    if !trade.payments.is_empty() {
        return Ok(());
    }
    let now = app.clock().now();
    app.store().mark_trade(&trade.trade_no, SandboxMark::Declined, now).await?;
    if let Some(seconds) = act.notify {
        let id = app.clock().new_id();
        let body = Body::new(id, "payment.declined", &trade.trade_no, trade.amount, now);
        let notice = notice(&body, now + Duration::seconds(seconds));
        app.store().add_notice(notice.map_err(Refusal::internal)?).await?;
    }
    Ok(())
}

fn notice(body: &Body, due_at: DateTime<Utc>) -> Result<SandboxNotice, serde_json::Error> {
    Ok(SandboxNotice {
        id: body.event_id.clone(),
        body: serde_json::to_string(body)?,
        due_at,
        failures: 0,
    })
}

/// Nothing but the page's own style, and forms that lead back to it.
fn policy() -> String {
    let hash = digest::digest(&digest::SHA256, STYLE.as_bytes());
    let hash = base64::engine::general_purpose::STANDARD.encode(hash.as_ref());
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

fn written(trade: &SandboxTrade, words: &Words, locale: &str, now: DateTime<Utc>) -> String {
    let whole = trade.amount;
    let money = |minor: i64| amounts::text(Money::new(minor, whole.currency), locale);
    let is_paid = trade.paid_minor() >= whole.minor;
    let state = if is_paid {
        format!("{} · {}", words.paid, money(trade.paid_minor()))
    } else if !trade.payments.is_empty() {
        format!("{} · {}", words.partly_paid, money(trade.paid_minor()))
    } else if trade.will_be_paid {
        words.to_come.to_owned()
    } else if trade.closed_at.is_some() || trade.payable_until <= now {
        words.closed.to_owned()
    } else if trade.declined_at.is_some() {
        words.declined.to_owned()
    } else {
        words.open.to_owned()
    };
    let mut page = format!(
        "<!doctype html><html lang=\"{locale}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>[TEST] {title}</title>\
         <style>{STYLE}</style></head><body><main><h1><span class=\"test\">[TEST]</span> {title}\
         </h1><p>{no_money}</p><p class=\"amount\">{amount}</p><dl><dt>{order}</dt><dd>{order_no}\
         <br>{subject}</dd><dt>{state_word}</dt><dd role=\"status\">{state}</dd></dl>",
        title = words.title,
        no_money = words.no_money,
        amount = money(whole.minor),
        order = words.order,
        order_no = escaped(&trade.order_no),
        subject = escaped(&trade.subject),
        state_word = words.state,
    );
    if is_paid || trade.will_be_paid {
        page.push_str(words.done);
    } else {
        add_buttons(&mut page, trade, words, &money(whole.minor));
    }
    page.push_str("</main></body></html>");
    page
}

fn add_buttons(page: &mut String, trade: &SandboxTrade, words: &Words, whole: &str) {
    let whole_minor = trade.amount.minor;
    let amount = |minor: i64| Money::new(minor, trade.amount.currency).to_decimal();
    let little = amount((whole_minor / 2).max(1));
    let much = amount(whole_minor.saturating_add((whole_minor / 2).max(1)));
    let late = LATE_SECONDS.to_string();
    let act = format!("{}/act", page_of(&escaped(&trade.trade_no)));
    let pay = ("action", "pay");
    let button = |page: &mut String, class: &str, text: &str, fields: &[(&str, &str)]| {
        let _ = write!(page, "<form method=\"post\" action=\"{act}\">");
        for (name, value) in fields {
            let _ = write!(page, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        }
        let _ = write!(page, "<button class=\"{class}\">{text}</button></form>");
    };
    button(page, "main", &format!("{} {whole}", words.pay), &[pay]);
    button(page, "", words.decline, &[("action", "decline")]);
    let _ = write!(page, "<details><summary>{}</summary>", words.more);
    button(page, "", words.late, &[pay, ("after", &late)]);
    button(page, "", words.twice, &[pay, ("times", "2")]);
    button(page, "", words.too_little, &[pay, ("amount", little.as_str())]);
    button(page, "", words.too_much, &[pay, ("amount", much.as_str())]);
    button(page, "", words.lose_notice, &[pay, ("notify", "never")]);
    let _ = write!(
        page,
        "<form method=\"post\" action=\"{act}\"><fieldset><legend>{own}</legend>\
         <input type=\"hidden\" name=\"action\" value=\"pay\"><label>{amount}\
         <input name=\"amount\" inputmode=\"decimal\" value=\"{value}\"></label>\
         <label>{notice_after}<input name=\"notify\" inputmode=\"numeric\" value=\"0\"></label>\
         <button>{pay}</button></fieldset></form></details>",
        own = words.own,
        amount = words.amount,
        value = trade.amount.to_decimal().as_str(),
        notice_after = words.notice_after,
        pay = words.pay,
    );
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::Currency;

    fn usual() -> Money {
        Money::new(9_900, Currency::CNY)
    }

    #[test]
    fn a_form_says_what_to_do_and_the_rest_is_usual() {
        let act = Act::read("action=pay", usual()).unwrap();
        let plain =
            Act { action: Action::Pay, amount: usual(), times: 1, notify: Some(0), after: 0 };
        assert_eq!(act, plain);
        let act = Act::read("action=pay&amount=1.50&times=2&notify=30&after=180", usual()).unwrap();
        assert_eq!((act.amount.minor, act.times), (150, 2));
        assert_eq!((act.notify, act.after), (Some(30), 180));
        assert_eq!(Act::read("action=decline&notify=never", usual()).unwrap().notify, None);
    }

    #[test]
    fn a_senseless_form_is_refused() {
        for form in [
            "",
            "action=steal",
            "action=pay&amount=1.5",
            "action=pay&amount=-1.00",
            "action=pay&amount=0.00",
            "action=pay&times=3",
            "action=pay&notify=-1",
            "action=pay&notify=soon",
            "action=pay&after=99999999",
        ] {
            assert!(Act::read(form, usual()).is_err(), "{form}");
        }
    }

    #[test]
    fn what_was_ordered_cannot_write_on_the_page() {
        assert_eq!(escaped("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
    }
}
