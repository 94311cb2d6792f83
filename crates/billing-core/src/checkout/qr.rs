//! The code to scan, drawn and read back.

use crate::views::QrView;
use qrcode::{Color, EcLevel, QrCode};
use rqrr::{Grid, SimpleGrid};
use std::fmt::Write as _;

/// The code as drawn does not say what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code as drawn does not read back")]
pub struct Unreadable;

/// Draws `link` as a code, and answers it only if another decoder reads the same from the drawing.
pub fn draw(link: &str) -> Result<QrView, Unreadable> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).map_err(|_| Unreadable)?;
    let side = code.width();
    let path = path_of(&code.to_colors(), side);
    if read(&path, side)? != link.as_bytes() {
        return Err(Unreadable);
    }
    let modules = u32::try_from(side).map_err(|_| Unreadable)?;
    Ok(QrView { modules, path, link: link.to_owned() })
}

/// The dark modules as runs, each a bar of one module's height.
fn path_of(colors: &[Color], side: usize) -> String {
    let mut path = String::new();
    for (y, row) in colors.chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                write!(path, "M{x} {y}h{length}v1h-{length}z").expect("writing to a string");
            }
            x += length;
        }
    }
    path
}

/// Reads a code from its drawing, by a decoder that knows nothing of how it was made.
fn read(path: &str, side: usize) -> Result<Vec<u8>, Unreadable> {
    let dark = rasterise(path, side).ok_or(Unreadable)?;
    let grid = SimpleGrid::from_func(side, |x, y| dark[y * side + x]);
    let mut bytes = Vec::new();
    Grid::new(grid).decode_to(&mut bytes).map_err(|_| Unreadable)?;
    Ok(bytes)
}

/// The modules that the path covers; none if it is no path of bars within the square.
fn rasterise(path: &str, side: usize) -> Option<Vec<bool>> {
    let mut dark = vec![false; side * side];
    for bar in path.split_terminator('z') {
        let (place, size) = bar.strip_prefix('M')?.split_once('h')?;
        let (x, y) = place.split_once(' ')?;
        let (width, back) = size.split_once("v1h-")?;
        let (x, y, length): (usize, usize, usize) =
            (x.parse().ok()?, y.parse().ok()?, width.parse().ok()?);
        if width != back || x + length > side || y >= side {
            return None;
        }
        dark[y * side + x..y * side + x + length].fill(true);
    }
    Some(dark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::{Rng as _, SeedableRng as _};

    fn random_link(random: &mut StdRng) -> String {
        const LETTERS: &[u8] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=&%/";
        let length = random.random_range(1..200);
        let rest: String = (0..length)
            .map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())]))
            .collect();
        let bases = [
            "weixin://wxpay/bizpayurl?pr=",
            "https://qr.alipay.com/",
            "https://checkout.stripe.com/c/pay/",
            "http://127.0.0.1:7411/sandbox/",
            "",
        ];
        format!("{}{rest}", bases[random.random_range(0..bases.len())])
    }

    fn draw_many(count: usize) {
        let mut random = StdRng::seed_from_u64(2026);
        for _ in 0..count {
            let link = random_link(&mut random);
            assert_eq!(draw(&link).map(|view| view.link), Ok(link));
        }
    }

    #[test]
    fn a_thousand_random_links_read_back_byte_for_byte() {
        let scale = std::env::var("BILLING_FAULT_SCALE").ok().and_then(|scale| scale.parse().ok());
        draw_many(1_000 * scale.unwrap_or(1));
    }

    #[test]
    fn a_drawing_with_a_blot_of_a_quarter_is_noticed() {
        let link = "weixin://wxpay/bizpayurl?pr=p4lpSuKzz";
        let view = draw(link).unwrap();
        let side = view.modules as usize;
        let mut dark = rasterise(&view.path, side).unwrap();
        for y in 0..side / 2 {
            for x in 9..side / 2 + 4 {
                dark[y * side + x] ^= (x + y) % 2 == 0;
            }
        }
        let colors: Vec<Color> =
            dark.iter().map(|dark| if *dark { Color::Dark } else { Color::Light }).collect();
        let blotted = read(&path_of(&colors, side), side);
        assert_ne!(blotted.as_deref(), Ok(link.as_bytes()));
    }

    #[test]
    fn a_link_too_long_for_any_code_is_an_error() {
        assert_eq!(draw(&"x".repeat(5_000)), Err(Unreadable));
    }

    #[test]
    fn a_path_that_leaves_the_square_is_none() {
        for path in ["M0 0h30v1h-30z", "M0 21h1v1h-1z", "M0 0h2v1h-1z", "L0 0h1v1h-1z", "M0 0"] {
            assert_eq!(rasterise(path, 21), None, "{path}");
        }
    }
}
