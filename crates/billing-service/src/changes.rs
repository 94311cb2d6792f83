//! The change feed: how a console's archive comes to be, and stays, what the service knows.
//!
//! A cursor says where a reader stands, sealed for this database, this customer and the kinds of
//! things the reader may see. One that is not ours – of a database that was set up anew, of another
//! customer, of a person who may see more by now – is answered like one that is too old (410
//! `resync`): whoever shows it must read everything anew, and can.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal, permissions_of};
use crate::body::query_pairs;
use crate::documents::printing;
use crate::etag::{self, Conditions};
use crate::problem::{Refusal, field_error};
use crate::store::{FeedAnswer, FeedPart, FeedPosition, FeedWish};
use aws_lc_rs::{constant_time, hmac};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billing_contract::{ChangeKind, ChangesPage, CustomerId, ErrorCode, Permission, Role, paths};

/// The name of the key in the store.
pub const FEED_KEY: &str = "change_feed_cursors";

const MOST_CHANGES: u32 = 5_000;
const USUAL_CHANGES: u32 = 1_000;
const SEAL_BYTES: usize = 12;

/// Everything of the archive, newest month first, and from then on what has changed.
#[utoipa::path(
    get, path = paths::PORTAL_CHANGES,
    params(
        ("since" = Option<String>, Query, description = "The cursor of the page before"),
        ("limit" = Option<u32>, Query, description = "1 to 5,000, 1,000 unless told")),
    responses(
        (status = 200, body = ChangesPage),
        (status = 410, description = "The cursor is too old; read everything again")))]
pub async fn read_changes(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let Asked { since, limit } = asked(query.as_deref())?;
    let kinds = kinds_for(principal.role);
    let seals = app.cursors();
    let too_old =
        || Refusal::new(ErrorCode::Resync, "The cursor is too old; read everything again.");
    let position = match since {
        Some(cursor) => Some(seals.open(&customer, &kinds, &cursor).ok_or_else(too_old)?),
        None => None,
    };
    if position.is_none() && kinds.contains(&ChangeKind::Invoice) {
        // An invoice is told of with its document; from here on each brings a change of its own.
        printing::ensure(&app, &customer).await?;
    }
    let wish = FeedWish { customer: customer.clone(), position, kinds: kinds.clone(), limit };
    match app.store().read_feed(wish).await? {
        FeedAnswer::TooOld => Err(too_old()),
        FeedAnswer::Page(changes, position, has_more) => {
            let cursor = seals.seal(&customer, &kinds, &position);
            let page = ChangesPage { changes, cursor, has_more, server_now: app.clock().now() };
            // The clock moves on, what is told may not: whatever stands before it is the tag.
            let body = serde_json::to_vec(&page).map_err(Refusal::internal)?;
            let clock = serde_json::to_vec(&page.server_now).map_err(Refusal::internal)?;
            let tag = etag::weak_tag_of(&body[..body.len() - clock.len() - 1]);
            etag::finish(body, &tag, &conditions)
        }
    }
}

struct Asked {
    since: Option<String>,
    limit: u32,
}

fn asked(query: Option<&str>) -> Result<Asked, Refusal> {
    let mut asked = Asked { since: None, limit: USUAL_CHANGES };
    for (name, value) in query_pairs(query) {
        match name.as_str() {
            "since" => asked.since = Some(value).filter(|since| !since.is_empty()),
            "limit" => match value.parse() {
                Ok(limit) if (1..=MOST_CHANGES).contains(&limit) => asked.limit = limit,
                _ => return Err(Refusal::invalid(vec![field_error("limit", "out_of_range")])),
            },
            _ => {}
        }
    }
    Ok(asked)
}

/// What a role is told of.
fn kinds_for(role: Role) -> Vec<ChangeKind> {
    let allowed = permissions_of(role);
    let kinds = [
        (ChangeKind::Account, Permission::ViewAccount),
        (ChangeKind::Subscription, Permission::ViewSubscription),
        (ChangeKind::Order, Permission::ViewOrders),
        (ChangeKind::PackageCenter, Permission::ViewPlans),
        (ChangeKind::Usage, Permission::ViewUsage),
        (ChangeKind::Invoice, Permission::ViewInvoices),
        (ChangeKind::Credits, Permission::ViewCredits),
        (ChangeKind::Notice, Permission::ViewOrders),
    ];
    let told = kinds.into_iter().filter(|(_, permission)| allowed.contains(permission));
    told.map(|(kind, _)| kind).collect()
}

