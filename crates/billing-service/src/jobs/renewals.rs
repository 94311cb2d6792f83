//! Looking after subscriptions that nobody looks at: renewals, grace, ends, notices, changes that
//! have waited for their day.
//!
//! Each subscription says when something is to be done about it next, and one transaction does it.
//! So a pass can be killed anywhere: what was done is done, and the rest is still due.

use crate::app::App;
use crate::orders::schedule;
use crate::store::{Choosing, StoreError, SubscriptionLook};
use billing_contract::OrderId;
use std::sync::Arc;

/// So many in one go; a pass goes on until nothing is due.
const AT_ONCE: u32 = 100;
/// What has failed waits as long as if it had done so this often.
const AFTER_A_FAILURE: u32 = 6;

/// Does everything that is due now, once.
pub async fn pass(app: &App) {
    if let Err(error) = try_pass(app).await {
        tracing::warn!(%error, "looking after subscriptions must wait for the store");
    }
}

async fn try_pass(app: &App) -> Result<(), StoreError> {
    let now = app.clock().now();
    loop {
        let due = app.store().subscriptions_to_look_at(now, AT_ONCE).await?;
        let is_last = due.len() < AT_ONCE as usize;
        for id in due {
            let order = OrderId::new(app.clock().new_id());
            let choose = choice(app);
            let look = SubscriptionLook { id: id.clone(), order, choose, now };
            match app.store().look_at_subscription(look).await {
                Ok(looked) if looked.ordered => app.telemetry().count_order("made"),
                Ok(_) => {}
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(subscription = id, %error, "a subscription was not looked after");
                    let later = schedule::next_try(AFTER_A_FAILURE, now);
                    app.store().look_at_subscription_again(&id, later).await?;
                }
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// By which method an amount can be paid: the one preferred, else the first that takes it.
fn choice(app: &App) -> Choosing {
    let app = app.clone();
    Arc::new(move |preferred, amount| {
        let providers = app.providers();
        let first = || providers.all().find(|one| one.abilities().takes(amount));
        let preferred = preferred.and_then(|method| providers.taking(method, amount));
        preferred.or_else(first).map(|provider| {
            (provider.method(), provider.abilities().is_test || app.is_demonstration())
        })
    })
}
