//! Whatever is done to the ledger of credits, as it is kept or as it is sent, the break is found and
//! named. `BILLING_FAULT_SCALE` multiplies the sizes.

use super::*;
use billing_contract::CreditTransaction;

/// What somebody does to the kept ledger behind the console's back.
#[derive(Clone, Debug)]
enum Tampering {
    /// One bit of what is kept of a movement.
    Flip { pick: usize, byte: usize, bit: u8 },
    /// A movement is gone.
    Drop { pick: usize },
    /// Two movements stand in each other's place.
    Swap { pick: usize, other: usize },
    /// Another amount, with or without the balance and the hash that would go with it.
    Edit { pick: usize, by: i64, balance: bool, hash: bool },
    /// From a movement on everything is forged, so that it follows.
    Forge { pick: usize, by: i64 },
    /// A movement that never was, at the end.
    Add,
}

/// How many times each is done.
fn cases() -> u32 {
    let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
    256 * scale.unwrap_or(1)
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let pick = || any::<usize>();
    prop_oneof![
        6 => (pick(), any::<usize>(), 0_u8..8)
            .prop_map(|(pick, byte, bit)| Tampering::Flip { pick, byte, bit }),
        2 => pick().prop_map(|pick| Tampering::Drop { pick }),
        2 => (pick(), pick()).prop_map(|(pick, other)| Tampering::Swap { pick, other }),
        3 => (pick(), 1_i64..9, any::<bool>(), any::<bool>())
            .prop_map(|(pick, by, balance, hash)| Tampering::Edit { pick, by, balance, hash }),
        2 => (pick(), 1_i64..9).prop_map(|(pick, by)| Tampering::Forge { pick, by }),
        1 => Just(Tampering::Add),
    ]
}

fn altered(number: i64) -> Break {
    Break { number, fault: LedgerFault::Altered }
}

fn replaced(number: i64) -> Break {
    Break { number, fault: LedgerFault::Replaced }
}

