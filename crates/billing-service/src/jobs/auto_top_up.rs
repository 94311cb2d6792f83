//! Ordering packs of credits for balances that fell below their rules.

use crate::app::App;
use crate::credits::auto_top_up::{self, AFTER_A_FAILURE};
use crate::store::StoreError;

/// So many falls in one go; a pass goes on until none waits.
const AT_ONCE: u32 = 100;

/// Orders for every fall that waits for it.
pub async fn pass(app: &App) {
    if let Err(error) = try_pass(app).await {
        tracing::warn!(%error, "packs cannot be ordered just now");
    }
}

async fn try_pass(app: &App) -> Result<(), StoreError> {
    let now = app.clock().now();
    loop {
        let falls = app.store().falls_to_order(now, AT_ONCE).await?;
        let is_last = falls.len() < AT_ONCE as usize;
        for fall in falls {
            if let Err(refusal) = auto_top_up::order_for(app, &fall).await {
                tracing::warn!(fall = fall.id, ?refusal, "a pack could not be ordered");
                // Behind all others, so that it keeps none of them waiting.
                let later = app.clock().now() + AFTER_A_FAILURE;
                app.store().put_off_fall(&fall.id, Some(later), now).await?;
            }
        }
        if is_last {
            return Ok(());
        }
    }
}
