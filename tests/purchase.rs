//! What a person does when they buy, and what they see of it.

use crate::computer::until;

use billing_contract::orders::Place;
use billing_contract::{Order, OrderId, PackageCenter, PackageId, PayType, Placement, Quote, Wish};
use billing_core::console::Console;
use billing_core::error::CommandError;
use billing_core::views::{
    BeginCheckout, Checkout, CheckoutId, CheckoutOf, CheckoutStage, OrderOf, PreviewOrder,
};
use std::time::{Duration, Instant};

/// What is for sale, once it is known.
pub async fn center(console: &Console) -> PackageCenter {
    let seen = async |console: &Console| console.package_center(()).await.expect("it can be asked");
    until(console, "the package centre is known", async |console: &Console| {
        seen(console).await.is_some()
    })
    .await;
    seen(console).await.expect("it was there a moment ago").value
}

/// The first package for sale.
pub async fn first_package(console: &Console) -> Wish {
    let first = center(console).await.coze_package_rule.into_iter().next();
    package(first.expect("something is for sale").id)
}

/// The wish for a package.
pub fn package(product_id: PackageId) -> Wish {
    Wish::Package { product_id }
}

/// What it would cost.
pub async fn quote(console: &Console, wish: &Wish, coupon: Option<&str>) -> Quote {
    let asked = PreviewOrder { wish: wish.clone(), coupon_code: coupon.map(str::to_owned) };
    console.preview_order(asked).await.expect("the service names a price")
}

/// Decides to buy what `quote` says, by the sandbox.
pub fn decision(wish: &Wish, quote: &Quote, coupon: Option<&str>) -> BeginCheckout {
    BeginCheckout {
        id: CheckoutId(format!("decision-{:032x}", rand::random::<u128>())),
        wish: wish.clone(),
        pay_type: PayType::Sandbox,
        coupon_code: coupon.map(str::to_owned),
        quote: quote.clone(),
    }
}

/// Asks for the price and decides to buy.
pub async fn try_to_buy(
    console: &Console,
    wish: &Wish,
    coupon: Option<&str>,
) -> Result<Checkout, CommandError> {
    let quote = quote(console, wish, coupon).await;
    console.begin_checkout(decision(wish, &quote, coupon)).await
}

/// Buys the first package for sale; the code to pay it with is there.
pub async fn buy(console: &Console) -> Checkout {
    let wish = first_package(console).await;
    let begun = try_to_buy(console, &wish, None).await.expect("it can be bought");
    until_stage(console, &begun.id, CheckoutStage::Waiting).await
}

/// The purchase as the screen shows it now.
pub async fn shown(console: &Console, id: &CheckoutId) -> Option<Checkout> {
    let checkouts = console.checkouts(()).await.expect("they can be asked for");
    checkouts.items.into_iter().find(|checkout| checkout.id == *id)
}

/// Waits until the screen shows the purchase so.
pub async fn until_shown(
    console: &Console,
    id: &CheckoutId,
    what: &str,
    is_so: impl Fn(&Checkout) -> bool,
) -> Checkout {
    until(console, what, async |console: &Console| {
        shown(console, id).await.is_some_and(|checkout| is_so(&checkout))
    })
    .await;
    shown(console, id).await.expect("it was shown a moment ago")
}

/// Waits until the purchase stands there.
pub async fn until_stage(console: &Console, id: &CheckoutId, stage: CheckoutStage) -> Checkout {
    until_shown(console, id, &format!("{stage:?}"), |checkout| checkout.stage == stage).await
}

/// Waits until the purchase is shown as paid and delivered.
pub async fn until_delivered(console: &Console, id: &CheckoutId) -> Checkout {
    until_shown(console, id, "paid and delivered", |checkout| {
        checkout.stage == CheckoutStage::Paid && !checkout.placements.is_empty()
    })
    .await
}

/// Holds that something that is waited for comes within `limit`.
pub async fn within<T>(limit: Duration, what: &str, waited: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let came = waited.await;
    assert!(begun.elapsed() <= limit, "{what} took {:?}", begun.elapsed());
    came
}

/// What its code says.
pub fn link(checkout: &Checkout) -> &str {
    &checkout.code.as_ref().expect("there is a code to scan").link
}

/// The order of a purchase.
pub fn order_of(checkout: &Checkout) -> OrderId {
    checkout.order_id.clone().expect("there is an order")
}

/// Names a purchase in a command.
pub fn of(checkout: &Checkout) -> CheckoutOf {
    CheckoutOf { id: checkout.id.clone() }
}

/// Names an order in a command.
pub fn of_order(order_id: &OrderId) -> OrderOf {
    OrderOf { order_id: order_id.clone() }
}

/// Where money is, as the customer sees it, in the order of the places' names.
pub fn places(placements: &[Placement]) -> Vec<(Place, String)> {
    let told = placements.iter().map(|one| (one.place, one.amount.as_str().to_owned()));
    let mut places: Vec<_> = told.collect();
    places.sort_by_key(|(place, _)| format!("{place:?}"));
    places
}

/// The customer's orders as the screen lists them.
pub async fn listed(console: &Console) -> Vec<Order> {
    console
        .orders(())
        .await
        .expect("they can be asked for")
        .map(|seen| seen.value)
        .unwrap_or_default()
}

/// Waits until an order is listed so.
pub async fn until_listed(
    console: &Console,
    order: &OrderId,
    what: &str,
    is_so: impl Fn(&Order) -> bool,
) -> Order {
    let find = async |console: &Console| {
        let all = listed(console).await;
        all.into_iter().find(|one| one.order_id == *order && is_so(one))
    };
    until(console, what, async |console: &Console| find(console).await.is_some()).await;
    find(console).await.expect("it was listed a moment ago")
}
