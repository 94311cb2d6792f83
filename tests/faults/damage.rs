//! What a disk does to a file.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::path::Path;

/// Puts a database back as it was, without what a console left beside it.
pub fn restore(file: &Path, intact: &[u8]) {
    std::fs::write(file, intact).unwrap();
    for beside in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(beside);
        let _none_was_left = std::fs::remove_file(name);
    }
}

/// Damages the file by the dice of `seed` and says how.
pub fn damage(file: &Path, seed: u64) -> String {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut bytes = std::fs::read(file).unwrap();
    let page = 4096.min(bytes.len());
    let what = match dice.random_range(0..6) {
        0 => {
            let at = dice.random_range(0..bytes.len());
            bytes[at] ^= 1 << dice.random_range(0..8);
            format!("bit flipped in byte {at}")
        }
        1 => {
            let at = dice.random_range(0..=bytes.len() - page);
            bytes[at..at + page].fill(0);
            format!("page emptied at {at}")
        }
        2 => {
            let length = dice.random_range(0..bytes.len());
            bytes.truncate(length);
            format!("cut to {length} bytes")
        }
        3 => {
            let (from, to) = (
                dice.random_range(0..bytes.len() / page),
                dice.random_range(0..bytes.len() / page),
            );
            bytes.copy_within(from * page..(from + 1) * page, to * page);
            format!("page {from} written over page {to}")
        }
        4 => {
            let count = dice.random_range(1..200);
            for _ in 0..count {
                let at = dice.random_range(0..bytes.len());
                bytes[at] = dice.random();
            }
            format!("{count} bytes scattered")
        }
        _ => {
            bytes = (0..dice.random_range(0..20_000)).map(|_| dice.random()).collect();
            "another file".to_owned()
        }
    };
    std::fs::write(file, bytes).unwrap();
    format!("{what} (seed {seed})")
}
