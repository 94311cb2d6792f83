//! Prints the generated TypeScript; `cargo xtask gen` writes it where it belongs.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(billing_core::typescript::generate().as_bytes())
}
