//! The network between a console and the service.

use super::World;
use super::service::{Answered, Asked};
use super::weather::Fate;
use std::time::Duration;

/// A message that has not been answered by then is given up.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(30);

/// Asks the service over a network that loses, doubles and delays; none if nothing comes back.
pub async fn exchange(world: &World, asked: Asked) -> Option<Answered> {
    let fate = world.weather.fate(&world.dice);
    if !matches!(fate, Fate::Arrives { .. }) {
        world.story.tell(|| format!("  the network: {fate:?} for {} {}", asked.method, asked.path));
    }
    let exchanged = async {
        match fate {
            Fate::Nobody => None,
            Fate::Lost(waited) => {
                tokio::time::sleep(waited).await;
                None
            }
            Fate::AnswerLost(waited) => {
                world.service.ask(asked).await;
                tokio::time::sleep(waited).await;
                None
            }
            Fate::Twice { there, later } => {
                tokio::time::sleep(there).await;
                let (again, twin) = (world.clone(), asked.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(later).await;
                    again.service.ask(twin).await;
                });
                world.service.ask(asked).await
            }
            Fate::Arrives { there, back } => {
                tokio::time::sleep(there).await;
                let answered = world.service.ask(asked).await;
                tokio::time::sleep(back).await;
                answered
            }
        }
    };
    tokio::time::timeout(GIVEN_UP_AFTER, exchanged).await.ok().flatten()
}
