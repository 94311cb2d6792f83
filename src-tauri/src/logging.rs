//! What the program tells whoever looks after it: lines on standard error, without secrets.

use tracing_subscriber::EnvFilter;

/// Starts logging; `BILLING_CONSOLE_LOG` chooses what, `info` for the console by default.
pub fn start() {
    let filter = EnvFilter::try_from_env("BILLING_CONSOLE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,billing_core=info,billing_console_lib=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