fn hash_of(movement: &CreditTransaction, before: &str) -> String {
    let digest = Sha256::digest(movement.hashed_text(before));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kept(database: &Connection) -> Vec<CreditTransaction> {
    let mut question =
        database.prepare("SELECT body FROM credit_transactions ORDER BY number").unwrap();
    let bodies = question.query_map([], |row| row.get::<_, String>(0)).unwrap();
    bodies.map(|body| serde_json::from_str(&body.unwrap()).unwrap()).collect()
}

fn keep(database: &Connection, number: i64, body: &[u8]) {
    let statement = "UPDATE credit_transactions SET body = CAST(?2 AS TEXT) WHERE number = ?1";
    database.execute(statement, rusqlite::params![number, body]).unwrap();
}

fn keep_movement(database: &Connection, movement: &CreditTransaction) {
    keep(database, movement.number, serde_json::to_string(movement).unwrap().as_bytes());
}

/// Does it; the first movement that is wrong then, if anything is.
fn tamper(database: &Connection, tampering: &Tampering) -> Option<Break> {
    let mut all = kept(database);
    let count = all.len();
    let number = |place: usize| i64::try_from(place + 1).unwrap();
    match *tampering {
        Tampering::Flip { pick, byte, bit } => {
            let (place, before) = (pick % count, &all[pick % count]);
            let mut body = serde_json::to_string(before).unwrap().into_bytes();
            let byte = byte % body.len();
            body[byte] ^= 1 << bit;
            keep(database, number(place), &body);
            // `2026-01-01t00:00:00z` says the same as with large letters.
            let is_same = serde_json::from_slice::<CreditTransaction>(&body);
            (!is_same.is_ok_and(|after| after == *before)).then(|| altered(number(place)))
        }
        Tampering::Drop { pick } => {
            let gone = number(pick % count);
            database.execute("DELETE FROM credit_transactions WHERE number = ?1", [gone]).unwrap();
            Some(Break { number: gone, fault: LedgerFault::Missing })
        }
        Tampering::Swap { pick, other } => {
            let (one, two) = (pick % count, other % count);
            let bodies = [&all[one], &all[two]].map(|body| serde_json::to_vec(body).unwrap());
            keep(database, number(one), &bodies[1]);
            keep(database, number(two), &bodies[0]);
            (one != two).then(|| altered(number(one.min(two))))
        }
        Tampering::Edit { pick, by, balance, hash } => {
            let place = pick % count;
            let before = place.checked_sub(1).map_or("", |before| all[before].hash.as_str());
            let mut edited = all[place].clone();
            edited.amount += by;
            edited.balance_after += if balance { by } else { 0 };
            if hash {
                edited.hash = hash_of(&edited, before);
            }
            keep_movement(database, &edited);
            // One that is right by itself is found by what no longer follows from it.
            let is_right_by_itself = balance && hash;
            let is_last = place + 1 == count;
            Some(match is_right_by_itself {
                true if is_last => replaced(number(place)),
                true => altered(number(place + 1)),
                false => altered(number(place)),
            })
        }
        Tampering::Forge { pick, by } => {
            let place = pick % count;
            let mut hash = place.checked_sub(1).map_or(String::new(), |at| all[at].hash.clone());
            all[place].amount += by;
            for movement in &mut all[place..] {
                movement.balance_after += by;
                movement.hash = hash_of(movement, &hash);
                hash.clone_from(&movement.hash);
                keep_movement(database, movement);
            }
            // All of it follows; only the end is not the one that was seen.
            Some(replaced(number(count - 1)))
        }
        Tampering::Add => {
            let mut added = all[count - 1].clone();
            added.number += 1;
            let statement = "INSERT INTO credit_transactions VALUES (?1, 'added', ?2)";
            let body = serde_json::to_string(&added).unwrap();
            database.execute(statement, rusqlite::params![added.number, body]).unwrap();
            Some(altered(added.number))
        }
    }
}

fn after(tampering: Tampering, amounts: &[i64]) -> (Option<Break>, Ledger, Ledger) {
    within(async {
        let folder = TempDir::new().unwrap();
        let archives = archives(&folder);
        let archive = archives.of(&owner(), &customer()).unwrap();
        archive.take_page(None, page(&movements(amounts), "a", false)).await.unwrap().unwrap();
        let sound = archive.ledger(0, 1).await.unwrap();
        assert_eq!((sound.verified_to, sound.broken), (i64::from(sound.total), None));
        let wrong = archive.read(move |database| Ok(tamper(database, &tampering))).await.unwrap();
        // As whoever opens the file again.
        archive.ledger_is_sound.store(false, Ordering::Relaxed);
        let found = archive.ledger(0, 1).await.unwrap();
        (wrong, found, archive.ledger(0, 1).await.unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]
    #[test]
    fn whatever_is_done_to_the_ledger_is_found_and_named(
        amounts in proptest::collection::vec(-50_i64..100, 1..20),
        tampering in tampering(),
    ) {
        let (wrong, found, again) = after(tampering, &amounts);
        prop_assert_eq!(found.broken, wrong);
        if wrong.is_none() {
            prop_assert_eq!(found.verified_to, i64::from(found.total));
        }
        prop_assert_eq!((again.broken, again.verified_to), (found.broken, found.verified_to));
    }
}

#[test]
fn every_byte_of_a_movement_matters_or_changes_nothing() {
    let amounts = [100, -30, 55];
    let long = movements(&amounts)[1]["body"].to_string().len();
    for (byte, bit) in (0..long).zip((0_u8..7).cycle()) {
        let (wrong, found, _) = after(Tampering::Flip { pick: 1, byte, bit }, &amounts);
        assert_eq!(found.broken, wrong, "bit {bit} of byte {byte}");
    }
}

/// What somebody does to the ledger on its way here, or the service itself before anybody has seen it.
#[derive(Clone, Debug)]
enum Sending {
    /// One bit of all that is sent.
    Flip { at: usize, bit: u8 },
    /// A movement is left out.
    Drop { pick: usize },
    /// Two movements bear each other's number.
    Renumber { pick: usize, other: usize },
    /// A movement is told with another amount, and perhaps with the balance that goes with it.
    Edit { pick: usize, by: i64, balance: bool },
    /// A movement comes once more, under a number of its own.
    Repeat { pick: usize },
    /// They come in another order, of which nothing depends.
    Shuffle { by: usize },
}

fn sending() -> impl Strategy<Value = Sending> {
    let pick = || any::<usize>();
    prop_oneof![
        6 => (pick(), 0_u8..8).prop_map(|(at, bit)| Sending::Flip { at, bit }),
        2 => pick().prop_map(|pick| Sending::Drop { pick }),
        2 => (pick(), pick()).prop_map(|(pick, other)| Sending::Renumber { pick, other }),
        2 => (pick(), 1_i64..9, any::<bool>())
            .prop_map(|(pick, by, balance)| Sending::Edit { pick, by, balance }),
        1 => pick().prop_map(|pick| Sending::Repeat { pick }),
        1 => pick().prop_map(|by| Sending::Shuffle { by }),
    ]
}

/// The page as it comes then, and the break that must be found in it; with one bit flipped it may be
/// anywhere, or the page makes no sense.
fn sent(changes: &[Value], sending: &Sending) -> (Vec<u8>, Option<Option<Break>>) {
    let mut changes = changes.to_vec();
    let count = changes.len();
    let number = |place: usize| i64::try_from(place + 1).unwrap();
    let wrong = match *sending {
        Sending::Flip { at, bit } => {
            let mut bytes = page(&changes, "a", false);
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            return (bytes, None);
        }
        Sending::Drop { pick } => {
            let place = pick % count;
            changes.remove(place);
            // Nobody knows of a last one that was never seen.
            (place + 1 < count)
                .then(|| Break { number: number(place), fault: LedgerFault::Missing })
        }
        Sending::Renumber { pick, other } => {
            let (one, two) = (pick % count, other % count);
            changes[one]["body"]["number"] = json!(number(two));
            changes[two]["body"]["number"] = json!(number(one));
            (one != two).then(|| altered(number(one.min(two))))
        }
        Sending::Edit { pick, by, balance } => {
            let body = &mut changes[pick % count]["body"];
            body["amount"] = json!(body["amount"].as_i64().unwrap() + by);
            if balance {
                body["balance_after"] = json!(body["balance_after"].as_i64().unwrap() + by);
            }
            Some(altered(number(pick % count)))
        }
        Sending::Repeat { pick } => {
            let mut again = changes[pick % count].clone();
            again["body"]["number"] = json!(number(count));
            again["body"]["id"] = json!("again");
            changes.push(again);
            Some(altered(number(count)))
        }
        Sending::Shuffle { by } => {
            changes.rotate_left(by % count);
            None
        }
    };
    (page(&changes, "a", false), Some(wrong))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]
    #[test]
    fn whatever_is_sent_is_as_it_was_sealed_or_named(
        amounts in proptest::collection::vec(-50_i64..100, 1..20),
        sending in sending(),
    ) {
        let changes = movements(&amounts);
        let (page, wrong) = sent(&changes, &sending);
        let taken = within(async {
            let folder = TempDir::new().unwrap();
            let archives = archives(&folder);
            let archive = archives.of(&owner(), &customer()).unwrap();
            match archive.take_page(None, page).await {
                Ok(_) => Some(archive.ledger(0, 1_000).await.unwrap()),
                Err(PageError::Nonsense(_)) => None,
                Err(PageError::Store(error)) => panic!("{error}"),
            }
        });
        match (taken, wrong) {
            (Some(ledger), Some(wrong)) => prop_assert_eq!(ledger.broken, wrong),
            (None, Some(_)) => prop_assert!(false, "a page that can be read was refused"),
            (None, None) => {}
            (Some(ledger), None) => {
                // Up to the break, if there is one, every movement is the one that was sealed.
                let sealed: Vec<CreditTransaction> = changes
                    .iter()
                    .map(|change| serde_json::from_value(change["body"].clone()).unwrap())
                    .collect();
                let end = ledger.broken.map_or(i64::MAX, |broken| broken.number);
                let mut shown = ledger.rows;
                shown.retain(|row| row.number < end);
                shown.reverse();
                prop_assert_eq!(&shown[..], &sealed[..shown.len()]);
            }
        }
    }
}

/// The same movements with one of them by so much greater, sealed anew from there on.
fn rewritten(changes: &[Value], place: usize, by: i64) -> Vec<Value> {
    let mut changes = changes.to_vec();
    let mut before = place
        .checked_sub(1)
        .map_or(String::new(), |at| changes[at]["body"]["hash"].as_str().unwrap().to_owned());
    for (at, change) in changes.iter_mut().enumerate().skip(place) {
        let mut body: CreditTransaction = serde_json::from_value(change["body"].clone()).unwrap();
        body.amount += if at == place { by } else { 0 };
        body.balance_after += by;
        body.hash = hash_of(&body, &before);
        before.clone_from(&body.hash);
        change["body"] = serde_json::to_value(&body).unwrap();
    }
    changes
}

#[tokio::test]
async fn what_was_seen_cannot_be_rewritten_or_taken_away_by_what_is_sent_later() {
    let seen = movements(&[100, -30, 55]);
    let gone = json!({"seq": 2, "kind": "credits", "id": seen[2]["id"], "op": "delete"});
    for (later, broken) in [
        (rewritten(&seen, 0, 5), replaced(3)),
        (vec![gone], Break { number: 3, fault: LedgerFault::Missing }),
    ] {
        let folder = TempDir::new().unwrap();
        let archives = archives(&folder);
        let archive = archives.of(&owner(), &customer()).unwrap();
        archive.take_page(None, page(&seen, "a", false)).await.unwrap().unwrap();
        assert_eq!(archive.ledger(0, 9).await.unwrap().broken, None);
        let since = Some("a".to_owned());
        archive.take_page(since, page(&later, "b", false)).await.unwrap().unwrap();
        for _ in 0..2 {
            assert_eq!(archive.ledger(0, 9).await.unwrap().broken, Some(broken));
        }
    }
}

#[tokio::test]
async fn a_reason_for_a_movement_that_only_a_newer_service_knows_breaks_nothing() {
    let mut changes = movements(&[100]);
    let mut body: CreditTransaction = serde_json::from_value(changes[0]["body"].clone()).unwrap();
    body.transaction_type = serde_json::from_value(json!("inherit")).unwrap();
    let digest = Sha256::digest(body.hashed_text_as("inherit", ""));
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    changes[0]["body"]["transaction_type"] = json!("inherit");
    changes[0]["body"]["hash"] = json!(hash);
    let folder = TempDir::new().unwrap();
    let archives = archives(&folder);
    let archive = archives.of(&owner(), &customer()).unwrap();
    archive.take_page(None, page(&changes, "a", false)).await.unwrap().unwrap();
    let ledger = archive.ledger(0, 9).await.unwrap();
    assert_eq!((ledger.broken, ledger.verified_to), (None, 1));
}
