// Stripe: Checkout Sessions, refunds and events. Events are signed, and checked again before they
// leave, by the official stripe SDK.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import { LONG, notice, pick, serve, write } from "./peer.mjs";

const secretKey = `sk_test_${randomBytes(16).toString("hex")}`;
const webhookSecret = `whsec_${randomBytes(16).toString("hex")}`;
write("secret_key", secretKey);
write("webhook_secret", webhookSecret);

const stripe = new Stripe(secretKey);
const id = (start) => `${start}_test_${randomBytes(12).toString("hex")}`;
const now = () => Math.floor(Date.now() / 1000);

const sessions = new Map();
const refunds = new Map();
const onceKeys = new Map();

const json = (status, content) => ({
  status,
  headers: { "content-type": "application/json", "request-id": id("req") },
  body: JSON.stringify(content),
});
const failure = (status, code, type = "invalid_request_error") =>
  json(status, { error: { type, code, message: code } });

/** The session as the API writes it, its payment intent whole if it was asked for. */
function session(one, { expanded = false } = {}) {
  const { charge, intent, refunded, params, ...plain } = one;
  const whole = intent && {
    ...intent,
    object: "payment_intent",
    latest_charge: charge
      ? {
          id: charge.id,
          object: "charge",
          created: charge.created,
          refunded: refunded === intent.amount_received,
          amount_refunded: refunded,
        }
      : null,
  };
  return {
    ...plain,
    object: "checkout.session",
    payment_intent: expanded ? whole : (intent?.id ?? null),
  };
}