/// Makes cursors and reads them.
pub struct Cursors(hmac::Key);

impl Cursors {
    /// Cursors under this key.
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    fn seal(&self, customer: &CustomerId, kinds: &[ChangeKind], at: &FeedPosition) -> String {
        let position = written(at);
        let mut sealed = self.mark(customer, kinds, &position).to_vec();
        sealed.extend(position.as_bytes());
        URL_SAFE_NO_PAD.encode(sealed)
    }

    fn open(
        &self,
        customer: &CustomerId,
        kinds: &[ChangeKind],
        cursor: &str,
    ) -> Option<FeedPosition> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (mark, position) = sealed.split_at_checked(SEAL_BYTES)?;
        let position = std::str::from_utf8(position).ok()?;
        let expected = self.mark(customer, kinds, position);
        constant_time::verify_slices_are_equal(mark, &expected).ok()?;
        read(position)
    }

    fn mark(
        &self,
        customer: &CustomerId,
        kinds: &[ChangeKind],
        position: &str,
    ) -> [u8; SEAL_BYTES] {
        let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        let text = format!("{customer}\n{}\n{position}", kinds.join(","));
        let mut mark = [0; SEAL_BYTES];
        mark.copy_from_slice(&hmac::sign(&self.0, text.as_bytes()).as_ref()[..SEAL_BYTES]);
        mark
    }
}

fn written(position: &FeedPosition) -> String {
    match position {
        FeedPosition::Told(seq) => format!("told {seq}"),
        FeedPosition::Walking { began, month, part, after } => {
            format!("walk {began} {month} {} {after}", part.kind().as_str())
        }
    }
}

fn read(text: &str) -> Option<FeedPosition> {
    let (kind, rest) = text.split_once(' ')?;
    if kind == "told" {
        return Some(FeedPosition::Told(rest.parse().ok()?));
    }
    let mut words = rest.splitn(4, ' ');
    let (began, month) = (words.next()?.parse().ok()?, words.next()?.to_owned());
    let part = words.next()?;
    let part = FeedPart::ALL.into_iter().find(|known| known.kind().as_str() == part)?;
    Some(FeedPosition::Walking { began, month, part, after: words.next()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_for_its_own_customer_and_kinds_alone() {
        let cursors = Cursors::new(&[7; 32]);
        let (anna, bert) = (CustomerId::new("anna"), CustomerId::new("bert"));
        let (all, few) = (kinds_for(Role::Admin), kinds_for(Role::Agent));
        let walking = FeedPosition::Walking {
            began: 9,
            month: "2026-06".to_owned(),
            part: FeedPart::Usage,
            after: "2026-06-18/a product".to_owned(),
        };
        for position in [FeedPosition::Told(3), walking] {
            let cursor = cursors.seal(&anna, &all, &position);
            assert_eq!(cursors.open(&anna, &all, &cursor), Some(position));
            assert_eq!(cursors.open(&bert, &all, &cursor), None);
            assert_eq!(cursors.open(&anna, &few, &cursor), None);
            assert_eq!(Cursors::new(&[8; 32]).open(&anna, &all, &cursor), None);
            assert_eq!(cursors.open(&anna, &all, &cursor[1..]), None);
        }
        for garbage in ["", "x", "!!!!", "AAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(cursors.open(&anna, &all, garbage), None);
        }
    }

    #[test]
    fn an_agent_is_told_of_usage_and_not_of_money() {
        let told = kinds_for(Role::Agent);
        assert!(told.contains(&ChangeKind::Usage));
        for kind in [ChangeKind::Invoice, ChangeKind::Credits, ChangeKind::Order] {
            assert!(!told.contains(&kind));
            assert!(kinds_for(Role::Member).contains(&kind));
        }
    }

    #[test]
    fn limits_are_checked() {
        assert_eq!(asked(None).unwrap().limit, 1_000);
        assert_eq!(asked(Some("limit=5000")).unwrap().limit, 5_000);
        for wrong in ["limit=0", "limit=5001", "limit=x", "limit=-1"] {
            assert!(asked(Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(asked(Some("since=")).unwrap().since, None);
    }
}
