import { commandError } from "./backend";
import type { World } from "./fake-world";
import type { EvidenceOrder, ImportedEvidence, Order, TimelineEntry } from "./generated/commands";

/** What a file that a test hands over begins with: no archive, but enough to tell three apart. */
export const evidenceFiles = {
  whole: "whole evidence",
  changed: "changed evidence",
  foreign: "something else",
};

/** What was read of such a file. */
export function importedEvidence(world: World, zip_base64: string): ImportedEvidence {
  const text = atob(zip_base64);
  if (text !== evidenceFiles.whole && text !== evidenceFiles.changed) {
    throw commandError("evidence_refused", { args: { reason: "no-archive" } });
  }
  const isWhole = text === evidenceFiles.whole;
  const orders = (world.payments?.orders ?? []).slice(0, 3);
  const first = orders[0]?.order;
  const made_at = first?.createdAt ?? "2026-05-12T08:00:00Z";
  return {
    check: isWhole ? "whole" : "changed",
    changed: isWhole ? [] : ["evidence.json"],
    evidence: {
      form: 1,
      made_at,
      about: {
        version: "0.1.0",
        system: "linux",
        architecture: "x86_64",
        language: "zh-CN",
        server: "https://billing.example.com",
        server_source: "default",
        role: "admin",
        customer: "0190b7a2-3f4e-7c11-9a5b-0123456789ab",
        keychain: "stored",
        clock_ahead_seconds: 94,
        connection: "offline",
        theme: "system",
        notifications: true,
        share_behaviour: false,
      },
      // What came last the customer has not seen.
      orders: orders.map(({ order, timeline }, place) =>
        told(order, timeline.slice(0, place === 0 ? -1 : undefined), place === 0),
      ),
      purchases: [],
      observations: first
        ? [
            { at: first.createdAt, kind: "begun", orders: [first.orderId] },
            {
              at: first.createdAt,
              kind: "answered",
              asked: "result",
              state: "awaiting_payment",
              orders: [first.orderId],
              clock_ahead_seconds: 94,
            },
            {
              at: first.createdAt,
              kind: "failed",
              asked: "result",
              orders: [first.orderId],
              failure: { class: "network", code: "no_connection" },
            },
            {
              at: first.createdAt,
              kind: "failed",
              asked: "offer",
              orders: [first.orderId],
              failure: {
                class: "payment",
                code: "provider_unavailable",
                service_code: "provider_unavailable",
                status: 503,
                request_id: "0190b7a2-3f4e-7c11-9a5b-0123456789ac",
              },
            },
          ]
        : [],
      log: [
        {
          at: made_at,
          level: "info",
          place: "billing_core::client",
          sentence: "a request failed",
          values: { path: "/pay/getPayResult", error: "no connection" },
        },
      ],
    },
  };
}

function told(order: Order, timeline: TimelineEntry[], is_in_question: boolean): EvidenceOrder {
  return {
    order_id: order.orderId,
    order_no: order.orderNo,
    is_in_question,
    product: "plan",
    final_amount: order.finalAmount,
    received_amount: order.receivedAmount,
    refunded_amount: order.refundedAmount,
    currency: order.currency,
    pay_type: order.payType,
    state: order.state,
    created_at: order.createdAt,
    is_test: order.isTest,
    as_of: order.createdAt,
    timeline: timeline.map(({ note: _note, ...entry }) => entry),
  };
}
