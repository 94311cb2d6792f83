//! Gathering what is kept here; nothing is asked of anybody.

use super::plain::{Plain, ProviderCode, Reference};
use super::{
    Evidence, EvidenceAbout, EvidenceEntry, EvidenceFailure, EvidenceOrder, EvidenceProduct,
    EvidencePurchase, FORM,
};
use crate::console::Console;
use crate::orders::KeptOrder;
use crate::views::{Checkout, Figure};
use billing_contract::{Order, OrderId, TimelineEntry};

/// How many orders are told beside the one in question.
const MOST_ORDERS: usize = 20;

impl Console {
    /// Everything that is told, from local files and memory alone.
    pub(crate) async fn collect_evidence(&self, in_question: Option<&OrderId>) -> Evidence {
        let session = self.inner.occupant().session();
        let observations = match session {
            Some(session) => {
                let owner = session.keeper().owner().key();
                self.inner.cache.observations(&owner).await
            }
            None => Vec::new(),
        };
        let purchases: Vec<EvidencePurchase> = self
            .inner
            .desk()
            .map(|shared| shared.checkouts(self).iter().map(EvidencePurchase::of).collect())
            .unwrap_or_default();
        let ahead = observations.iter().rev().find_map(|seen| seen.clock_ahead_seconds);
        Evidence {
            form: FORM,
            made_at: self.inner.options.clock.now(),
            about: self.evidence_about(ahead),
            orders: self.evidence_orders(in_question),
            purchases,
            observations,
            log: self.inner.options.recent_log.lines(),
        }
    }

    fn evidence_about(&self, seen_ahead: Option<i64>) -> EvidenceAbout {
        let me = self.inner.occupant().session().map(|session| session.keeper().owner());
        let settings = self.current_settings();
        let sync = self.inner.syncing.view();
        let choices = self.inner.choices();
        let (server, server_source) = choices.server();
        EvidenceAbout {
            version: Plain::version(&self.inner.options.version),
            system: Plain::own(std::env::consts::OS),
            architecture: Plain::own(std::env::consts::ARCH),
            language: Plain::own(choices.language()),
            server: Plain::server(&server),
            server_source,
            role: me.as_ref().map(|owner| owner.me.role),
            customer: me
                .as_ref()
                .and_then(|owner| owner.me.customer_id.as_ref())
                .map(|id| Reference::of(id.as_str())),
            keychain: me.map(|owner| owner.keychain),
            clock_ahead_seconds: self.inner.client().clock_ahead_seconds().or(seen_ahead),
            connection: sync.state,
            last_success: sync.last_success,
            offline_since: sync.offline_since,
            theme: settings.theme,
            notifications: settings.notifications,
            share_behaviour: settings.share_behaviour,
        }
    }

    fn evidence_orders(&self, in_question: Option<&OrderId>) -> Vec<EvidenceOrder> {
        let newest = self.newest_kept_orders();
        let mut wanted: Vec<OrderId> = in_question.cloned().into_iter().collect();
        wanted.extend(newest.into_iter().filter(|id| Some(id) != in_question).take(MOST_ORDERS));
        let kept = wanted.into_iter().filter_map(|id| {
            let is_in_question = Some(&id) == in_question;
            let Figure { value, as_of } = self.kept_order(id)?;
            let KeptOrder { order, timeline } = value;
            let told = EvidenceOrder::of(&order, timeline.as_deref(), is_in_question)?;
            Some(EvidenceOrder { as_of, ..told })
        });
        kept.collect()
    }
}

impl EvidenceOrder {
    /// What of an order is told; none if its amounts are no money.
    pub(crate) fn of(
        order: &Order,
        timeline: Option<&[TimelineEntry]>,
        is_in_question: bool,
    ) -> Option<Self> {
        let amounts = [&order.final_amount, &order.received_amount, &order.refunded_amount];
        if amounts.iter().any(|amount| amount.in_currency(order.currency).is_err()) {
            return None;
        }
        Some(Self {
            order_id: Reference::of(order.order_id.as_str()),
            order_no: Reference::of(&order.order_no),
            is_in_question,
            product: match order.product_type.as_str() {
                "package" => EvidenceProduct::Package,
                "plan" => EvidenceProduct::Plan,
                "credits" => EvidenceProduct::Credits,
                "report" => EvidenceProduct::Report,
                _ => EvidenceProduct::Other,
            },
            subscription_type: order.subscription_type,
            final_amount: order.final_amount.clone(),
            received_amount: order.received_amount.clone(),
            refunded_amount: order.refunded_amount.clone(),
            currency: order.currency,
            pay_type: order.pay_type,
            state: order.state,
            attempt_state: order.attempt_state,
            created_at: order.created_at,
            paid_at: order.paid_at,
            fulfilled_at: order.fulfilled_at,
            valid_until: order.valid_until,
            is_test: order.is_test,
            as_of: order.created_at,
            timeline: timeline.map(|entries| entries.iter().map(EvidenceEntry::of).collect()),
        })
    }
}

