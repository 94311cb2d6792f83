import { dayOf, daysLater } from "../calendar";
import { commandError } from "./backend";
import { centerOf, checkoutOf, codeFor, orderOf, placementOf } from "./fake-payments";
import type { World } from "./fake-world";
import type {
  Checkout,
  Checkouts,
  Commands,
  Event,
  Figure,
  OrderDetail,
  PayType,
  Quote,
  Settings,
  Wish,
} from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

const browserMethods: PayType[] = [3, 4, 9];

/** The commands about buying, over a world in memory. */
export abstract class FakePaying {
  abstract world: World;
  abstract announce(event: Event): void;

  do_package_center = () =>
    this.world.packageCenterKnown
      ? { value: centerOf(this.world.payments), as_of: this.world.sync.last_success ?? now() }
      : null;

  do_agreement = () => this.world.payments.agreement;

  do_preview_order({ wish, coupon_code }: Request<"preview_order">): Quote {
    return this.#quote(wish, coupon_code);
  }

  do_begin_checkout(request: Request<"begin_checkout">): Checkout {
    const { payments } = this.world;
    const known = payments.checkouts.find(({ id }) => id === request.id);
    if (known) {
      return known;
    }
    const { stage } = payments;
    const number = payments.orders.length;
    const order = orderOf("awaiting_payment", {
      orderId: `ord_new_${number}`,
      orderNo: `BC2606181500 00${50 + number}`,
      productName: request.quote.product_name,
      finalAmount: request.quote.final_amount,
      payType: request.pay_type,
      createdAt: now(),
      availableActions: ["pay", "change_method", "cancel"],
    });
    payments.orders.unshift({ order, timeline: [] });
    const isSandbox = request.pay_type === 9;
    const begun = checkoutOf({
      id: request.id,
      wish: request.wish,
      product_name: request.quote.product_name,
      amount: request.quote.final_amount,
      currency: request.quote.currency,
      pay_type: request.pay_type,
      quote: request.quote,
      order_id: order.orderId,
      order_no: order.orderNo,
      stage,
      seconds_left: 120,
      has_page: browserMethods.includes(request.pay_type),
      is_test: isSandbox,
      began_at: now(),
    });
    if (!isSandbox && begun.has_page) {
      delete begun.code;
      delete begun.seconds_left;
    }
    payments.checkouts.unshift(begun);
    this.announce("checkouts_changed");
    this.announce("orders_changed");
    return begun;
  }

  do_pay_order({ order_id, pay_type }: Request<"pay_order">): Checkout {
    const { payments } = this.world;
    const open = payments.checkouts.find((checkout) => checkout.order_id === order_id);
    if (open) {
      return open;
    }
    const { order } = this.#order(order_id);
    const begun = checkoutOf({
      id: `chk_${order_id}`,
      order_id,
      order_no: order.orderNo,
      product_name: order.productName,
      amount: order.finalAmount,
      pay_type,
    });
    payments.checkouts.unshift(begun);
    this.announce("checkouts_changed");
    return begun;
  }

  do_checkouts(): Checkouts {
    const { checkouts: items, focus } = this.world.payments;
    this.world.payments.focus = null;
    return focus ? { items, focus } : { items };
  }

