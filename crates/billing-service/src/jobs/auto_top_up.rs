//! Ordering packs of credits for balances that fell below their rules.

use crate::app::App;
use crate::credits::auto_top_up;

/// So many falls in one pass; the rest waits for the next.
const AT_ONCE: u32 = 100;

/// Orders for every fall that waits for it.
pub async fn pass(app: &App) {
    let falls = match app.store().falls_to_order(app.clock().now(), AT_ONCE).await {
        Ok(falls) => falls,
        Err(error) => return tracing::warn!(%error, "packs cannot be ordered just now"),
    };
    for fall in falls {
        if let Err(refusal) = auto_top_up::order_for(app, &fall).await {
            tracing::warn!(fall = fall.id, ?refusal, "a pack could not be ordered");
        }
    }
}
