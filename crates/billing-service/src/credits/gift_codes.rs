//! Gift codes: made by operators, redeemed by customers.
//!
//! A code is sixteen letters of chance, told once and kept as a hash. Whoever redeems it first has
//! its credits; asked again by the same customer it answers the same. Of a code that is unknown,
//! used by somebody else or out of time the answer is one and the same, and counts as a guess.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::auth::audit::Noting;
use crate::auth::device::Device;
use crate::body::PageQuery;
use crate::etag::{self, Conditions};
use crate::idempotency::{Answer, KeyRule, Repeatable, Ticket};
use crate::problem::{Refusal, field_error};
use crate::store::{NewGiftCodes, Redeeming};
use crate::validation;
use aws_lc_rs::{digest, rand};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use billing_contract::{
    ErrorCode, FieldError, GiftCode, GiftCodeRequest, GiftCodes, Page, RedeemRequest, Redeemed,
    paths,
};

/// Letters and digits that nobody takes for others (Crockford's).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;
const GROUP: usize = 4;
const MOST_CODES: u32 = 1_000;
const MOST_CREDITS: i64 = 1_000_000_000;
const MOST_DAYS: u32 = 3_660;
const LONGEST_NOTE: usize = 200;

/// Makes codes; they are told this once.
#[utoipa::path(
    post, path = paths::OPERATOR_GIFT_CODES, request_body = GiftCodeRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = GiftCodes),
        (status = 400, description = "Not JSON, or no Idempotency-Key"),
        (status = 409, description = "The first request still runs")))]
pub async fn make_codes(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once(&app, KeyRule::Required, async |asked: GiftCodeRequest, ticket: Option<Ticket>| {
            let now = app.clock().now();
            check(&asked, now)?;
            let codes = (0..asked.count).map(|_| new_code()).collect::<Result<Vec<_>, _>>()?;
            let kept = |code: &String| {
                let plain = normalised(code);
                let ending = plain[LENGTH - GROUP..].to_owned();
                (app.clock().new_id(), sha256_of(&plain), ending)
            };
            let made = NewGiftCodes {
                batch: app.clock().new_id(),
                codes: codes.iter().map(kept).collect(),
                amount: asked.amount,
                valid_days: asked.valid_days,
                redeem_before: asked.redeem_before,
                note: asked.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
                created_by: principal.user_id.clone(),
                now,
            };
            noting.subject(&made.batch);
            noting.note(&format!("{} x {}", asked.count, asked.amount));
            let told = GiftCodes { batch: made.batch.clone(), codes };
            let answer = Answer::json(StatusCode::OK, &told)?;
            let completion = ticket.map(|ticket| ticket.complete(&answer)).transpose()?;
            app.store().keep_gift_codes(made, completion).await?;
            Ok(answer)
        })
        .await
}

/// The codes that were made, and who redeemed them, newest first.
#[utoipa::path(
    get, path = paths::OPERATOR_GIFT_CODES,
    responses((status = 200, body = Page<GiftCode>)))]
pub async fn list_codes(
    State(app): State<App>,
    page: PageQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let rest = app.store().gift_codes(page.after.clone(), page.limit + 1).await?;
    let page: Page<GiftCode> = page.cut(rest, |code| code.id.clone());
    etag::by_content(&page, &conditions)
}

/// Redeems a code.
#[utoipa::path(
    post, path = paths::PORTAL_CREDIT_REDEEM, request_body = RedeemRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters")),
    responses((status = 200, body = Redeemed),
        (status = 409, description = "The first request still runs"),
        (status = 422, description = "Invalid fields, or the code does not count")))]
pub async fn redeem(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    device: Device,
    request: Repeatable,
) -> Result<Response, Refusal> {
    request
        .once_kept_afterwards(&app, KeyRule::Optional, async |asked: RedeemRequest| {
            let (limits, address) = (app.limits(), device.household());
            // One after another for each customer: otherwise many guesses at once all pass the limit.
            let _queue = limits.sign_in_queue(customer.as_str()).lock().await;
            let now = app.clock().now();
            limits.admit_code(&customer, &address, now)?;
            let redeeming = Redeeming {
                id: app.clock().new_id(),
                customer: customer.clone(),
                code_sha256: sha256_of(&normalised(&asked.code)),
                now,
            };
            match app.store().redeem_gift_code(redeeming).await? {
                Some(transaction) => Answer::json(StatusCode::OK, &Redeemed { transaction }),
                None => {
                    limits.code_failed(&customer, &address, now);
                    Err(Refusal::new(ErrorCode::GiftCodeRefused, "The code does not count."))
                }
            }
        })
        .await
}

fn check(asked: &GiftCodeRequest, now: chrono::DateTime<chrono::Utc>) -> Result<(), Refusal> {
    let mut errors: Vec<FieldError> = Vec::new();
    if !(1..=MOST_CREDITS).contains(&asked.amount) {
        errors.push(field_error("amount", "out_of_range"));
    }
    if !(1..=MOST_CODES).contains(&asked.count) {
        errors.push(field_error("count", "out_of_range"));
    }
    if asked.redeem_before.is_some_and(|before| before <= now) {
        errors.push(field_error("redeem_before", "out_of_range"));
    }
    if asked.valid_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        errors.push(field_error("valid_days", "out_of_range"));
    }
    if let Some(note) = &asked.note {
        if note.chars().count() > LONGEST_NOTE {
            errors.push(field_error("note", "too_long"));
        } else if note.chars().any(validation::is_control) {
            errors.push(field_error("note", "invalid"));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal::invalid(errors)) }
}

/// Eighty bits of chance, in four groups.
fn new_code() -> Result<String, Refusal> {
    let mut chance = [0_u8; LENGTH];
    rand::fill(&mut chance).map_err(|_| Refusal::unavailable("there is no randomness"))?;
    let letters: Vec<char> =
        chance.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// A code as it is hashed: large letters, those that look alike read as the same, nothing between.
fn normalised(code: &str) -> String {
    let read = |letter: char| match letter.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        letter if letter.is_ascii_alphanumeric() => Some(letter),
        '-' | ' ' => None,
        // It is then no code.
        other => Some(other),
    };
    code.trim().chars().filter_map(read).collect()
}

fn sha256_of(plain: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, plain.as_bytes()).as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_may_be_typed() {
        let code = new_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(normalised(&code).len(), LENGTH);
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(normalised(&format!(" {typed} ")), normalised(&code));
        assert_ne!(normalised("ABCD*"), normalised("ABCD"));
        assert_ne!(new_code().unwrap(), code);
    }
}
