// PayPal: Orders v2, refunds and webhooks, by the published documentation. Certificates are
// node-forge's, signatures Node's own, the checksum crc-32's.

import assert from "node:assert/strict";
import { createSign, randomBytes, randomUUID } from "node:crypto";
import crc32 from "crc-32";
import { certificate, keyPair, LONG, notice, pick, serve, write } from "./peer.mjs";

const clientId = randomBytes(12).toString("hex");
const clientSecret = randomBytes(12).toString("hex");
const webhookId = "8PT597110X687430LKGECATA";
const merchantId = "ZJVJC5XR45MYW";
let token = null;

const dnsName = "messageverificationcerts.paypal.com";
const root = { pair: keyPair(), name: "A root for tests" };
const rootPem = certificate({ ...root, serial: "01", authority: true });
const middle = { pair: keyPair(), name: "An intermediate for tests" };
const middlePem = certificate({ ...middle, serial: "02", issuer: root, authority: true });
const leaf = (serial, options = {}) => {
  const pair = keyPair();
  const pem = certificate({ pair, name: dnsName, serial, issuer: middle, dnsName, ...options });
  return { pair, pem: `${pem}\n${middlePem}` };
};
const certificates = {
  "CERT-1": leaf("03"),
  "CERT-2": leaf("04"),
  // Signed by itself.
  "CERT-3": leaf("05", { issuer: undefined }),
  // Made out to somebody else, by the same root.
  "CERT-4": leaf("06", { dnsName: "paypal.com.example.com" }),
};
const stranger = keyPair();

write("root.pem", rootPem);
write("client_id", clientId);
write("client_secret", clientSecret);

const orders = new Map();
const refunds = new Map();
const onceKeys = new Map();
const number = () => randomBytes(9).toString("hex").toUpperCase().slice(0, 17);
let base = "";

const json = (status, content) => ({
  status,
  headers: { "content-type": "application/json", "paypal-debug-id": number() },
  body: JSON.stringify(content),
});
const failure = (status, name, issue) =>
  json(status, { name, message: name, debug_id: number(), details: issue ? [{ issue }] : [] });

const amount = (minor, currency) => ({ currency_code: currency, value: (minor / 100).toFixed(2) });

function capture(order) {
  const { capture: made, unit, id } = order;
  const back = paidBack(order);
  const status = back === 0 ? made.status : back === made.minor ? "REFUNDED" : "PARTIALLY_REFUNDED";
  return {
    id: made.id,
    status,
    amount: amount(made.minor, unit.amount.currency_code),
    final_capture: true,
    custom_id: unit.custom_id,
    invoice_id: unit.invoice_id,
    payee: { merchant_id: merchantId },
    create_time: made.time,
    supplementary_data: { related_ids: { order_id: id } },
  };
}

function written(order, spoiled) {
  const own = [...refunds.values()].filter((one) => one.order === order.id).map((one) => one.said);
  const payments = order.capture && { captures: [capture(order)], refunds: own };
  if (spoiled === "UnknownState") payments.captures[0].status = "LEVITATING";
  return {
    id: order.id,
    intent: "CAPTURE",
    status: order.status,
    purchase_units: [
      { ...order.unit, payee: { merchant_id: merchantId }, ...(payments && { payments }) },
    ],
    links: [
      { href: `${base}/v2/checkout/orders/${order.id}`, rel: "self", method: "GET" },
      {
        href: `https://www.paypal.com/checkoutnow?token=${order.id}`,
        rel: "payer-action",
        method: "GET",
      },
    ],
  };
}

const paidBack = (order) =>
  [...refunds.values()]
    .filter((one) => one.order === order.id)
    .reduce((sum, one) => sum + Math.round(Number(one.said.amount.value) * 100), 0);

function create(content) {
  assert.equal(content.intent, "CAPTURE");
  const [unit] = content.purchase_units;
  assert.match(unit.amount.value, /^\d+\.\d\d$/);
  assert.ok(unit.custom_id && unit.invoice_id && unit.description.length <= 127);
  assert.equal(content.payment_source.paypal.experience_context.user_action, "PAY_NOW");
  const order = { id: number(), status: "PAYER_ACTION_REQUIRED", unit };
  orders.set(order.id, order);
  return json(200, written(order));
}

