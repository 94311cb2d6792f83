// WeChat Pay, API v3. Signatures and seals are wechatpay-axios-plugin's.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import wechat from "wechatpay-axios-plugin";
import { certificate, keyPair, LONG, mode, notice, pick, serve, write } from "./peer.mjs";

const { Rsa, Formatter, Aes } = wechat;
const { AesGcm } = Aes;

const appid = "wx8888888888888888";
const mchid = "1900000001";
const apiKey = randomBytes(16).toString("hex");
const merchantSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
const publicKeyId = "PUB_KEY_ID_0119000000012026112100000001";

const merchant = keyPair();
const platform = [keyPair(), keyPair()].map((pair, index) => {
  const serial = `7132D72A03E93CDDF8C03BBD1F37EEDF4BA1C2${index}A`;
  return { pair, serial, pem: certificate({ pair, serial, name: "Tenpay.com sign" }) };
});
const stranger = keyPair();

write("private_key.pem", merchant.privateKey);
write("api_v3_key", apiKey);
write("public_key.pem", platform[0].pair.publicKey);
write("platform.pem", platform[0].pem);

const trades = new Map();
const refunds = new Map();
const signedAs = (serial) => (mode === "public_key" ? publicKeyId : serial);

function signatureHeaders(body, { key = platform[0].pair.privateKey, serial, at } = {}) {
  const timestamp = String(at ?? Formatter.timestamp());
  const nonce = Formatter.nonce();
  return {
    "content-type": "application/json",
    "wechatpay-timestamp": timestamp,
    "wechatpay-nonce": nonce,
    "wechatpay-signature": Rsa.sign(Formatter.response(timestamp, nonce, body), key),
    "wechatpay-serial": serial ?? signedAs(platform[0].serial),
  };
}

function signed(status, content, spoiled) {
  const body = content === null ? "" : JSON.stringify(content);
  const options = {};
  if (spoiled === "BadSignature" || spoiled === "ForgedCertificates")
    options.key = stranger.privateKey;
  if (spoiled === "Stale") options.at = Formatter.timestamp() - 600;
  const headers = signatureHeaders(body, options);
  if (spoiled === "Unsigned") delete headers["wechatpay-signature"];
  return { status, headers, body };
}

const unsigned = (status, code) => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ code, message: code }),
});

/** Checks our request's signature, and that the official way of signing gives the very same. */
function checkRequest({ method, path, headers, body }) {
  const pattern = /^WECHATPAY2-SHA256-RSA2048 (.*)$/;
  const fields = Object.fromEntries(
    pattern
      .exec(headers.authorization)[1]
      .split(",")
      .map((field) => {
        const [, name, value] = /^(\w+)="(.*)"$/.exec(field);
        return [name, value];
      }),
  );
  const { nonce_str: nonce, signature, timestamp } = fields;
  const message = Formatter.request(method, path, timestamp, nonce, body.toString());
  if (!Rsa.verify(message, signature, merchant.publicKey)) return false;
  assert.equal(signature, Rsa.sign(message, merchant.privateKey));
  assert.equal(fields.mchid, mchid);
  assert.equal(fields.serial_no, merchantSerial);
  assert.ok(Math.abs(Formatter.timestamp() - Number(timestamp)) < 300);
  assert.equal(headers.accept, "application/json");
  assert.equal(headers["wechatpay-serial"], mode === "public_key" ? publicKeyId : undefined);
  return true;
}

const failure = (status, code) => [status, { code, message: code }];

function transaction(trade, state = trade.state) {
  const paid = trade.transactionId && {
    transaction_id: trade.transactionId,
    trade_type: "NATIVE",
    bank_type: "OTHERS",
    success_time: trade.paidAt,
    payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
    amount: {
      total: trade.paid,
      payer_total: trade.paid,
      currency: trade.currency,
      payer_currency: "CNY",
    },
  };
  return {
    appid: trade.appid,
    mchid: trade.mchid,
    out_trade_no: trade.out_trade_no,
    trade_state: state,
    trade_state_desc: "as it stands",
    ...paid,
  };
}

