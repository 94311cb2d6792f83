//! Figures that look like chance and never change.

use chrono::{DateTime, Utc};
use uuid::Builder;

const SEED: u64 = 0x0062_696c_6c69_6e67;
/// Before all demonstrations, so that their ids sort before everybody else's.
const BEGINNING_MILLIS: u64 = 1_767_225_600_000;

/// A number that depends on the words alone.
pub fn number(words: &[&str]) -> u64 {
    let mut state = SEED;
    for word in words {
        for byte in word.bytes().chain([0xff]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    // The last bits of such a product are poor; stir them once more.
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A number from `least` to `most`.
pub fn between(least: i64, most: i64, words: &[&str]) -> i64 {
    let width = (most - least).unsigned_abs() + 1;
    least + i64::try_from(number(words) % width).unwrap_or_default()
}

/// An ordered identifier that depends on the words alone.
pub fn id(words: &[&str]) -> String {
    id_at(BEGINNING_MILLIS, words)
}

/// An ordered identifier for something made at `moment`.
pub fn id_of_moment(moment: DateTime<Utc>, words: &[&str]) -> String {
    id_at(u64::try_from(moment.timestamp_millis()).unwrap_or_default(), words)
}

fn id_at(millis: u64, words: &[&str]) -> String {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&number(words).to_be_bytes());
    Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}