function create(form) {
  const params = Object.fromEntries(form);
  assert.equal(params.mode, "payment");
  assert.match(params.success_url, /^https?:\/\//);
  assert.ok(params.client_reference_id && params["metadata[trade_no]"]);
  assert.equal(params["line_items[0][quantity]"], "1");
  const amount = Number(params["line_items[0][price_data][unit_amount]"]);
  const currency = params["line_items[0][price_data][currency]"];
  assert.ok(Number.isInteger(amount) && amount > 0 && currency === currency.toLowerCase());
  const wait = Number(params.expires_at) - now();
  assert.ok(wait >= 30 * 60 && wait <= 24 * 3600, `expires_at is ${wait} s away`);
  const number = id("cs");
  const made = {
    id: number,
    livemode: false,
    mode: "payment",
    client_reference_id: params.client_reference_id,
    metadata: { trade_no: params["metadata[trade_no]"] },
    url: `https://checkout.stripe.com/c/pay/${number}`,
    status: "open",
    payment_status: "unpaid",
    amount_total: amount,
    currency,
    expires_at: Number(params.expires_at),
    refunded: 0,
  };
  sessions.set(number, made);
  return json(200, session(made));
}

function refund(form) {
  const params = Object.fromEntries(form);
  const one = [...sessions.values()].find((it) => it.intent?.id === params.payment_intent);
  if (!one) return failure(404, "resource_missing");
  const amount = Number(params.amount);
  if (one.refunded + amount > one.intent.amount_received)
    return failure(400, "charge_already_refunded");
  one.refunded += amount;
  const made = {
    id: id("re"),
    object: "refund",
    amount,
    currency: one.currency,
    payment_intent: one.intent.id,
    metadata: { refund_no: params["metadata[refund_no]"] },
    status: "succeeded",
  };
  refunds.set(made.id, made);
  return json(200, made);
}

function work({ method, url, body }, spoiled) {
  const path = url.pathname;
  const form = new URLSearchParams(body.toString());
  if (method === "POST" && path === "/v1/checkout/sessions") return create(form);
  if (method === "POST" && path === "/v1/refunds") return refund(form);
  if (method === "GET" && path === "/v1/refunds") {
    const intent = url.searchParams.get("payment_intent");
    const data = [...refunds.values()].filter((one) => one.payment_intent === intent);
    return json(200, { object: "list", data, has_more: false });
  }
  const [, kind, number, expire] =
    /^\/v1\/(refunds|checkout\/sessions)\/(\w+)(\/expire)?$/.exec(path) ?? [];
  if (kind === "refunds") {
    return refunds.has(number) ? json(200, refunds.get(number)) : failure(404, "resource_missing");
  }
  const one = sessions.get(number);
  if (!one) return failure(404, "resource_missing");
  if (expire) {
    if (one.status !== "open") return failure(400, undefined);
    Object.assign(one, { status: "expired", url: null });
    return json(200, session(one));
  }
  assert.deepEqual(url.searchParams.getAll("expand[]"), ["payment_intent.latest_charge"]);
  const written = session(one, { expanded: true });
  if (spoiled === "UnknownState") written.status = "levitating";
  return json(200, written);
}

/** Stripe's own rule: the same key and parameters answer the first answer again. */
function once(request, spoiled) {
  const key = request.headers["idempotency-key"];
  if (request.method === "GET") return work(request, spoiled);
  assert.ok(key, "everything that changes something carries an idempotency key");
  const asked = `${request.path}\n${request.body}`;
  const known = onceKeys.get(key);
  if (known && known.asked !== asked)
    return failure(400, "idempotency_key_reused", "idempotency_error");
  const said = known?.said ?? work(request, spoiled);
  onceKeys.set(key, { asked, said });
  return said;
}

function event(type, object, more = {}) {
  return {
    id: id("evt"),
    object: "event",
    api_version: "2025-06-30.basil",
    created: now(),
    livemode: false,
    pending_webhooks: 1,
    type,
    data: { object },
    ...more,
  };
}

function signature(payload, { secret = webhookSecret, timestamp = now() } = {}) {
  return stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

function sent(content) {
  const payload = JSON.stringify(content);
  const timestamp = now();
  const header = signature(payload, { timestamp });
  stripe.webhooks.constructEvent(payload, header, webhookSecret);
  // While a secret is being rolled the header carries a signature by each.
  const other = signature(payload, { secret: "whsec_rolled", timestamp }).split(",")[1];
  const [moment, own] = header.split(",");
  const whole = pick([header, [moment, other, own].join(","), [moment, own, other].join(",")]);
  return notice({ "stripe-signature": whole }, payload, timestamp);
}

const completed = (one) => event("checkout.session.completed", session(one));

function tampered(one, change) {
  const content = completed(one);
  const header = signature(JSON.stringify(content));
  change(content);
  return notice({ "stripe-signature": header }, JSON.stringify(content));
}

const forgeries = {
  WrongKey: (one) => {
    const payload = JSON.stringify(completed(one));
    return notice({ "stripe-signature": signature(payload, { secret: "whsec_forger" }) }, payload);
  },
  ChangedAmount: (one) => tampered(one, ({ data }) => (data.object.amount_total *= 100)),
  ChangedCurrency: (one) => tampered(one, ({ data }) => (data.object.currency = "jpy")),
  ChangedMerchant: (one) => tampered(one, (content) => (content.account = "acct_other")),
  ChangedApplication: (one) => tampered(one, (content) => (content.livemode = true)),
  AnotherMerchant: (one) =>
    sent(event("checkout.session.completed", session(one), { account: "acct_other" })),
  AnotherApplication: (one) =>
    sent(event("checkout.session.completed", session(one), { livemode: true })),
  Reserialised: (one) => {
    const content = completed(one);
    const header = signature(JSON.stringify(content));
    return notice({ "stripe-signature": header }, JSON.stringify(content, null, pick([1, 2])));
  },
  EmptySignature: (one) => {
    const payload = JSON.stringify(completed(one));
    return notice({ "stripe-signature": pick(["", `t=${now()},v1=`, `t=${now()}`]) }, payload);
  },
  NoSignature: (one) => notice({}, JSON.stringify(completed(one))),
  TooLong: (one) =>
    sent(event("checkout.session.completed", session(one), { padding: " ".repeat(LONG) })),
};

const found = ({ prepay_id: number }) => sessions.get(number);

serve({
  answer(request, spoiled) {
    if (request.headers.authorization !== `Bearer ${secretKey}`)
      return failure(401, "unauthorized");
    assert.match(request.headers["stripe-version"], /^\d{4}-\d\d-\d\d\.\w+$/);
    return once(request, spoiled);
  },
  control: {
    customer(asked) {
      const one = found(asked);
      if (asked.act === "Approve" || one.status !== "open") return false;
      const intent = { id: one.intent?.id ?? id("pi"), currency: one.currency };
      if (asked.act === "Decline") {
        one.intent = { ...intent, status: "requires_payment_method", amount_received: 0 };
        return true;
      }
      one.intent = { ...intent, status: "succeeded", amount_received: asked.minor };
      one.charge = { id: id("ch"), created: now() };
      Object.assign(one, { status: "complete", payment_status: "paid", url: null });
      one.amount_total = asked.minor;
      return true;
    },
    notice(asked) {
      const one = found(asked);
      if (asked.about === "Payment") return sent(completed(one));
      if (asked.about === "UnknownState") {
        const unknown = { ...session(one), status: "levitating" };
        return sent(event("checkout.session.levitated", unknown));
      }
      if (asked.about === "Dispute") {
        const dispute = {
          id: id("dp"),
          object: "dispute",
          payment_intent: one.intent.id,
          status: "needs_response",
        };
        return sent(event("charge.dispute.created", dispute));
      }
      const made = [...refunds.values()].find((it) => it.metadata.refund_no === asked.refund_no);
      return sent(event("refund.updated", made));
    },
    forged: (asked) => forgeries[asked.forgery]?.(found(asked)),
    paid_back: (asked) => found(asked).refunded,
  },
});
