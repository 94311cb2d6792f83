//! The two commands and the chores behind them.
//!
//! `cargo xtask run` opens the console against a demonstration service; `cargo xtask test` passes
//! every test. Both find out what the machine lacks, say it, install it, and go.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks there")]

mod bench;
mod demonstration;
mod generate;
mod interface;
mod machine;
mod screenshots;
mod shell;
mod test;

use anyhow::{Result, bail};

const USAGE: &str = "\
Usage: cargo xtask <command>

  run           open the console against a demonstration service on this machine
  test          check and test everything; `test quick` leaves out the real window
  dev           the console with hot reload of the UI
  gen           write generated files: TypeScript, the OpenAPI document
  screenshots   every screen, theme and language into target/screenshots
  bench         measure what a user waits for against bare floors; `bench --only G` only one group:
                codes, storing, documents, usage, first-sync, search, year-view, paying,
                start, idle or size
  faults        run the fault suites; `faults --scale N` multiplies their size by N
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = dispatch(&arguments) {
        eprintln!("\nxtask: {error:#}");
        std::process::exit(1);
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["run"] => demonstration::run(),
        ["dev"] => demonstration::develop(),
        ["test"] => test::everything(),
        ["test", "quick"] => test::without_window(),
        ["gen"] => generate::write(),
        ["screenshots"] => screenshots::take(),
        ["bench", options @ ..] => bench::measure(options),
        ["faults"] => test::faults(1),
        ["faults", "--scale", scale] => match scale.parse() {
            Ok(scale) => test::faults(scale),
            Err(_) => bail!("--scale takes a whole number, not {scale:?}"),
        },
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command {:?}\n\n{USAGE}", words.join(" ")),
    }
}
