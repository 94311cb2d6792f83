//! A QR code drawn and read back, against the drawing library alone.

use crate::table::Row;
use anyhow::{Context as _, Result};
use billing_core::checkout::qr;
use qrcode::{EcLevel, QrCode};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 11;
const CODES: u32 = 200;
/// Two frames of a display, less what painting takes.
const FRAMES_MS: f64 = 16.0;

/// Milliseconds for each code, and the same for the bare library.
pub fn row() -> Result<Row> {
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let began = Instant::now();
        for number in 0..CODES {
            black_box(qr::draw(&link(number))).ok().context("a code")?;
        }
        let drawn = began.elapsed().as_secs_f64() * 1e3 / f64::from(CODES);
        let began = Instant::now();
        for number in 0..CODES {
            black_box(QrCode::with_error_correction_level(link(number), EcLevel::M))?;
        }
        let bare = began.elapsed().as_secs_f64() * 1e3 / f64::from(CODES);
        if round > 0 {
            ours.push(drawn);
            floor.push(bare);
        }
    }
    let frames = FRAMES_MS / crate::table::median(&floor);
    Ok(Row::ratio("QR code drawn and read back", "ms", &ours, &floor, frames))
}

fn link(number: u32) -> String {
    format!("weixin://wxpay/bizpayurl?pr={number:08}zYx")
}
