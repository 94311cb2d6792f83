//! What the world does to those who live in it, as long as the storm lasts.

use super::dice::Dice;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How rough it is. After the storm everything answers, and nothing is lost.
pub struct Weather {
    roughness: AtomicU32,
}

/// What becomes of a message and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does its answer.
    Arrives {
        /// The way there.
        there: Duration,
        /// The way back.
        back: Duration,
    },
    /// It never arrives.
    Lost(Duration),
    /// It arrives, and its answer is lost.
    AnswerLost(Duration),
    /// It arrives twice.
    Twice {
        /// The way there.
        there: Duration,
        /// How much later the second one comes.
        later: Duration,
    },
    /// There is nobody: that is clear at once.
    Nobody,
}

impl Weather {
    /// Weather in which so many of a hundred messages suffer.
    pub fn new(roughness: u32) -> Self {
        Self { roughness: AtomicU32::new(roughness) }
    }

    /// Ends the storm.
    pub fn calm_down(&self) {
        self.roughness.store(0, Ordering::Relaxed);
    }

    /// How many of a hundred messages suffer.
    pub fn roughness(&self) -> u32 {
        self.roughness.load(Ordering::Relaxed)
    }

    /// Whether the storm is over.
    pub fn is_calm(&self) -> bool {
        self.roughness() == 0
    }

    /// What becomes of the next message.
    pub fn fate(&self, dice: &Dice) -> Fate {
        if !dice.percent(self.roughness()) {
            let slow = !self.is_calm() && dice.percent(5);
            let range = if slow { 1_000..9_000 } else { 2..80 };
            return Fate::Arrives { there: dice.millis(range.clone()), back: dice.millis(range) };
        }
        let waited = dice.millis(500..12_000);
        match dice.number(0..10) {
            0..3 => Fate::Lost(waited),
            3..7 => Fate::AnswerLost(waited),
            7..9 => Fate::Twice { there: dice.millis(2..500), later: dice.millis(1..5_000) },
            _ => Fate::Nobody,
        }
    }
}
