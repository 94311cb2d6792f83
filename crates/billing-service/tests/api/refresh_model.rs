//! Refresh tokens under every order of lost, doubled and stolen: an honest client is never signed
//! out, and a thief never shares a session unnoticed.

use crate::store_contract::{registration, sqlite};
use billing_service::store::{Rotated, Rotation, Store};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

/// What happens to one refresh of an honest client.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// The answer arrives and is stored.
    Stored,
    /// The request, or its answer, is lost; the client keeps what it has.
    Lost,
    /// The network delivers the request several times; the answer to any of them arrives.
    Doubled { times: u8, kept: u8 },
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let doubled = (2_u8..5, 0_u8..5).prop_map(|(times, kept)| Fate::Doubled { times, kept });
    prop::collection::vec(prop_oneof![Just(Fate::Stored), Just(Fate::Lost), doubled], 1..20)
}

struct World {
    store: Box<dyn Store>,
    made: u32,
    now: DateTime<Utc>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> (Self, [u8; 32]) {
        let (folder, store) = sqlite();
        let registration = registration("a");
        let first = registration.session.token_sha256;
        let now = registration.session.now;
        store.register(registration, None).await.unwrap();
        (Self { store: Box::new(store), made: 0, now, _folder: folder }, first)
    }

    async fn present(&mut self, token: [u8; 32]) -> (Rotated, [u8; 32]) {
        self.made += 1;
        let mut successor = [0xee; 32];
        successor[..4].copy_from_slice(&self.made.to_be_bytes());
        let rotation = Rotation {
            presented_sha256: token,
            successor_sha256: successor,
            now: self.now,
            expires_at: self.now + Duration::days(30),
            address: None,
        };
        (self.store.rotate(rotation).await.unwrap(), successor)
    }

    /// One refresh of the client that holds `token`; the token it holds afterwards.
    async fn live(&mut self, token: [u8; 32], fate: Fate) -> Result<[u8; 32], TestCaseError> {
        let (times, kept) = match fate {
            Fate::Stored => (1, Some(0)),
            Fate::Lost => (1, None),
            Fate::Doubled { times, kept } => (times, Some(kept % times)),
        };
        let mut holds = token;
        for time in 0..times {
            let (answer, successor) = self.present(token).await;
            let accepted = matches!(answer, Rotated::Accepted { .. });
            prop_assert!(accepted, "signed out by {fate:?}");
            if kept == Some(time) {
                holds = successor;
            }
        }
        Ok(holds)
    }
}

fn run(test: impl Future<Output = Result<(), TestCaseError>>) -> Result<(), TestCaseError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_honest_client_is_signed_out(fates in fates()) {
        run(async {
            let (mut world, mut token) = World::new().await;
            for fate in fates {
                token = world.live(token, fate).await?;
            }
            let (answer, _) = world.present(token).await;
            let accepted = matches!(answer, Rotated::Accepted { .. });
            prop_assert!(accepted, "{answer:?}");
            Ok(())
        })?;
    }

    #[test]
    fn a_thief_who_refreshed_and_the_owner_cannot_both_go_on(
        before in fates(), after in fates(), thief_refreshes in 0_u8..3,
    ) {
        run(async {
            let (mut world, mut token) = World::new().await;
            for fate in before {
                token = world.live(token, fate).await?;
            }
            let mut stolen = token;
            for _ in 0..thief_refreshes {
                let (_, successor) = world.present(stolen).await;
                stolen = successor;
            }
            // The owner goes on as long as they are let.
            let mut ended = false;
            for fate in after.into_iter().chain([Fate::Stored, Fate::Stored]) {
                match world.live(token, fate).await {
                    Ok(next) => token = next,
                    Err(_) => { ended = true; break; }
                }
            }
            if !ended {
                // The owner has used two successors since: what the thief holds must be stale.
                let (answer, _) = world.present(stolen).await;
                let caught = matches!(answer, Rotated::Reused { .. });
                prop_assert!(caught, "{answer:?}");
            }
            let (answer, _) = world.present(token).await;
            prop_assert_eq!(answer, Rotated::Invalid);
            Ok(())
        })?;
    }
}