function take(order) {
  if (order.capture?.status === "COMPLETED") {
    return failure(422, "UNPROCESSABLE_ENTITY", "ORDER_ALREADY_CAPTURED");
  }
  if (order.status !== "APPROVED")
    return failure(422, "UNPROCESSABLE_ENTITY", "ORDER_NOT_APPROVED");
  if (order.declines === "INSTRUMENT_DECLINED") {
    return failure(422, "UNPROCESSABLE_ENTITY", "INSTRUMENT_DECLINED");
  }
  // The order is completed even when its capture was declined.
  order.status = "COMPLETED";
  order.capture = {
    id: number(),
    status: order.declines ? "DECLINED" : "COMPLETED",
    minor: order.minor,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
  return json(201, written(order));
}

function refund(captureId, content) {
  const order = [...orders.values()].find((one) => one.capture?.id === captureId);
  if (!order) return failure(404, "RESOURCE_NOT_FOUND");
  const minor = Math.round(Number(content.amount.value) * 100);
  if (paidBack(order) + minor > order.capture.minor) {
    return failure(422, "UNPROCESSABLE_ENTITY", "REFUND_AMOUNT_EXCEEDED");
  }
  const said = {
    id: number(),
    status: "COMPLETED",
    amount: content.amount,
    invoice_id: content.invoice_id,
    custom_id: content.custom_id,
    links: [{ href: `${base}/v2/payments/captures/${captureId}`, rel: "up", method: "GET" }],
  };
  refunds.set(said.id, { order: order.id, said });
  return json(201, said);
}

function work({ method, url, body }, spoiled) {
  const content = body.length ? JSON.parse(body) : null;
  const path = url.pathname;
  if (method === "POST" && path === "/v2/checkout/orders") return create(content);
  const [, captureId] = /^\/v2\/payments\/captures\/(\w+)\/refund$/.exec(path) ?? [];
  if (captureId) return refund(captureId, content);
  const [, refundId] = /^\/v2\/payments\/refunds\/(\w+)$/.exec(path) ?? [];
  if (refundId) {
    const known = refunds.get(refundId);
    return known ? json(200, known.said) : failure(404, "RESOURCE_NOT_FOUND");
  }
  const [, orderId, capturing] = /^\/v2\/checkout\/orders\/(\w+)(\/capture)?$/.exec(path) ?? [];
  const order = orders.get(orderId);
  if (!order) return failure(404, "RESOURCE_NOT_FOUND");
  return capturing ? take(order) : json(200, written(order, spoiled));
}

/** The same request id answers the first answer again. */
function once(request, spoiled) {
  if (request.method === "GET") return work(request, spoiled);
  const key = request.headers["paypal-request-id"];
  assert.ok(key && key.length <= 108, "everything that changes something carries a request id");
  const whole = `${request.url.pathname}\n${key}`;
  const said = onceKeys.get(whole) ?? work(request, spoiled);
  onceKeys.set(whole, said);
  return said;
}

function grant({ headers, body }) {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  if (headers.authorization !== `Basic ${basic}`) return failure(401, "invalid_client");
  assert.equal(body.toString(), "grant_type=client_credentials");
  token = `A21AA${randomBytes(24).toString("hex")}`;
  return json(200, { access_token: token, token_type: "Bearer", expires_in: 32_400 });
}

const event = (type, resource) => ({
  id: `WH-${number()}-${number()}`,
  event_version: "1.0",
  create_time: new Date().toISOString(),
  resource_type: type.split(".")[1].toLowerCase(),
  event_type: type,
  resource,
});

function headersFor(body, { key, cert = "CERT-1", webhook = webhookId } = {}) {
  const id = randomUUID();
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const checksum = crc32.buf(Buffer.from(body)) >>> 0;
  const signer = key ?? certificates[cert].pair.privateKey;
  const signature = createSign("RSA-SHA256")
    .update(`${id}|${time}|${webhook}|${checksum}`)
    .sign(signer, "base64");
  return {
    "paypal-transmission-id": id,
    "paypal-transmission-time": time,
    "paypal-transmission-sig": signature,
    "paypal-cert-url": `${base}/v1/notifications/certs/${cert}`,
    "paypal-auth-algo": "SHA256withRSA",
  };
}

function sent(content, options) {
  const body = JSON.stringify(content);
  const headers = headersFor(body, options);
  return notice(headers, body, Math.floor(Date.parse(headers["paypal-transmission-time"]) / 1000));
}

const completed = (order) => event("PAYMENT.CAPTURE.COMPLETED", capture(order));

function tampered(order, change) {
  const content = completed(order);
  const headers = headersFor(JSON.stringify(content));
  change(content.resource);
  return notice(headers, JSON.stringify(content));
}

/** Another body with the same checksum: the bits of its filling are solved for. */
function colliding(genuine, forged) {
  const checksum = (text) => crc32.buf(Buffer.from(text)) >>> 0;
  const marks = [..."FILLING".repeat(10)].map(() => 0);
  const written = (bits) =>
    forged.replace("FILLING", bits.map((bit) => (bit ? "1" : "0")).join(""));
  const start = checksum(written(marks));
  const rows = marks.map((_, at) => ({
    effect: (checksum(written(marks.map((_, other) => (other === at ? 1 : 0)))) ^ start) >>> 0,
    bits: new Set([at]),
  }));
  // Gaussian elimination over single bits: the checksum of a sum is the sum of the checksums.
  let wanted = (checksum(genuine) ^ start) >>> 0;
  const chosen = new Set();
  const toggle = (set, others) => {
    for (const one of others) if (!set.delete(one)) set.add(one);
  };
  for (let bit = 31; bit >= 0; bit--) {
    const has = (value) => ((value >>> bit) & 1) === 1;
    const at = rows.findIndex((row) => has(row.effect));
    if (at < 0) continue;
    const [pivot] = rows.splice(at, 1);
    for (const row of rows) {
      if (!has(row.effect)) continue;
      row.effect = (row.effect ^ pivot.effect) >>> 0;
      toggle(row.bits, pivot.bits);
    }
    if (has(wanted)) {
      wanted = (wanted ^ pivot.effect) >>> 0;
      toggle(chosen, pivot.bits);
    }
  }
  const body = written(marks.map((_, at) => (chosen.has(at) ? 1 : 0)));
  assert.equal(checksum(body), checksum(genuine));
  return body;
}

const forgeries = {
  Collision: (order) => {
    const content = completed(order);
    const genuine = JSON.stringify(content);
    content.resource.amount.value = "9999.00";
    content.summary = "FILLING";
    return notice(headersFor(genuine), colliding(genuine, JSON.stringify(content)));
  },
  WrongKey: (order) =>
    sent(
      completed(order),
      pick([{ key: stranger.privateKey }, { cert: "CERT-3" }, { cert: "CERT-4" }]),
    ),
  SwappedSerial: (order) => {
    const body = JSON.stringify(completed(order));
    const headers = headersFor(body);
    const address = pick([
      headers["paypal-cert-url"].replace("CERT-1", "CERT-2"),
      headers["paypal-cert-url"].replace("CERT-1", "CERT-9"),
      "http://127.0.0.1:9/v1/notifications/certs/CERT-1",
      "https://paypal.com.example.com/certs/CERT-1",
    ]);
    return notice({ ...headers, "paypal-cert-url": address }, body);
  },
  ChangedAmount: (order) => tampered(order, (resource) => (resource.amount.value = "9999.00")),
  ChangedCurrency: (order) =>
    tampered(order, (resource) => (resource.amount.currency_code = "EUR")),
  ChangedMerchant: (order) => tampered(order, (resource) => (resource.payee.merchant_id = "OTHER")),
  ChangedApplication: (order) => tampered(order, (resource) => (resource.custom_id = "OTHER")),
  AnotherMerchant: (order) =>
    sent(
      event("PAYMENT.CAPTURE.COMPLETED", { ...capture(order), payee: { merchant_id: "OTHER" } }),
    ),
  AnotherApplication: (order) => sent(completed(order), { webhook: "1AB23456CD789012E" }),
  Reserialised: (order) => {
    const content = completed(order);
    return notice(headersFor(JSON.stringify(content)), JSON.stringify(content, null, pick([1, 2])));
  },
  EmptySignature: (order) => {
    const body = JSON.stringify(completed(order));
    return notice({ ...headersFor(body), "paypal-transmission-sig": "" }, body);
  },
  NoSignature: (order) => {
    const body = JSON.stringify(completed(order));
    const { "paypal-transmission-sig": _, ...headers } = headersFor(body);
    return notice(headers, body);
  },
  TooLong: (order) => sent({ ...completed(order), summary: " ".repeat(LONG) }),
};

const found = ({ prepay_id: id }) => orders.get(id);

serve({
  // What is lost is the answer to what takes or makes something, where it hurts.
  isAside: ({ method, url }, how) =>
    /oauth2|certs/.test(url.pathname) || (how === "Lost" && method !== "POST"),
  answer(request, spoiled) {
    base = `http://${request.headers.host}`;
    const [, cert] = /^\/v1\/notifications\/certs\/([\w-]+)$/.exec(request.url.pathname) ?? [];
    if (cert) {
      const known = certificates[cert];
      return known
        ? { status: 200, headers: {}, body: known.pem }
        : failure(404, "RESOURCE_NOT_FOUND");
    }
    if (request.url.pathname === "/v1/oauth2/token") return grant(request);
    if (!token || request.headers.authorization !== `Bearer ${token}`)
      return failure(401, "invalid_token");
    return once(request, spoiled);
  },
  control: {
    customer(asked) {
      const order = found(asked);
      if (order.status !== "PAYER_ACTION_REQUIRED") return false;
      order.status = "APPROVED";
      order.minor = asked.minor ?? Math.round(Number(order.unit.amount.value) * 100);
      if (asked.act === "Decline") order.declines = pick(["INSTRUMENT_DECLINED", "capture"]);
      return true;
    },
    notice(asked) {
      const order = found(asked);
      if (asked.about === "Payment") return sent(completed(order));
      if (asked.about === "UnknownState") {
        return sent(
          event("PAYMENT.CAPTURE.COMPLETED", { ...capture(order), status: "LEVITATING" }),
        );
      }
      if (asked.about === "Dispute") {
        const disputed = [{ seller_transaction_id: order.capture.id }];
        return sent(
          event("CUSTOMER.DISPUTE.CREATED", { status: "OPEN", disputed_transactions: disputed }),
        );
      }
      const made = [...refunds.values()].find((one) => one.said.invoice_id === asked.refund_no);
      return sent(event("PAYMENT.CAPTURE.REFUNDED", made.said));
    },
    forged: (asked) => forgeries[asked.forgery]?.(found(asked)),
    paid_back: (asked) => paidBack(found(asked)),
    /** Tokens are withdrawn without notice. */
    withdraw_token() {
      token = null;
    },
  },
});