  do_renew_code({ id }: Request<"renew_code">): Checkout {
    delete this.#change(id, {}).problem;
    const isUnderpaid = this.#change(id, {}).order_state === "underpaid";
    return this.#change(id, {
      stage: isUnderpaid ? "underpaid" : "waiting",
      seconds_left: 120,
      code: codeFor("weixin://wxpay/bizpayurl?pr=aBcD1234x"),
    });
  }

  do_change_method({ id, pay_type }: Request<"change_method">): Checkout {
    return this.#change(id, {
      pay_type,
      stage: "waiting",
      has_page: browserMethods.includes(pay_type),
      is_test: pay_type === 9,
    });
  }

  do_open_payment_page = () => null;
  do_ask_payment = ({ id }: Request<"ask_payment">) => this.#change(id, {});

  do_cancel_checkout({ id }: Request<"cancel_checkout">): Checkout {
    if (this.#change(id, {}).order_id === undefined) {
      // Kept until there is an order to call off.
      return this.#change(id, { available_actions: [] });
    }
    const cancelled = this.#change(id, {
      stage: "cancelled",
      order_state: "cancelled",
      watch: "ended",
      available_actions: ["buy_again"],
    });
    const held = this.world.payments.orders.find(
      ({ order }) => order.orderId === cancelled.order_id,
    );
    if (held) {
      Object.assign(held.order, { state: "cancelled", availableActions: ["buy_again"] });
      this.announce("orders_changed");
    }
    return cancelled;
  }

  do_dismiss_checkout({ id }: Request<"dismiss_checkout">): Checkouts {
    const { payments } = this.world;
    payments.checkouts = payments.checkouts.filter((checkout) => checkout.id !== id);
    return { items: payments.checkouts };
  }

  do_orders = () => ({
    value: this.world.payments.orders.map(({ order }) => order),
    as_of: this.world.sync.last_success ?? now(),
  });

  do_order({ order_id }: Request<"order">): Figure<OrderDetail> {
    return { value: this.#order(order_id), as_of: this.world.sync.last_success ?? now() };
  }

  do_cancel_order({ order_id }: Request<"cancel_order">): OrderDetail {
    const detail = this.#order(order_id);
    Object.assign(detail.order, { state: "cancelled", availableActions: ["buy_again"] });
    detail.timeline.push({ at: now(), kind: "cancelled" });
    this.announce("orders_changed");
    return detail;
  }

  do_staff_orders({ query = "", state, cursor }: Request<"staff_orders">) {
    const items = this.world.payments.orders
      .map(({ order }) => ({
        ...order,
        customerId: "cus_1",
        customerName: "Northwind Labs",
        clientIp: "192.0.2.14",
        userAgent: "Billing Console 0.1.0 on Linux",
      }))
      .filter((order) => state === undefined || order.state === state)
      .filter(({ orderNo, productName }) => `${orderNo} ${productName}`.includes(query));
    const from = Number(cursor ?? 0);
    const end = from + 8;
    const page = items.slice(from, end);
    return end < items.length ? { items: page, next_cursor: String(end) } : { items: page };
  }

  do_staff_order({ order_id }: Request<"staff_order">): OrderDetail {
    const { order, timeline } = this.#order(order_id);
    const customer = { customerId: "cus_1", customerName: "Northwind Labs" };
    return { order: { ...order, ...customer, clientIp: "192.0.2.14" }, timeline };
  }

  do_refund_order({ order_id, refund }: Request<"refund_order">): OrderDetail {
    const detail = this.#order(order_id);
    const amount = refund.amount ?? detail.order.receivedAmount;
    detail.order.refundedAmount = amount;
    detail.order.state = "refund_pending";
    detail.timeline.push({
      at: now(),
      kind: "refund_requested",
      amount,
      currency: detail.order.currency,
      note: refund.reason,
    });
    return this.do_staff_order({ order_id });
  }

  do_ask_provider({ order_id }: Request<"ask_provider">): OrderDetail {
    const detail = this.#order(order_id);
    const pay_type = detail.order.payType;
    detail.timeline.push({ at: now(), kind: "provider_asked", pay_type, note: "NOTPAY" });
    return this.do_staff_order({ order_id });
  }

  do_package_config = () => this.world.payments.packages;

  do_save_package_config(config: Request<"save_package_config">) {
    const { payments } = this.world;
    const version = payments.packages.version ?? 0;
    if (config.version !== version) {
      throw commandError("changed_meanwhile");
    }
    const saved = { savedAt: now(), savedBy: "Ines Duarte", openOrders: 2 };
    payments.packages = { ...config, ...saved, version: version + 1 };
    return payments.packages;
  }

  do_webhook_log({ outcome }: Request<"webhook_log">) {
    const { webhooks } = this.world.payments;
    return {
      items: webhooks.filter((entry) => outcome === undefined || entry.outcome === outcome),
    };
  }

  do_replay_webhook({ id }: Request<"replay_webhook">) {
    const entry = this.world.payments.webhooks.find((one) => one.id === id);
    if (!entry) {
      throw commandError("not_found");
    }
    Object.assign(entry, { outcome: "applied", processed_at: now() });
    delete entry.error;
    return entry;
  }

  do_notices() {
    const { notices } = this.world.telling;
    if (!notices) {
      return null;
    }
    const { items, as_of } = notices;
    return { value: { items, unread: items.filter(({ is_read }) => !is_read).length }, as_of };
  }

  do_mark_read({ ids }: Request<"mark_read">) {
    for (const notice of this.world.telling.notices?.items ?? []) {
      notice.is_read ||= ids.includes(notice.id);
    }
    return this.do_notices();
  }

  do_consent = () => ({ marketing: this.world.telling.marketing });

  do_give_consent({ marketing }: Request<"give_consent">) {
    this.world.telling.marketing = marketing;
    return { marketing };
  }

  do_outbox({ state }: Request<"outbox">) {
    const { outbox } = this.world.telling;
    return { items: outbox.filter((entry) => state === undefined || entry.state === state) };
  }

  do_replay_outbox({ id }: Request<"replay_outbox">) {
    const entry = this.world.telling.outbox.find((one) => one.id === id);
    if (!entry) {
      throw commandError("not_found");
    }
    Object.assign(entry, { state: "waiting", tries: 0, next_try_at: now() });
    delete entry.settled_at;
    return entry;
  }

  do_note_behaviour = () => null;

  do_set_privacy({ share_behaviour }: Request<"set_privacy">): Settings {
    this.world.settings = { ...this.world.settings, share_behaviour };
    return this.world.settings;
  }

  do_set_notifications({ notifications }: Request<"set_notifications">): Settings {
    this.world.settings = { ...this.world.settings, notifications };
    return this.world.settings;
  }

  /** What happens when the customer has paid. */
  settle(id: string, changes: Partial<Checkout> = {}): void {
    const paid = this.#change(id, {
      stage: "paid",
      order_state: "fulfilled",
      watch: "ended",
      available_actions: ["buy_again"],
      valid_until: "2027-06-18",
      ...changes,
    });
    if (paid.placements.length === 0) {
      this.#change(id, { placements: [placementOf(paid.amount, "order")] });
    }
    this.announce("checkouts_changed");
  }

  #quote(wish: Wish, coupon: string | undefined): Quote {
    const { packages } = this.world.payments;
    const rule = packages.cozePackageRule.find(({ id }) => id === wish.product_id);
    const plan = this.world.plans?.value.find(({ id }) => id === wish.product_id);
    const type = wish.product_type === "plan" ? wish.subscription_type : "package";
    const planPrice = { monthly: plan?.price_monthly, yearly: plan?.price_yearly }[type as string];
    const pack = this.world.crediting?.packs.find(({ id }) => id === wish.product_id);
    const original = Number(
      rule?.originalPrice ?? planPrice ?? plan?.price_lifetime ?? pack?.price ?? 0,
    );
    const current = Number(rule?.currentPrice ?? original);
    const reductions: Quote["reductions"] = [];
    const reduce = (reduction: Omit<Quote["reductions"][number], "amount">, amount: number) => {
      if (amount > 0) {
        reductions.push({ ...reduction, amount: amount.toFixed(2) });
      }
    };
    reduce({ kind: "price", name: "Price now" }, original - current);
    if (coupon === "WELCOME10") {
      reduce({ kind: "coupon", name: "Welcome, 10 % off", code: coupon }, current / 10);
    }
    const discount = reductions.reduce((sum, { amount }) => sum + Number(amount), 0);
    const problem = { OLD: "expired", ONCE: "used_by_you" }[coupon ?? ""] ?? "unknown";
    return {
      product_name: rule?.name ?? plan?.name ?? pack?.name ?? "",
      original_amount: original.toFixed(2),
      discount_amount: discount.toFixed(2),
      final_amount: (original - discount).toFixed(2),
      currency: "CNY",
      reductions,
      ...(coupon && coupon !== "WELCOME10"
        ? { coupon_problem: problem as NonNullable<Quote["coupon_problem"]> }
        : {}),
      // Packages of days follow the one that runs.
      ...(rule && rule.duration > 0 ? { begins_on: daysLater(dayOf(new Date()), 55) } : {}),
      ...(plan ? { replaces: { plan_name: "Pro", remaining_days: 55 } } : {}),
    };
  }

  #order(order_id: string): OrderDetail {
    const detail = this.world.payments.orders.find(({ order }) => order.orderId === order_id);
    if (!detail) {
      throw commandError("not_found");
    }
    return detail;
  }

  #change(id: string, changes: Partial<Checkout>): Checkout {
    const checkout = this.world.payments.checkouts.find((one) => one.id === id);
    if (!checkout) {
      throw commandError("not_found");
    }
    return Object.assign(checkout, changes);
  }
}

function now(): string {
  return new Date().toISOString();
}
