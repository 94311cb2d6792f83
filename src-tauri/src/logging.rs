//! What the program tells whoever looks after it: lines on standard error, without secrets.

use billing_core::evidence::RecentLog;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging; `BILLING_CONSOLE_LOG` chooses what, `info` for the console by default. The last
/// lines are kept for evidence, whatever is chosen.
pub fn start() -> RecentLog {
    let recent = RecentLog::default();
    let filter = EnvFilter::try_from_env("BILLING_CONSOLE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,billing_core=info,billing_console_lib=info"));
    let kept = EnvFilter::new("warn,billing_core=info,billing_console_lib=info");
    tracing_subscriber::registry()
        .with(fmt::layer().with_writer(std::io::stderr).with_filter(filter))
        .with(recent.layer().with_filter(kept))
        .init();
    recent
}
