//! One conversation with providers at a time for each order.

use billing_contract::OrderId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// Lets those who want to talk about one order take turns; other orders do not wait.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<OrderId, Arc<tokio::sync::Mutex<()>>>>);

/// Someone's turn; it ends when this is dropped.
pub struct Turn(#[expect(dead_code, reason = "held, not used")] OwnedMutexGuard<()>);

impl Turns {
    /// Waits for a turn about this order. Whoever gets it reads the order again: what they wanted
    /// to know may have been learnt while they waited.
    pub async fn take(&self, order: &OrderId) -> Turn {
        let gate = {
            let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // A gate that nobody holds or waits for is known to the map alone.
            gates.retain(|_, gate| Arc::strong_count(gate) > 1);
            Arc::clone(gates.entry(order.clone()).or_default())
        };
        Turn(gate.lock_owned().await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn one_order_is_talked_about_once_at_a_time_and_others_at_once() {
        let turns = Turns::default();
        let (first, other) = (OrderId::new("first"), OrderId::new("other"));
        let held = turns.take(&first).await;
        assert!(turns.take(&first).now_or_never().is_none());
        assert!(turns.take(&other).now_or_never().is_some());
        drop(held);
        assert!(turns.take(&first).now_or_never().is_some());
    }

    #[tokio::test]
    async fn gates_that_nobody_needs_are_forgotten() {
        let turns = Turns::default();
        for number in 0..100 {
            drop(turns.take(&OrderId::new(number.to_string())).await);
        }
        assert!(turns.0.lock().unwrap().len() <= 1);
    }
}
