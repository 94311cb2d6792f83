// Alipay's open gateway, RSA2. What is signed here is checked by the official alipay-sdk before it
// leaves, and so is what comes in.

import assert from "node:assert/strict";
import { createSign, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { AlipaySdk } from "alipay-sdk";
import { keyPair, LONG, notice, pick, serve, write } from "./peer.mjs";

const require = createRequire(import.meta.url);
// The SDK does not export its signing by name; it is the module beside its entry.
const { sign: sdkSign } = require(join(dirname(require.resolve("alipay-sdk")), "util.js"));

const appId = "2021000000000001";
const sellerId = "2088000000000001";
const application = keyPair();
const alipay = keyPair();
const stranger = keyPair();

const bare = (pem) => pem.replace(/-----[^-]+-----|\s/g, "");
write("private_key.pem", application.privateKey);
// Alipay's own pages hand the key out without the lines around it.
write("alipay_public_key.txt", bare(alipay.publicKey));

const sdkOf = (alipayPublicKey) =>
  new AlipaySdk({
    appId,
    privateKey: bare(application.privateKey),
    keyType: "PKCS8",
    alipayPublicKey: bare(alipayPublicKey),
  });
const receiver = sdkOf(application.publicKey);
const sender = sdkOf(alipay.publicKey);

const codes = new Map();
const trades = new Map();
const refunds = new Map();

const yuan = (minor) => (minor / 100).toFixed(2);
const moment = (date = new Date()) =>
  new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
const rsa2 = (text, key) => createSign("RSA-SHA256").update(text, "utf8").sign(key, "base64");

/** Checks our request's signature, and that the official way of signing gives the very same. */
function checkRequest({ url, body }) {
  const content = new URLSearchParams(body.toString()).get("biz_content");
  const parameters = { ...Object.fromEntries(url.searchParams), biz_content: content };
  if (!receiver.checkNotifySignV2(parameters)) return null;
  const {
    sign,
    method,
    biz_content: _,
    app_id: _id,
    charset,
    version,
    sign_type,
    ...others
  } = parameters;
  const again = sdkSign(
    method,
    { ...others, bizContent: JSON.parse(content) },
    { appId, charset, version, signType: sign_type, privateKey: application.privateKey },
    { bizContentAutoSnakeCase: false },
  );
  assert.equal(sign, again.sign);
  assert.equal(parameters.app_id, appId);
  assert.equal(parameters.charset, "utf-8");
  assert.equal(parameters.format, "json");
  assert.ok(Math.abs(Date.parse(`${parameters.timestamp}+08:00`) - Date.now()) < 300_000);
  return { method, content: JSON.parse(content), notifyUrl: parameters.notify_url };
}

function signed(method, content, spoiled) {
  // Alipay escapes slashes, so that only the raw text is what was signed.
  const node = JSON.stringify(content).replaceAll("/", "\\/");
  const key = spoiled === "BadSignature" ? stranger.privateKey : alipay.privateKey;
  const name = `${method.replaceAll(".", "_")}_response`;
  const signature = rsa2(node, key);
  const body =
    spoiled === "Unsigned" ? `{"${name}":${node}}` : `{"${name}":${node},"sign":"${signature}"}`;
  if (!spoiled) sender.checkResponseSign(body, name, signature, "");
  return { status: 200, headers: { "content-type": "text/html;charset=utf-8" }, body };
}

const done = (content) => ({ code: "10000", msg: "Success", ...content });
const failed = (subCode) => ({
  code: "40004",
  msg: "Business Failed",
  sub_code: subCode,
  sub_msg: subCode,
});

/** The trade begins when the code is scanned. */
function scan(tradeNo) {
  const code = codes.get(tradeNo);
  const trade = trades.get(tradeNo) ?? {
    out_trade_no: tradeNo,
    trade_no: `${moment().slice(0, 10).replaceAll("-", "")}22001${randomBytes(6).toString("hex")}`,
    total: Math.round(Number(code.content.total_amount) * 100),
    trade_status: "WAIT_BUYER_PAY",
    created: moment(),
    refunded: 0,
  };
  trades.set(tradeNo, trade);
  return trade;
}

const work = {
  "alipay.trade.precreate"(content, notifyUrl) {
    assert.match(content.total_amount, /^\d+\.\d\d$/);
    assert.ok(content.subject && notifyUrl);
    assert.match(content.time_expire, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const known = codes.get(content.out_trade_no);
    if (known && JSON.stringify(known.content) !== JSON.stringify(content)) {
      return failed("ACQ.CONTEXT_INCONSISTENT");
    }
    const code = known ?? {
      content,
      qr_code: `https://qr.alipay.com/bax${randomBytes(8).toString("hex")}`,
    };
    codes.set(content.out_trade_no, code);
    return done({ out_trade_no: content.out_trade_no, qr_code: code.qr_code });
  },
  "alipay.trade.query"(content) {
    const trade = trades.get(content.out_trade_no);
    if (!trade) return failed("ACQ.TRADE_NOT_EXIST");
    const paid = trade.paidAt && {
      send_pay_date: trade.paidAt,
      buyer_logon_id: "abc***@alipay.com",
      receipt_amount: yuan(trade.total),
    };
    return done({
      out_trade_no: trade.out_trade_no,
      trade_no: trade.trade_no,
      trade_status: trade.trade_status,
      total_amount: yuan(trade.total),
      ...paid,
    });
  },
  "alipay.trade.close"(content) {
    const trade = trades.get(content.out_trade_no);
    if (!trade) return failed("ACQ.TRADE_NOT_EXIST");
    if (trade.trade_status !== "WAIT_BUYER_PAY") return failed("ACQ.TRADE_STATUS_ERROR");
    trade.trade_status = "TRADE_CLOSED";
    return done({ out_trade_no: trade.out_trade_no, trade_no: trade.trade_no });
  },
  "alipay.trade.refund"(content) {
    const trade = trades.get(content.out_trade_no);
    const known = refunds.get(content.out_request_no);
    const amount = Math.round(Number(content.refund_amount) * 100);
    if (!known) {
      if (trade.refunded + amount > trade.total) return failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
      trade.refunded += amount;
      refunds.set(content.out_request_no, { tradeNo: trade.out_trade_no, amount });
      if (trade.refunded === trade.total) trade.trade_status = "TRADE_CLOSED";
    }
    return done({
      out_trade_no: trade.out_trade_no,
      trade_no: trade.trade_no,
      fund_change: known ? "N" : "Y",
      refund_fee: yuan(trade.refunded),
    });
  },
  "alipay.trade.fastpay.refund.query"(content) {
    const known = refunds.get(content.out_request_no);
    if (known?.tradeNo !== content.out_trade_no) return done({});
    const trade = trades.get(known.tradeNo);
    return done({
      out_trade_no: trade.out_trade_no,
      trade_no: trade.trade_no,
      out_request_no: content.out_request_no,
      total_amount: yuan(trade.total),
      refund_amount: yuan(known.amount),
      refund_status: "REFUND_SUCCESS",
    });
  },
};

function fields(trade, status = trade.trade_status) {
  return {
    notify_time: moment(),
    notify_type: "trade_status_sync",
    notify_id: randomBytes(17).toString("hex"),
    charset: "utf-8",
    version: "1.0",
    app_id: appId,
    auth_app_id: appId,
    trade_no: trade.trade_no,
    out_trade_no: trade.out_trade_no,
    seller_id: sellerId,
    buyer_id: "2088000000000099",
    subject: "Starter 入门套餐 100% + 1 & more",
    trade_status: status,
    total_amount: yuan(trade.total),
    receipt_amount: yuan(trade.total),
    gmt_create: trade.created,
    ...(trade.paidAt && { gmt_payment: trade.paidAt }),
  };
}

const sortedText = (content) =>
  Object.keys(content)
    .sort()
    .map((name) => `${name}=${content[name]}`)
    .join("&");

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
const encoded = (content) => new URLSearchParams(content).toString();

function withSignature(content, key = alipay.privateKey) {
  return { ...content, sign_type: "RSA2", sign: rsa2(sortedText(content), key) };
}

function sent(content) {
  const whole = withSignature(content);
  assert.ok(sender.checkNotifySignV2(whole), "the official SDK believes a genuine notice");
  return notice(form, encoded(whole));
}

const tampered = (trade, change) =>
  notice(form, encoded({ ...withSignature(fields(trade)), ...change }));

const forgeries = {
  WrongKey: (trade) => notice(form, encoded(withSignature(fields(trade), stranger.privateKey))),
  ChangedAmount: (trade) =>
    tampered(trade, { total_amount: pick(["0.01", yuan(trade.total * 100)]) }),
  ChangedCurrency: (trade) => tampered(trade, { trans_currency: "USD" }),
  ChangedMerchant: (trade) => tampered(trade, { seller_id: "2088000000000002" }),
  ChangedApplication: (trade) => tampered(trade, { app_id: "2021000000000002" }),
  AnotherMerchant: (trade) => sent({ ...fields(trade), seller_id: "2088000000000002" }),
  AnotherApplication: (trade) => sent({ ...fields(trade), app_id: "2021000000000002" }),
  // A form may be written in any order, but not with its values encoded twice or a field doubled.
  Reserialised: (trade) => {
    const body = encoded(withSignature(fields(trade)));
    return notice(
      form,
      pick([encodeURI(body), `${body}&total_amount=0.01`, `total_amount=1&${body}`]),
    );
  },
  EmptySignature: (trade) => tampered(trade, { sign: "" }),
  NoSignature: (trade) => notice(form, encoded(fields(trade))),
  TooLong: (trade) => sent({ ...fields(trade), body: "x".repeat(LONG) }),
};

serve({
  isAside: ({ url }, how) =>
    how === "RefusedRefundQuery" &&
    url.searchParams.get("method") !== "alipay.trade.fastpay.refund.query",
  answer(request, spoiled) {
    assert.equal(request.url.pathname, "/gateway.do");
    const checked = checkRequest(request);
    if (!checked) {
      const error = { code: "40002", msg: "Invalid Arguments", sub_code: "isv.invalid-signature" };
      return { status: 200, headers: {}, body: JSON.stringify({ error_response: error }) };
    }
    const { method, content, notifyUrl } = checked;
    if (spoiled === "RefusedRefundQuery") {
      const refusal = { code: "40006", msg: "x", sub_code: "isv.insufficient-isv-permissions" };
      return signed(method, refusal, spoiled);
    }
    const said = work[method](content, notifyUrl);
    if (spoiled === "UnknownState") said.trade_status = "TRADE_LEVITATING";
    return signed(method, said, spoiled);
  },
  control: {
    customer({ trade_no: tradeNo, act, minor }) {
      if (act === "Approve") return false;
      const trade = scan(tradeNo);
      if (trade.trade_status !== "WAIT_BUYER_PAY") return false;
      if (act === "Decline") return true;
      Object.assign(trade, { trade_status: "TRADE_SUCCESS", total: minor, paidAt: moment() });
      return true;
    },
    notice({ trade_no: tradeNo, about, refund_no: refundNo }) {
      const trade = trades.get(tradeNo);
      if (about === "Payment") return sent(fields(trade));
      if (about === "UnknownState") return sent(fields(trade, "TRADE_LEVITATING"));
      if (about !== "Refund") return null;
      return sent({
        ...fields(trade),
        out_biz_no: refundNo,
        refund_fee: yuan(trade.refunded),
        gmt_refund: `${moment()}.123`,
      });
    },
    forged: ({ trade_no: tradeNo, forgery }) => forgeries[forgery]?.(trades.get(tradeNo)),
    paid_back: ({ trade_no: tradeNo }) => trades.get(tradeNo).refunded,
  },
});