function create(content) {
  assert.equal(content.appid, appid);
  assert.equal(content.mchid, mchid);
  assert.match(content.out_trade_no, /^[0-9A-Za-z_|*-]{6,32}$/);
  assert.ok(Buffer.byteLength(content.description) <= 127);
  assert.match(content.time_expire, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
  assert.ok(content.notify_url.startsWith("https://"));
  assert.ok(Number.isInteger(content.amount.total) && content.amount.total > 0);
  const known = trades.get(content.out_trade_no);
  if (known?.state === "SUCCESS") return failure(400, "ORDERPAID");
  if (known?.state === "CLOSED") return failure(400, "ORDER_CLOSED");
  const trade = known ?? {
    ...content,
    asked: JSON.stringify(content),
    currency: content.amount.currency,
    state: "NOTPAY",
    code_url: `weixin://wxpay/bizpayurl?pr=${randomBytes(6).toString("hex")}`,
  };
  if (trade.asked !== JSON.stringify(content)) return failure(400, "INVALID_REQUEST");
  trades.set(content.out_trade_no, trade);
  return [200, { code_url: trade.code_url }];
}

function close(trade, content) {
  assert.equal(content.mchid, mchid);
  if (!trade) return failure(404, "ORDER_NOT_EXIST");
  if (trade.transactionId) return failure(400, "ORDERPAID");
  trade.state = "CLOSED";
  return [204, null];
}

function paidBack(trade) {
  const own = [...refunds.values()].filter((one) => one.out_trade_no === trade.out_trade_no);
  return own.reduce((sum, one) => sum + one.amount.refund, 0);
}

function refund(content) {
  const trade = trades.get(content.out_trade_no);
  const known = refunds.get(content.out_refund_no);
  if (known) return [200, known];
  assert.equal(content.amount.total, trade.paid);
  if (paidBack(trade) + content.amount.refund > trade.paid) return failure(400, "INVALID_REQUEST");
  const made = {
    refund_id: `503${Date.now()}${refunds.size}`,
    out_refund_no: content.out_refund_no,
    transaction_id: trade.transactionId,
    out_trade_no: trade.out_trade_no,
    channel: "ORIGINAL",
    user_received_account: "支付用户零钱",
    create_time: new Date().toISOString(),
    status: "PROCESSING",
    amount: { ...content.amount, payer_total: trade.paid, payer_refund: content.amount.refund },
  };
  refunds.set(content.out_refund_no, { ...made, status: "SUCCESS" });
  trade.state = "REFUND";
  return [200, made];
}

function work({ method, url, body }, spoiled) {
  const path = url.pathname;
  const content = body.length ? JSON.parse(body) : null;
  const sealedWith = spoiled === "CertificatesForAnother" ? apiKey.replace(/./g, "x") : apiKey;
  if (path === "/v3/certificates") {
    const data = platform.map(({ serial, pem }) => {
      const nonce = Formatter.nonce(12);
      const aad = "certificate";
      return {
        serial_no: serial,
        effective_time: new Date(Date.now() - 86_400_000).toISOString(),
        expire_time: new Date(Date.now() + 86_400_000).toISOString(),
        encrypt_certificate: {
          algorithm: "AEAD_AES_256_GCM",
          nonce,
          associated_data: aad,
          ciphertext: AesGcm.encrypt(pem, sealedWith, nonce, aad),
        },
      };
    });
    return [200, { data }];
  }
  if (path === "/v3/pay/transactions/native" && method === "POST") return create(content);
  if (path === "/v3/refund/domestic/refunds" && method === "POST") return refund(content);
  const [, refundNo] = /^\/v3\/refund\/domestic\/refunds\/(\w+)$/.exec(path) ?? [];
  if (refundNo) {
    const known = refunds.get(refundNo);
    return known ? [200, known] : failure(404, "RESOURCE_NOT_EXISTS");
  }
  const [, tradeNo, rest] =
    /^\/v3\/pay\/transactions\/out-trade-no\/(\w+)(\/close)?$/.exec(path) ?? [];
  const trade = trades.get(tradeNo);
  if (rest && method === "POST") return close(trade, content);
  assert.equal(url.searchParams.get("mchid"), mchid);
  if (!trade) return failure(404, "ORDER_NOT_EXIST");
  return [200, transaction(trade, spoiled === "UnknownState" ? "LEVITATING" : trade.state)];
}

function event(kind, content, { aad = kind.split(".")[0].toLowerCase(), padding = "" } = {}) {
  const nonce = Formatter.nonce(12);
  return {
    id: `EV-${randomBytes(16).toString("hex")}`,
    create_time: new Date().toISOString(),
    resource_type: "encrypt-resource",
    event_type: kind,
    summary: `支付成功${padding}`,
    resource: {
      original_type: aad,
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: AesGcm.encrypt(JSON.stringify(content), apiKey, nonce, aad),
      associated_data: aad,
      nonce,
    },
  };
}

function sent(content, options) {
  const body = typeof content === "string" ? content : JSON.stringify(content);
  const headers = signatureHeaders(body, options);
  return notice(headers, body, Number(headers["wechatpay-timestamp"]));
}

/** The headers of a genuine notice under a body that was changed since. */
function tampered(trade, change) {
  const genuine = event("TRANSACTION.SUCCESS", transaction(trade));
  const body = JSON.stringify(genuine);
  const headers = signatureHeaders(body);
  const altered = transaction(trade);
  change(altered);
  const { resource } = event("TRANSACTION.SUCCESS", altered);
  return notice(headers, JSON.stringify({ ...genuine, resource }));
}

const forgeries = {
  WrongKey: (trade) =>
    sent(event("TRANSACTION.SUCCESS", transaction(trade)), { key: stranger.privateKey }),
  SwappedSerial: (trade) => {
    const serial = pick([platform[1].serial, merchantSerial, randomBytes(20).toString("hex")]);
    return sent(event("TRANSACTION.SUCCESS", transaction(trade)), { serial });
  },
  ChangedAmount: (trade) => tampered(trade, (content) => (content.amount.total *= 100)),
  ChangedCurrency: (trade) => tampered(trade, (content) => (content.amount.currency = "USD")),
  ChangedMerchant: (trade) => tampered(trade, (content) => (content.mchid = "1900000002")),
  ChangedApplication: (trade) => tampered(trade, (content) => (content.appid = "wx9")),
  AnotherMerchant: (trade) =>
    sent(event("TRANSACTION.SUCCESS", { ...transaction(trade), mchid: "1900000002" })),
  AnotherApplication: (trade) =>
    sent(event("TRANSACTION.SUCCESS", { ...transaction(trade), appid: "wx9" })),
  Reserialised: (trade) => {
    const content = event("TRANSACTION.SUCCESS", transaction(trade));
    return notice(
      signatureHeaders(JSON.stringify(content)),
      JSON.stringify(content, null, pick([1, 2])),
    );
  },
  EmptySignature: (trade) => {
    const body = JSON.stringify(event("TRANSACTION.SUCCESS", transaction(trade)));
    return notice({ ...signatureHeaders(body), "wechatpay-signature": "" }, body);
  },
  NoSignature: (trade) => {
    const body = JSON.stringify(event("TRANSACTION.SUCCESS", transaction(trade)));
    const { "wechatpay-signature": _, ...headers } = signatureHeaders(body);
    return notice(headers, body);
  },
  TooLong: (trade) =>
    sent(event("TRANSACTION.SUCCESS", transaction(trade), { padding: " ".repeat(LONG) })),
};

serve({
  isAside: ({ url }, how) => (url.pathname === "/v3/certificates") !== how.includes("Certificates"),
  answer(request, spoiled) {
    if (!checkRequest(request)) {
      return unsigned(401, "SIGN_ERROR");
    }
    const [status, content] = work(request, spoiled);
    if (spoiled === "RefusedCertificates") return unsigned(403, "NO_AUTH");
    if (spoiled === "TooManyCertificates") return unsigned(429, "FREQUENCY_LIMITED");
    if (spoiled?.startsWith("UnsignedWord ")) return unsigned(401, spoiled.split(" ")[1]);
    return signed(status, content, spoiled);
  },
  control: {
    customer({ trade_no: tradeNo, act, minor }) {
      const trade = trades.get(tradeNo);
      if (act === "Approve" || trade.state !== "NOTPAY") return false;
      if (act === "Decline") return true;
      trade.state = "SUCCESS";
      trade.paid = minor;
      trade.paidAt = new Date().toISOString().replace(/\.\d+Z$/, "+00:00");
      trade.transactionId = `4200${Date.now()}${randomBytes(4).toString("hex")}`;
      return true;
    },
    notice({ trade_no: tradeNo, about, refund_no: refundNo }) {
      const trade = trades.get(tradeNo);
      if (about === "Payment") return sent(event("TRANSACTION.SUCCESS", transaction(trade)));
      if (about === "UnknownState") {
        return sent(event("TRANSACTION.SUCCESS", transaction(trade, "LEVITATING")));
      }
      if (about !== "Refund") return null;
      const { amount, status, ...made } = refunds.get(refundNo);
      const { currency, ...figures } = amount;
      return sent(
        event("REFUND.SUCCESS", {
          mchid,
          ...made,
          refund_status: status,
          success_time: new Date().toISOString(),
          amount: figures,
        }),
      );
    },
    forged: ({ trade_no: tradeNo, forgery }) => forgeries[forgery]?.(trades.get(tradeNo)),
    paid_back: ({ trade_no: tradeNo }) => paidBack(trades.get(tradeNo)),
  },
});
