//! The path of every route, written once for both sides.

/// Register a customer.
pub const AUTH_REGISTER: &str = "/auth/register";
/// Sign in.
pub const AUTH_LOGIN: &str = "/auth/login";
/// Exchange a refresh token for new tokens.
pub const AUTH_REFRESH: &str = "/auth/refresh";
/// End the session.
pub const AUTH_LOGOUT: &str = "/auth/logout";
/// Who is signed in.
pub const AUTH_ME: &str = "/auth/me";
/// The person's signed-in devices.
pub const AUTH_SESSIONS: &str = "/auth/sessions";
/// One signed-in device.
pub const AUTH_SESSION: &str = "/auth/sessions/{id}";
/// Change the password.
pub const AUTH_PASSWORD: &str = "/auth/password";
/// The customer's master data.
pub const PORTAL_ACCOUNT: &str = "/api/portal/account";
/// The customer's subscription and credits.
pub const PORTAL_SUBSCRIPTION: &str = "/api/portal/subscription";
/// What a change of plan would cost.
pub const SUBSCRIPTION_UPGRADE_PREVIEW: &str = "/api/portal/subscription/upgrade/preview";
/// Change the plan.
pub const SUBSCRIPTION_UPGRADE: &str = "/api/portal/subscription/upgrade";
/// What a cancellation would bring.
pub const SUBSCRIPTION_CANCEL_PREVIEW: &str = "/api/portal/subscription/cancel/preview";
/// End the subscription.
pub const SUBSCRIPTION_CANCEL: &str = "/api/portal/subscription/cancel";
/// What a pause would bring.
pub const SUBSCRIPTION_PAUSE_PREVIEW: &str = "/api/portal/subscription/pause/preview";
/// Stop the subscription for a while.
pub const SUBSCRIPTION_PAUSE: &str = "/api/portal/subscription/pause";
/// What taking back would bring.
pub const SUBSCRIPTION_RESUME_PREVIEW: &str = "/api/portal/subscription/resume/preview";
/// Take back a cancellation, a pause or a change that waits.
pub const SUBSCRIPTION_RESUME: &str = "/api/portal/subscription/resume";
/// Let time pass in the demonstration.
pub const OPERATOR_CLOCK: &str = "/api/operator/clock";
/// The plans on offer.
pub const PORTAL_PLANS: &str = "/api/portal/plans";
/// How much was used.
pub const PORTAL_USAGE: &str = "/api/portal/usage";
/// How much was used, day by day.
pub const PORTAL_USAGE_DETAIL: &str = "/api/portal/usage/detail";
/// What the operator's systems have counted.
pub const USAGE_EVENTS: &str = "/api/usage/events";
/// The customer's invoices and credit notes.
pub const PORTAL_INVOICES: &str = "/api/portal/invoices";
/// One of them.
pub const PORTAL_INVOICE: &str = "/api/portal/invoices/{id}";
/// Its document.
pub const PORTAL_INVOICE_PDF: &str = "/api/portal/invoices/{id}/pdf";
/// The receipt for it.
pub const PORTAL_INVOICE_RECEIPT: &str = "/api/portal/invoices/{id}/receipt";
/// Every movement of credits.
pub const PORTAL_CREDIT_TRANSACTIONS: &str = "/api/portal/credits/transactions";
/// What is left of the customer's credits.
pub const PORTAL_CREDITS: &str = "/api/portal/credits";
/// Packs of credits for sale.
pub const PORTAL_CREDIT_PACKS: &str = "/api/portal/credits/packs";
/// When the credits run out, and which plan would have fitted.
pub const PORTAL_CREDIT_FORECAST: &str = "/api/portal/credits/forecast";
/// Redeem a gift code.
pub const PORTAL_CREDIT_REDEEM: &str = "/api/portal/credits/redeem";
/// The rule by which packs are ordered.
pub const PORTAL_AUTO_TOP_UP: &str = "/api/portal/credits/auto-top-up";
/// Spend a customer's credits.
pub const CREDITS_SPEND: &str = "/api/credits/spend";
/// Put a customer's credits right.
pub const OPERATOR_CREDITS_ADJUST: &str = "/api/operator/credits/adjust";
/// Make gift codes, and see what became of them.
pub const OPERATOR_GIFT_CODES: &str = "/api/operator/gift-codes";
/// Orders that need somebody's eyes.
pub const OPERATOR_STUCK_PAYMENTS: &str = "/api/operator/stuck-payments";
/// One order with what is wrong with it.
pub const OPERATOR_STUCK_PAYMENT: &str = "/api/operator/stuck-payments/{id}";
/// Say that money has come.
pub const OPERATOR_SETTLEMENTS: &str = "/api/operator/settlements";
/// Approve what another has proposed.
pub const OPERATOR_SETTLEMENT_APPROVE: &str = "/api/operator/settlements/{id}/approve";
/// Turn a proposal down.
pub const OPERATOR_SETTLEMENT_REJECT: &str = "/api/operator/settlements/{id}/reject";
/// Who of the staff did what.
pub const OPERATOR_AUDIT: &str = "/api/operator/audit";
/// Whether what is stored is whole.
pub const OPERATOR_INTEGRITY: &str = "/api/operator/integrity";
/// How the business goes.
pub const OPERATOR_MONITORING: &str = "/api/operator/monitoring";
/// Everything of the archive, and what has changed.
pub const PORTAL_CHANGES: &str = "/api/portal/changes";
/// The customers whom staff may see.
pub const PORTAL_CUSTOMERS: &str = "/api/portal/customers";
/// What is for sale, and how to pay.
pub const PACKAGE_CENTER: &str = "/web/coze-package/center";
/// Order a package.
pub const PACKAGE_ORDER: &str = "/web/coze-package/order";
/// The customer's orders.
pub const PACKAGE_ORDERS: &str = "/web/coze-package/orders";
/// What the operator decides about packages.
pub const PACKAGE_CONFIG: &str = "/console/coze-package-config";
/// The payment terms.
pub const AGREEMENT: &str = "/agreement";
/// Something to pay an order with.
pub const PREPAY: &str = "/pay/prepay";
/// Whether an order is paid.
pub const PAY_RESULT: &str = "/pay/getPayResult";
/// Call an order off.
pub const PAY_CANCEL: &str = "/pay/cancel";
/// A plan to be paid by PayPal.
pub const PAYPAL_CREATE_ORDER: &str = "/payments/create-order";
/// The way back from PayPal.
pub const PAYPAL_CALLBACK: &str = "/payments/paypal/callback";
/// Order anything.
pub const PAYMENT_ORDERS: &str = "/payments/orders";
/// What an order would cost.
pub const PAYMENT_ORDER_PREVIEW: &str = "/payments/orders/preview";
/// Send money back.
pub const PAYMENT_REFUND: &str = "/payments/orders/{id}/refund";
/// Ask the provider what it knows of an order.
pub const PAYMENT_ASK_PROVIDER: &str = "/payments/orders/{id}/ask-provider";
/// One order.
pub const PORTAL_ORDER: &str = "/api/portal/orders/{id}";
/// What happened to one order.
pub const PORTAL_ORDER_TIMELINE: &str = "/api/portal/orders/{id}/timeline";
/// What the service tells without being asked.
pub const PORTAL_STREAM: &str = "/api/portal/stream";
/// What people did in the console.
pub const PORTAL_EVENTS: &str = "/api/portal/events";
/// What the customer is told of.
pub const PORTAL_NOTICES: &str = "/api/portal/notices";
/// Which of it has been read.
pub const PORTAL_NOTICES_READ: &str = "/api/portal/notices/read";
/// What the customer agrees to.
pub const PORTAL_CONSENT: &str = "/api/portal/consent";
/// What the service tells others.
pub const OPERATOR_OUTBOX: &str = "/api/operator/outbox";
/// Try once more to tell it.
pub const OPERATOR_OUTBOX_REPLAY: &str = "/api/operator/outbox/{id}/replay";
/// Every customer's orders, for staff.
pub const STAFF_ORDERS: &str = "/console/orders";
/// A provider's notice.
pub const WEBHOOK: &str = "/api/webhooks/{provider}";
/// What providers have told.
pub const WEBHOOK_LOGS: &str = "/api/webhooks/logs";
/// Work on a notice once more.
pub const WEBHOOK_REPLAY: &str = "/api/webhooks/{id}/replay";
/// The sandbox's page of one code.
pub const SANDBOX_PAGE: &str = "/sandbox/{trade_no}";
/// What the buttons of that page send.
pub const SANDBOX_ACT: &str = "/sandbox/{trade_no}/act";
/// Whether the process runs.
pub const HEALTH_LIVE: &str = "/health/live";
/// Whether it can serve.
pub const HEALTH_READY: &str = "/health/ready";
/// Figures for Prometheus.
pub const METRICS: &str = "/metrics";

