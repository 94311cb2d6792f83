import { drawnCode } from "./fake-code";

import type {
  Agreement,
  Checkout,
  CheckoutFocus,
  Order,
  OrderDetail,
  OrderState,
  PackageCenter,
  PackageConfig,
  PackageRule,
  Placement,
  QrView,
  TimelineEntry,
  WebhookEntry,
} from "./generated/commands";

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What a fake core knows of buying. */
export interface Payments {
  packages: PackageConfig;
  agreement: Agreement;
  /** The orders of the customer signed in, newest first; staff see them all the same. */
  orders: OrderDetail[];
  checkouts: Checkout[];
  /** What is to be brought to the person's eyes, told once. */
  focus: CheckoutFocus | null;
  webhooks: WebhookEntry[];
  /** What a new checkout begins as. */
  stage: Checkout["stage"];
}

export const explanation = `<h3>How renewals work</h3>
<p>A renewal adds its days to the end of the current term. Credits that were not used <b>do not carry over</b>.</p>
<ul><li>Invoices are issued within one minute of payment.</li><li>A payment that comes late still counts.</li></ul>`;

const agreementHtml = `<h2>Payment terms</h2>
<p>By paying you accept that the package begins at once. You may ask for your money back within fourteen days as long as nothing of it was used.</p>
<p>Amounts are shown with value added tax. <a href="https://example.com">Full terms</a></p>
<script>window.evil = true</script>`;

/** A believable world of payments. */
export function paymentsOf(): Payments {
  return {
    packages: {
      cozePackageStatus: true,
      cozePackageRule: packageRules(),
      cozePackageExplain: explanation,
      agreement: agreementHtml,
      version: 4,
      savedAt: "2026-06-03T09:12:00Z",
      savedBy: "Ines Duarte",
      openOrders: 2,
    },
    agreement: { title: "Payment terms", content: agreementHtml, version: 2 },
    orders: orderDetails(),
    checkouts: [],
    focus: null,
    webhooks: webhookEntries(),
    stage: "waiting",
  };
}

/** What the customer sees of it. */
export function centerOf({ packages }: Payments, username = "Elin Sørensen"): PackageCenter {
  return {
    cozePackageStatus: packages.cozePackageStatus,
    cozePackageRule: packages.cozePackageRule,
    cozePackageExplain: packages.cozePackageExplain,
    payWayList: [
      { payType: 1, name: "WeChat Pay", logo: "wechat_pay" },
      { payType: 2, name: "Alipay", logo: "alipay" },
      { payType: 4, name: "Stripe", logo: "stripe" },
      { payType: 3, name: "PayPal", logo: "paypal" },
      { payType: 9, name: "[TEST] Test wallet", logo: "sandbox" },
    ],
    user: { id: "usr_admin", username, cozePackage: { name: "Pro", remainDays: 55 } },
  };
}

function packageRules(): PackageRule[] {
  const rule = (
    id: string,
    name: string,
    duration: number,
    originalPrice: string,
    currentPrice: string,
    description: string,
  ) => ({ id, name, duration, originalPrice, currentPrice, currency: "CNY", description });
  return [
    rule("pkg_1", "Starter, year", 365, "3588.00", "2990.00", "20,000 credits a month, 5 seats."),
    rule(
      "pkg_2",
      "Pro, year",
      365,
      "11988.00",
      "9990.00",
      "50,000 credits a month, 15 agent seats, voice channel. Two months free against monthly payment.",
    ),
    rule("pkg_3", "Business, year", 365, "35988.00", "29990.00", "200,000 credits a month."),
    rule("pkg_4", "Pro, month", 30, "999.00", "999.00", "50,000 credits a month."),
    rule("pkg_5", "Credit pack 10,000", 0, "249.00", "199.00", "10,000 credits that never expire."),
  ];
}