impl EvidenceEntry {
    fn of(entry: &TimelineEntry) -> Self {
        let money = entry.amount.clone().zip(entry.currency);
        let money = money.filter(|(amount, currency)| amount.in_currency(*currency).is_ok());
        let (amount, currency) = money.unzip();
        Self {
            at: entry.at,
            kind: entry.kind,
            amount,
            currency,
            pay_type: entry.pay_type,
            state: entry.state,
            place: entry.place,
            provider_code: entry.note.as_deref().and_then(ProviderCode::of),
        }
    }
}

impl EvidencePurchase {
    fn of(checkout: &Checkout) -> Self {
        Self {
            id: Reference::of(&checkout.id.0),
            order_id: checkout.order_id.as_ref().map(|id| Reference::of(id.as_str())),
            began_at: checkout.began_at,
            stage: checkout.stage,
            watch: checkout.watch,
            amount: checkout.amount.clone(),
            currency: checkout.currency,
            pay_type: checkout.pay_type,
            order_state: checkout.order_state,
            as_of: checkout.as_of,
            seconds_left: checkout.seconds_left,
            has_code: checkout.code.is_some(),
            failure: checkout.problem.as_ref().map(EvidenceFailure::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::TimelineKind;
    use serde_json::{Value, json};

    /// Personal data and secrets of every form that could reach an order.
    const CANARIES: [&str; 9] = [
        "canary.ada@example.test",
        "+86 138 0013 8000",
        "13800138000",
        "4242424242424242",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl",
        "weixin://wxpay/bizpayurl?pr=Canary9",
        "https://pay.example.test/s/canary-9?token=canary",
        "Ada Canary, 1 Canary Road",
        "203.0.113.77",
    ];

    fn order() -> Value {
        let amount = "999.00";
        json!({
            "orderId": "0190b7a2-3f4e-7c11-9a5b-0123456789ab", "orderNo": "BC26112201490001",
            "customerId": "c", "customerName": "n", "productType": "plan", "productId": "p",
            "productName": "n", "subscriptionType": "monthly", "originalAmount": amount,
            "discountAmount": "0.00", "finalAmount": amount, "receivedAmount": amount,
            "refundedAmount": "0.00", "currency": "CNY", "payType": 1, "payStatus": 1,
            "state": "paid", "attemptState": "succeeded", "availableActions": [],
            "tradeNo": "t", "providerTradeNo": "t", "prepayId": "t", "couponCode": "c",
            "promotion": "p", "remark": "r", "createdAt": "2026-11-22T01:49:00Z",
            "paidAt": "2026-11-22T01:50:00Z", "fulfilledAt": "2026-11-22T01:50:01Z",
            "validUntil": "2026-12-22", "placements": [], "isTest": false,
            "clientIp": "c", "userAgent": "u",
        })
    }

    fn entry() -> Value {
        json!({
            "at": "2026-11-22T01:49:00Z", "kind": "declined", "amount": "1.00", "currency": "CNY",
            "pay_type": 1, "state": "awaiting_payment", "place": "order", "note": "n",
        })
    }

    /// The names of the texts of an object.
    fn texts(object: &Value) -> Vec<String> {
        let fields = object.as_object().unwrap().iter();
        fields.filter(|(_, value)| value.is_string()).map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn whatever_stands_in_a_text_of_an_order_is_not_told() {
        let mut taken = 0;
        for name in texts(&order()) {
            for canary in CANARIES {
                let mut changed = order();
                changed[&name] = json!(canary);
                // What is no text at all takes no stranger's.
                let Ok(read) = serde_json::from_value::<Order>(changed) else { continue };
                taken += 1;
                let told = serde_json::to_string(&EvidenceOrder::of(&read, None, true)).unwrap();
                assert!(!told.contains(canary), "{name}: {told}");
            }
        }
        assert!(taken > 100, "{taken}");
    }

    #[test]
    fn whatever_stands_in_a_text_of_its_timeline_is_not_told() {
        let order: Order = serde_json::from_value(order()).unwrap();
        for name in texts(&entry()) {
            for canary in CANARIES {
                let mut changed = entry();
                changed[&name] = json!(canary);
                let Ok(read) = serde_json::from_value::<TimelineEntry>(changed) else { continue };
                let told = EvidenceOrder::of(&order, Some(&[read]), true);
                let told = serde_json::to_string(&told).unwrap();
                assert!(!told.contains(canary), "{name}: {told}");
            }
        }
    }

    #[test]
    fn a_providers_published_word_is_told() {
        let order: Order = serde_json::from_value(order()).unwrap();
        let mut declined = entry();
        declined["note"] = json!("NOTENOUGH");
        let declined: TimelineEntry = serde_json::from_value(declined).unwrap();
        assert_eq!(declined.kind, TimelineKind::Declined);
        let told = EvidenceOrder::of(&order, Some(&[declined]), true);
        let code = told.unwrap().timeline.unwrap()[0].provider_code.clone().unwrap();
        assert_eq!(code.as_str(), "NOTENOUGH");
    }
}
