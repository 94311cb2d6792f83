//! The customer's orders, and everybody's for staff.

use crate::checkout::desk::Message;
use crate::client::session::Session;
use crate::client::{self, ClientError, Fetched};
use crate::console::Console;
use crate::error::CommandError;
use crate::event::Event;
use crate::store::{CachedValue, Kind, OwnerKey, StoreError};
use crate::sync::PassError;
use crate::views::{Figure, OrderDetail, OrderOf, RefundOrder, StaffOrders, StaffOrdersWish};
use billing_contract::{Order, OrderId, TimelineEntry};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// What is kept of one order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptOrder {
    pub(crate) order: Order,
    /// What happened to it; none if that was never asked, or the order has changed since.
    pub(crate) timeline: Option<Vec<TimelineEntry>>,
}

/// How old an order's story may be before looking at it fetches it anew.
const FRESH: Duration = Duration::from_secs(3);

impl Console {
    /// The customer's orders as last seen, newest first.
    pub async fn orders(&self, (): ()) -> Result<Option<Figure<Vec<Order>>>, CommandError> {
        self.inner.session()?;
        let Some(list) = self.figure::<Vec<OrderId>>(&Kind::Orders) else { return Ok(None) };
        let orders = list.value.into_iter().filter_map(|id| Some(self.kept_order(id)?.value.order));
        Ok(Some(Figure { value: orders.collect(), as_of: list.as_of }))
    }

    /// One order with what happened to it, as last seen; fetched if it was never seen.
    pub async fn order(
        &self,
        request: OrderOf,
    ) -> Result<Option<Figure<OrderDetail>>, CommandError> {
        let session = self.inner.session()?;
        let id = request.order_id;
        if let Some(Figure { value: KeptOrder { order, timeline: Some(timeline) }, as_of }) =
            self.kept_order(id.clone())
        {
            if !self.was_confirmed_within(&Kind::Order(id.clone()), FRESH) {
                self.fetch_orders_soon(vec![id]);
            }
            return Ok(Some(Figure { value: OrderDetail { order, timeline }, as_of }));
        }
        let fetched = self.fetch_order(&session, &id).await;
        match self.heard(&session, fetched).await {
            Ok(detail) => {
                let as_of = self.kept_order(id).map(|kept| kept.as_of);
                let as_of = as_of.unwrap_or_else(|| self.inner.options.clock.now());
                Ok(Some(Figure { value: detail, as_of }))
            }
            // Without a network the order itself is better than nothing.
            Err(error) => match self.kept_order(id) {
                Some(Figure { value: KeptOrder { order, .. }, as_of }) => {
                    let detail = OrderDetail { order, timeline: Vec::new() };
                    Ok(Some(Figure { value: detail, as_of }))
                }
                None => Err(error),
            },
        }
    }

    /// Calls an order off, whether or not its payment is watched here; if money came meanwhile, it
    /// is paid.
    pub async fn cancel_order(&self, request: OrderOf) -> Result<OrderDetail, CommandError> {
        let session = self.inner.session()?;
        let id = request.order_id;
        let cancelled = client::orders::cancel(&session, &id).await;
        // Whatever came of it: who watches the order asks where it stands now.
        self.inner.tell_desk(Message::Told(vec![id.clone()]));
        self.heard(&session, cancelled).await?;
        let detail = self.fetch_order(&session, &id).await;
        self.heard(&session, detail).await
    }

    /// Every customer's orders, asked of the service.
    pub async fn staff_orders(&self, wish: StaffOrdersWish) -> Result<StaffOrders, CommandError> {
        let session = self.inner.session()?;
        let query = wish.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
        let state = wish.state.map(|state| state.as_str());
        let page =
            client::orders::of_everybody(&session, query, state, wish.cursor.as_deref()).await;
        let page = self.heard(&session, page).await?;
        Ok(StaffOrders { items: page.items, next_cursor: page.next_cursor })
    }

    /// Any customer's order, asked of the service.
    pub async fn staff_order(&self, request: OrderOf) -> Result<OrderDetail, CommandError> {
        let session = self.inner.session()?;
        let detail = self.ask_order(&session, &request.order_id).await;
        self.heard(&session, detail).await
    }

    /// Sends money back; a repetition of the same decision counts once.
    pub async fn refund_order(&self, request: RefundOrder) -> Result<OrderDetail, CommandError> {
        let session = self.inner.session()?;
        let RefundOrder { decision, order_id, refund } = request;
        let refunded = client::orders::refund(&session, &order_id, &refund, &decision).await;
        self.heard(&session, refunded).await?;
        self.staff_order(OrderOf { order_id }).await
    }

    /// Asks the provider what it knows of an order.
    pub async fn ask_provider(&self, request: OrderOf) -> Result<OrderDetail, CommandError> {
        let session = self.inner.session()?;
        let asked = client::orders::ask_provider(&session, &request.order_id).await;
        self.heard(&session, asked).await?;
        self.staff_order(request).await
    }