/** A checkout that waits for its payment by QR code. */
export function checkoutOf(changes: Partial<Checkout> = {}): Checkout {
  return {
    id: "chk_1",
    wish: { product_type: "package", product_id: "pkg_2" },
    product_name: "Pro, year",
    amount: "9990.00",
    currency: "CNY",
    pay_type: 1,
    order_id: "ord_open",
    order_no: "BC2606181430 0041",
    stage: "waiting",
    order_state: "awaiting_payment",
    watch: "listening",
    code: codeFor("weixin://wxpay/bizpayurl?pr=aBcD1234x"),
    has_page: false,
    seconds_left: 118,
    available_actions: ["pay", "change_method", "renew", "cancel"],
    placements: [],
    began_at: ago(0.1),
    as_of: ago(0.05),
    is_test: false,
    ...changes,
  };
}

/** One amount that ended somewhere. */
export function placementOf(amount: string, place: Placement["place"]): Placement {
  return { amount, currency: "CNY", place, at: ago(1) };
}

/** The code of a link, as the core draws it. */
export function codeFor(link: string): QrView {
  return { ...drawnCode, link };
}

/** An order in that state, with what belongs to it. */
export function orderOf(state: OrderState, changes: Partial<Order> = {}): Order {
  const isPaid = !["created", "awaiting_payment", "expired", "cancelled", "underpaid"].includes(
    state,
  );
  const finalAmount = changes.finalAmount ?? "9990.00";
  return {
    orderId: `ord_${state}`,
    orderNo: "BC2606181430 0041",
    productType: "package",
    productId: "pkg_2",
    productName: "Pro, year",
    originalAmount: "11988.00",
    discountAmount: "1998.00",
    finalAmount,
    receivedAmount: isPaid ? finalAmount : "0.00",
    refundedAmount: "0.00",
    currency: "CNY",
    payType: 1,
    payStatus: isPaid ? 1 : 0,
    state,
    availableActions: [],
    tradeNo: "T26061814300041",
    ...(isPaid ? { providerTradeNo: "4200 0024 11** **71" } : {}),
    createdAt: ago(60),
    ...(isPaid ? { paidAt: ago(57), fulfilledAt: ago(57), validUntil: dayIn(365) } : {}),
    placements: isPaid ? [placementOf(finalAmount, "order")] : [],
    isTest: false,
    ...changes,
  };
}

function orderDetails(): OrderDetail[] {
  const list: [OrderState, Partial<Order>][] = [
    [
      "awaiting_payment",
      {
        orderId: "ord_open",
        productName: "Credit pack 10,000",
        finalAmount: "199.00",
        originalAmount: "249.00",
        discountAmount: "50.00",
        orderNo: "BC2606181428 0040",
        availableActions: ["pay", "change_method", "cancel"],
        createdAt: ago(4),
      },
    ],
    [
      "paid_late",
      { orderId: "ord_late", availableActions: ["buy_again", "refund", "ask_provider"] },
    ],
    [
      "overpaid",
      {
        orderId: "ord_over",
        productName: "Starter, year",
        finalAmount: "2990.00",
        originalAmount: "3588.00",
        discountAmount: "598.00",
        receivedAmount: "3000.00",
        payType: 2,
        placements: [placementOf("2990.00", "order"), placementOf("10.00", "credit_balance")],
        createdAt: ago(60 * 24 * 6),
      },
    ],
    [
      "underpaid",
      {
        orderId: "ord_under",
        productName: "Credit pack 50,000",
        finalAmount: "899.00",
        originalAmount: "899.00",
        discountAmount: "0.00",
        receivedAmount: "800.00",
        placements: [placementOf("800.00", "order")],
        availableActions: ["pay", "cancel"],
        createdAt: ago(60 * 24 * 8),
      },
    ],
    [
      "partially_refunded",
      {
        orderId: "ord_partly",
        refundedAmount: "990.00",
        placements: [placementOf("9000.00", "order"), placementOf("990.00", "refund")],
        createdAt: ago(60 * 24 * 20),
      },
    ],
    [
      "expired",
      { orderId: "ord_expired", createdAt: ago(60 * 24 * 21), availableActions: ["buy_again"] },
    ],
    ["cancelled", { orderId: "ord_cancelled", payType: 2, createdAt: ago(60 * 24 * 30) }],
    ["fulfil_failed", { orderId: "ord_retry", createdAt: ago(60 * 24 * 41) }],
    ["disputed", { orderId: "ord_disputed", payType: 4, createdAt: ago(60 * 24 * 52) }],
    ["refund_pending", { orderId: "ord_back", createdAt: ago(60 * 24 * 60) }],
    [
      "refunded",
      {
        orderId: "ord_refunded",
        refundedAmount: "9990.00",
        placements: [placementOf("9990.00", "refund")],
        createdAt: ago(60 * 24 * 70),
      },
    ],
    ["fulfilled", { orderId: "ord_done", payType: 3, createdAt: ago(60 * 24 * 90) }],
    ["fulfilled", { orderId: "ord_test", payType: 9, isTest: true, createdAt: ago(60 * 24 * 120) }],
  ];
  return list.map(([state, changes], place) => {
    const order = orderOf(state, {
      orderNo: `BC260618${1430 - place} 00${41 - place}`,
      availableActions: ["refund", "ask_provider"],
      ...changes,
    });
    return { order, timeline: timelineOf(order) };
  });
}

