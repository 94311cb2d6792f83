//! The service's own ledger of credits tampered with: every console that fetches it finds the break
//! and names it.

use crate::rounds;
use billing_core::views::{ArchiveOf, LedgerFault};
use billing_testkit::RunningService;
use billing_tests::archive::{all_credits, until_complete};
use billing_tests::computer::Computer;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rusqlite::{Connection, params};
use std::time::Duration;

/// What somebody does to the ledger in the service's database; `?1` is the customer, `?2` a
/// movement's number, `?3` another, greater one.
const TAMPERINGS: [(&str, &[&str], LedgerFault); 7] = [
    (
        "another amount, with the balance that goes with it",
        &["UPDATE credit_transactions SET amount = amount + 1, balance_after = balance_after + 1 \
            WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0"],
        LedgerFault::Altered,
    ),
    (
        "other words",
        &["UPDATE credit_transactions SET description = description || '.' \
            WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0"],
        LedgerFault::Altered,
    ),
    (
        "a moment earlier",
        &["UPDATE credit_transactions SET created_at = created_at - 1 \
            WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0"],
        LedgerFault::Altered,
    ),
    (
        "another reason",
        &["UPDATE credit_transactions SET transaction_type = 'refund' \
            WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0"],
        LedgerFault::Altered,
    ),
    (
        "another hash",
        &["UPDATE credit_transactions SET hash = (SELECT hash FROM credit_transactions \
            WHERE customer_id = ?1 AND number = ?3) WHERE customer_id = ?1 AND number = ?2"],
        LedgerFault::Altered,
    ),
    (
        "a movement is gone",
        &["DELETE FROM credit_transactions WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0"],
        LedgerFault::Missing,
    ),
    (
        "two movements in each other's place",
        &[
            "UPDATE credit_transactions SET number = 1000000 \
                WHERE customer_id = ?1 AND number = ?2 AND ?3 > 0",
            "UPDATE credit_transactions SET number = ?2 WHERE customer_id = ?1 AND number = ?3",
            "UPDATE credit_transactions SET number = ?3 \
                WHERE customer_id = ?1 AND number = 1000000 AND ?2 > 0",
        ],
        LedgerFault::Altered,
    ),
];

#[tokio::test]
async fn whatever_the_service_sends_of_its_ledger_the_break_is_found_and_named() {
    let service = RunningService::start().unwrap();
    let computer = Computer::new(service.url());
    let console = computer.signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    let sound = console.credits(all_credits()).await.unwrap().unwrap().value;
    assert!(sound.is_verified && sound.total > 100, "{} movements", sound.total);
    let customer = console.account(()).await.unwrap().unwrap().value.id;
    console.close().await;

    let mut books = Connection::open(service.database()).unwrap();
    books.busy_timeout(Duration::from_secs(10)).unwrap();
    books.pragma_update(None, "foreign_keys", false).unwrap();
    books.execute_batch("CREATE TEMP TABLE intact AS SELECT * FROM credit_transactions").unwrap();
    for round in 0..rounds(14) {
        let mut dice = StdRng::seed_from_u64(round.into());
        let (what, statements, fault) = TAMPERINGS[round as usize % TAMPERINGS.len()];
        let last = i64::from(sound.total);
        let number = dice.random_range(1..last);
        let other = dice.random_range(number + 1..=last);
        let tampering = books.transaction().unwrap();
        for statement in statements {
            let values = params![customer.as_str(), number, other];
            assert_eq!(tampering.execute(statement, values).unwrap(), 1, "{what}");
        }
        tampering.commit().unwrap();

        let console = Computer::new(service.url()).signed_in("admin@demo.test").await;
        until_complete(&console, &ArchiveOf::default()).await;
        let seen = console.credits(all_credits()).await.unwrap().unwrap().value;
        let told = (seen.is_verified, seen.broken_at, seen.fault);
        assert_eq!(told, (false, Some(number), Some(fault)), "{what}, {other} (round {round})");
        console.close().await;

        let restoring = books.transaction().unwrap();
        restoring
            .execute_batch(
                "DELETE FROM credit_transactions; \
                 INSERT INTO credit_transactions SELECT * FROM intact",
            )
            .unwrap();
        restoring.commit().unwrap();
    }
    let console = Computer::new(service.url()).signed_in("admin@demo.test").await;
    until_complete(&console, &ArchiveOf::default()).await;
    assert!(console.credits(all_credits()).await.unwrap().unwrap().value.is_verified);
}