    /// Fetches the list of orders if it has changed.
    pub(crate) async fn fetch_orders(
        &self,
        session: &Arc<Session>,
        language: &str,
    ) -> Result<(), PassError> {
        let owner = session.keeper().owner().key();
        let etag = self.etag::<Vec<OrderId>>(&Kind::Orders, language);
        let fetched = client::orders::newest(session, etag.as_deref(), language).await?;
        let list = match fetched {
            Fetched::NotModified => Fetched::NotModified,
            Fetched::Fresh { value, etag } => {
                for order in &value {
                    self.keep_one(&owner, order, None).await?;
                }
                let ids: Vec<OrderId> = value.into_iter().map(|order| order.order_id).collect();
                Fetched::Fresh { value: ids, etag }
            }
        };
        Ok(self.keep(&owner, Kind::Orders, language, &list).await?)
    }

    /// Keeps what the service has just said of one order, at the head of the list if it is new.
    pub(crate) async fn keep_order(&self, owner: &OwnerKey, order: &Order) {
        let kept = async {
            self.keep_one(owner, order, None).await?;
            let (Some(mut list), Some(known)) =
                (self.figure::<Vec<OrderId>>(&Kind::Orders), self.inner.cache.value(&Kind::Orders))
            else {
                return Ok(());
            };
            if !list.value.contains(&order.order_id) {
                list.value.insert(0, order.order_id.clone());
                let body =
                    serde_json::to_string(&list.value).expect("the contract's types become JSON");
                // Of the others nothing was said just now: the list keeps its age, and loses its
                // tag, so that the next sync fetches all of it.
                let longer = CachedValue { body, etag: None, ..known };
                self.inner.cache.put(owner, Kind::Orders, longer).await?;
                self.inner.announce(Event::OrdersChanged);
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = kept.await {
            tracing::warn!(%error, "an order is not kept");
        }
    }

    /// Fetches these orders in the background, or the list if none are named.
    pub(crate) fn fetch_orders_soon(&self, orders: Vec<OrderId>) {
        let (console, Ok(session)) = (self.clone(), self.inner.session()) else { return };
        tokio::spawn(async move {
            if orders.is_empty() {
                console.inner.syncing.wake();
            }
            for id in orders {
                match console.fetch_order(&session, &id).await {
                    // Perhaps the rule has ordered it, which is told beside the rule.
                    Ok(detail) if detail.order.product_type == "credits" => {
                        console.inner.syncing.wake();
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::debug!(%error, "an order was not fetched");
                        console.mark_after(&error);
                    }
                }
            }
        });
    }

    /// The orders that are kept, newest first.
    pub(crate) fn newest_kept_orders(&self) -> Vec<OrderId> {
        self.figure::<Vec<OrderId>>(&Kind::Orders).map(|list| list.value).unwrap_or_default()
    }

    pub(crate) fn kept_order(&self, id: OrderId) -> Option<Figure<KeptOrder>> {
        self.figure(&Kind::Order(id))
    }

    async fn fetch_order(
        &self,
        session: &Arc<Session>,
        id: &OrderId,
    ) -> Result<OrderDetail, ClientError> {
        let detail = self.ask_order(session, id).await?;
        let owner = session.keeper().owner().key();
        let timeline = Some(detail.timeline.clone());
        self.keep_order(&owner, &detail.order).await;
        if let Err(error) = self.keep_one(&owner, &detail.order, timeline).await {
            tracing::warn!(%error, "an order is not kept");
        }
        Ok(detail)
    }

    async fn ask_order(
        &self,
        session: &Arc<Session>,
        id: &OrderId,
    ) -> Result<OrderDetail, ClientError> {
        let language = self.inner.choices().language();
        let (order, timeline) = futures_util::future::try_join(
            client::orders::one(session, id, language),
            client::orders::timeline(session, id),
        )
        .await?;
        Ok(OrderDetail { order, timeline })
    }

    /// Keeps an order. Without a timeline the known one stays as long as the order is the same.
    async fn keep_one(
        &self,
        owner: &OwnerKey,
        order: &Order,
        timeline: Option<Vec<TimelineEntry>>,
    ) -> Result<(), StoreError> {
        let known = self.kept_order(order.order_id.clone()).map(|kept| kept.value);
        let is_same = known.as_ref().is_some_and(|known| known.order == *order);
        if is_same && timeline.is_none() {
            return Ok(());
        }
        let kept = KeptOrder { order: order.clone(), timeline };
        let value = Fetched::Fresh { value: kept, etag: None };
        let language = self.inner.choices().language();
        self.keep(owner, Kind::Order(order.order_id.clone()), language, &value).await
    }
}