function timelineOf(order: Order): TimelineEntry[] {
  const began = Date.parse(order.createdAt);
  const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();
  const { currency, payType: pay_type, finalAmount: amount } = order;
  const begun: TimelineEntry[] = [
    { at: at(0), kind: "ordered", amount, currency, pay_type },
    { at: at(1), kind: "presented", pay_type },
  ];
  const money = { amount, currency, pay_type };
  const ends: Partial<Record<OrderState, TimelineEntry[]>> = {
    awaiting_payment: [],
    paid_late: [
      { at: at(121), kind: "code_expired", pay_type },
      { at: at(215), kind: "paid_late", ...money, place: "order" },
      { at: at(216), kind: "fulfilled", ...(order.validUntil ? { note: order.validUntil } : {}) },
    ],
    overpaid: [
      { at: at(40), kind: "received", ...money, place: "order" },
      { at: at(41), kind: "overpaid", amount: "10.00", currency, place: "credit_balance" },
      { at: at(42), kind: "fulfilled" },
    ],
    underpaid: [{ at: at(50), kind: "underpaid", amount: "800.00", currency, place: "order" }],
    expired: [
      { at: at(121), kind: "code_expired", pay_type },
      { at: at(7200), kind: "provider_asked", pay_type },
      { at: at(7201), kind: "closed", pay_type },
      { at: at(7202), kind: "expired" },
    ],
    cancelled: [
      { at: at(30), kind: "closed", pay_type },
      { at: at(31), kind: "cancelled" },
    ],
    partially_refunded: [
      { at: at(30), kind: "received", ...money, place: "order" },
      { at: at(31), kind: "fulfilled" },
      { at: at(90_000), kind: "refund_requested", amount: "990.00", currency, note: "Goodwill" },
      { at: at(90_020), kind: "refunded", amount: "990.00", currency, pay_type },
    ],
  };
  return [
    ...begun,
    ...(ends[order.state] ?? [
      { at: at(30), kind: "received", ...money, place: "order" },
      { at: at(31), kind: "fulfilled" },
    ]),
  ];
}

function webhookEntries(): WebhookEntry[] {
  const entry = (
    id: string,
    outcome: WebhookEntry["outcome"],
    changes: Partial<WebhookEntry> = {},
  ): WebhookEntry => ({
    id,
    provider: 1,
    event: "TRANSACTION.SUCCESS",
    provider_event_id: `EV-${id}`,
    outcome,
    order_id: "ord_late",
    order_no: "BC2606181429 0040",
    deliveries: 1,
    received_at: ago(58),
    processed_at: ago(58),
    body: `{"id":"EV-${id}","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","payer":"o***k"}}`,
    ...changes,
  });
  return [
    entry("whk_1", "applied"),
    entry("whk_2", "nothing_new", { deliveries: 3, received_at: ago(70) }),
    entry("whk_3", "refused", {
      provider: 4,
      event: "checkout.session.completed",
      error: "signature is older than 300 s",
      order_id: "ord_disputed",
      received_at: ago(140),
    }),
    entry("whk_4", "failed", {
      provider: 2,
      event: "trade_status_sync",
      error: "database is busy",
    }),
    entry("whk_5", "ignored", { provider: 3, event: "PAYMENT.SALE.PENDING", deliveries: 2 }),
    entry("whk_6", "started", { provider: 1 }),
  ];
}