/// The path of one signed-in device.
pub fn auth_session(id: &crate::SessionId) -> String {
    format!("{AUTH_SESSIONS}/{id}")
}

/// The path of one invoice.
pub fn portal_invoice(id: &crate::InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}")
}

/// The path of an invoice's document.
pub fn portal_invoice_pdf(id: &crate::InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}/pdf")
}

/// The path of the receipt for an invoice.
pub fn portal_invoice_receipt(id: &crate::InvoiceId) -> String {
    format!("{PORTAL_INVOICES}/{id}/receipt")
}

/// The path of one order.
pub fn portal_order(id: &crate::OrderId) -> String {
    format!("/api/portal/orders/{id}")
}

/// The path of what happened to one order.
pub fn portal_order_timeline(id: &crate::OrderId) -> String {
    format!("/api/portal/orders/{id}/timeline")
}

/// The path to send money of an order back.
pub fn payment_refund(id: &crate::OrderId) -> String {
    format!("{PAYMENT_ORDERS}/{id}/refund")
}

/// The path to ask the provider about an order.
pub fn payment_ask_provider(id: &crate::OrderId) -> String {
    format!("{PAYMENT_ORDERS}/{id}/ask-provider")
}

/// The path of an order with what is wrong with it.
pub fn operator_stuck_payment(id: &crate::OrderId) -> String {
    format!("{OPERATOR_STUCK_PAYMENTS}/{id}")
}

/// The path to approve a proposal.
pub fn operator_settlement_approve(id: &str) -> String {
    format!("{OPERATOR_SETTLEMENTS}/{id}/approve")
}

/// The path to turn a proposal down.
pub fn operator_settlement_reject(id: &str) -> String {
    format!("{OPERATOR_SETTLEMENTS}/{id}/reject")
}

/// The path to work on a notice once more.
pub fn webhook_replay(id: &crate::WebhookId) -> String {
    format!("/api/webhooks/{id}/replay")
}

/// The path to try once more to tell something.
pub fn outbox_replay(id: &crate::OutboxId) -> String {
    format!("{OPERATOR_OUTBOX}/{id}/replay")
}
