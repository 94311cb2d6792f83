//! Buying: a payment that is always seen.
//!
//! [`machine`] knows what to do, [`watcher`] does it, the commands are in [`buying`].

pub mod machine;

use crate::console::Console;
use crate::error::{CommandError, CommandErrorCode};
use crate::views::*;
use billing_contract::*;

macro_rules! unanswered {
    ($($name:ident($request:ty) -> $answer:ty;)*) => {
        impl Console {$(
            /// Not answered yet.
            pub async fn $name(&self, _: $request) -> Result<$answer, CommandError> {
                Err(CommandError::new(CommandErrorCode::Internal))
            }
        )*}
    };
}

unanswered! {
    set_privacy(SetPrivacy) -> Settings;
    set_notifications(SetNotifications) -> Settings;
    package_center(()) -> Option<Figure<PackageCenter>>;
    agreement(()) -> Agreement;
    preview_order(PreviewOrder) -> Quote;
    begin_checkout(BeginCheckout) -> Checkout;
    pay_order(PayOrder) -> Checkout;
    checkouts(()) -> Checkouts;
    renew_code(CheckoutOf) -> Checkout;
    change_method(ChangeMethod) -> Checkout;
    open_payment_page(CheckoutOf) -> ();
    ask_payment(CheckoutOf) -> Checkout;
    cancel_checkout(CheckoutOf) -> Checkout;
    dismiss_checkout(CheckoutOf) -> Checkouts;
    orders(()) -> Option<Figure<Vec<Order>>>;
    order(OrderOf) -> Option<Figure<OrderDetail>>;
    staff_orders(StaffOrdersWish) -> StaffOrders;
    staff_order(OrderOf) -> OrderDetail;
    refund_order(RefundOrder) -> OrderDetail;
    ask_provider(OrderOf) -> OrderDetail;
    package_config(()) -> PackageConfig;
    save_package_config(PackageConfig) -> PackageConfig;
    webhook_log(WebhookWish) -> WebhookLog;
    replay_webhook(WebhookOf) -> WebhookEntry;
    note_behaviour(NoteBehaviour) -> ();
}
