//! Whatever is done to the ledger of credits as it is kept, the break is found and named.

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

/// Does it; the number of the first movement that is wrong then, if anything is.
fn tamper(database: &Connection, tampering: &Tampering) -> Option<i64> {
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
            (!is_same.is_ok_and(|after| after == *before)).then(|| number(place))
        }
        Tampering::Drop { pick } => {
            let gone = number(pick % count);
            database.execute("DELETE FROM credit_transactions WHERE number = ?1", [gone]).unwrap();
            Some(gone)
        }
        Tampering::Swap { pick, other } => {
            let (one, two) = (pick % count, other % count);
            let bodies = [&all[one], &all[two]].map(|body| serde_json::to_vec(body).unwrap());
            keep(database, number(one), &bodies[1]);
            keep(database, number(two), &bodies[0]);
            (one != two).then(|| number(one.min(two)))
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
            let is_right_by_itself = balance && hash && place + 1 < count;
            Some(number(place) + i64::from(is_right_by_itself))
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
            Some(number(count - 1))
        }
        Tampering::Add => {
            let mut added = all[count - 1].clone();
            added.number += 1;
            let statement = "INSERT INTO credit_transactions VALUES (?1, 'added', ?2)";
            let body = serde_json::to_string(&added).unwrap();
            database.execute(statement, rusqlite::params![added.number, body]).unwrap();
            Some(added.number)
        }
    }
}

fn after(tampering: Tampering, amounts: &[i64]) -> (Option<i64>, Ledger, Ledger) {
    within(async {
        let folder = TempDir::new().unwrap();
        let archives = archives(&folder);
        let archive = archives.of(&owner(), &customer()).unwrap();
        archive.take_page(None, page(&movements(amounts), "a", false)).await.unwrap().unwrap();
        let sound = archive.ledger(0, 1).await.unwrap();
        assert_eq!((sound.verified_to, sound.broken_at), (i64::from(sound.total), None));
        let wrong = archive.read(move |database| Ok(tamper(database, &tampering))).await.unwrap();
        // As whoever opens the file again.
        archive.ledger_is_sound.store(false, Ordering::Relaxed);
        let found = archive.ledger(0, 1).await.unwrap();
        (wrong, found, archive.ledger(0, 1).await.unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn whatever_is_done_to_the_ledger_is_found_and_named(
        amounts in proptest::collection::vec(-50_i64..100, 1..20),
        tampering in tampering(),
    ) {
        let (wrong, found, again) = after(tampering, &amounts);
        prop_assert_eq!(found.broken_at, wrong);
        if wrong.is_none() {
            prop_assert_eq!(found.verified_to, i64::from(found.total));
        }
        prop_assert_eq!((again.broken_at, again.verified_to), (found.broken_at, found.verified_to));
    }
}

#[test]
fn every_byte_of_a_movement_matters_or_changes_nothing() {
    let amounts = [100, -30, 55];
    let long = movements(&amounts)[1]["body"].to_string().len();
    for (byte, bit) in (0..long).zip((0_u8..7).cycle()) {
        let (wrong, found, _) = after(Tampering::Flip { pick: 1, byte, bit }, &amounts);
        assert_eq!(found.broken_at, wrong, "bit {bit} of byte {byte}");
    }
}
