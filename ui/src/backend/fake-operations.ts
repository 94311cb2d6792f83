import { orderOf } from "./fake-payments";
import type {
  AuditLine,
  HandSettlement,
  IntegrityReport,
  Monitoring,
  StuckPayment,
  StuckReason,
} from "./generated/commands";

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** Money that somebody says has come. */
export function settlementOf(changes: Partial<HandSettlement> = {}): HandSettlement {
  return {
    id: "set_1",
    order_id: "stuck_1",
    amount: "9990.00",
    currency: "CNY",
    came_by: "provider",
    reference: "4200002411202606181430",
    reason: "WeChat Pay shows the payment; its notices were blocked by our firewall last night.",
    evidence: "Settlement file of 18 June, line 214: 9,990.00, merchant order BC260618143000411.",
    state: "proposed",
    needs_second: true,
    proposed_by: "Kenji Watanabe",
    proposed_at: ago(26),
    available_actions: ["approve", "reject"],
    ...changes,
  };
}

/** Orders with which something is wrong, each in another way. */
export function stuckPaymentsOf(): StuckPayment[] {
  const list: [StuckReason[], number, string, Partial<StuckPayment>][] = [
    [["proposed", "waiting"], 190, "Northwind Labs", { settlements: [settlementOf()] }],
    [["waiting"], 95, "北京云帆科技有限公司", {}],
    [["held"], 60 * 7, "Blue Harbour Logistics", { can_settle: true }],
    [["undelivered"], 60 * 9, "Castellan Insurance", { missing_amount: "0.00" }],
    [["refund"], 60 * 31, "東京ソリューションズ株式会社", { missing_amount: "0.00" }],
    [["underpaid"], 60 * 50, "Aurora Foods", { missing_amount: "190.00" }],
  ];
  const states = {
    proposed: "awaiting_payment",
    waiting: "awaiting_payment",
    held: "awaiting_payment",
    undelivered: "fulfil_failed",
    refund: "refund_failed",
    underpaid: "underpaid",
    unknown: "unknown",
  } as const;
  return list.map(([reasons, minutes, customerName, changes], place) => {
    const order = orderOf(states[reasons[0] ?? "unknown"], {
      orderId: `stuck_${place + 1}`,
      orderNo: `BC260618${1430 - place} 00${71 - place}`,
      createdAt: ago(minutes),
      customerId: `cus_${place + 1}`,
      customerName,
      availableActions: ["ask_provider"],
    });
    const isMissing = !("missing_amount" in changes) || changes.missing_amount !== "0.00";
    return {
      order,
      reasons,
      since: ago(minutes),
      missing_amount: "9990.00",
      asked_at: ago(4),
      can_settle: isMissing && reasons[0] !== "proposed",
      alone_up_to: "1000.00",
      settlements: [],
      ...changes,
    };
  });
}

/** What staff did, newest first. */
export function auditLinesOf(): AuditLine[] {
  const list: [string, string, AuditLine["outcome"], string | null, string | null][] = [
    ["POST", "/api/operator/settlements", "done", "Northwind Labs", "CNY 9990.00: notices blocked"],
    ["POST", "/payments/orders/{id}/refund", "done", "Aurora Foods", "CNY 990.00: Goodwill"],
    ["POST", "/payments/orders/{id}/ask-provider", "failed", "Castellan Insurance", null],
    ["POST", "/console/coze-package-config", "done", null, "version 4: 5 packages, open"],
    ["PUT", "/api/portal/account", "refused", "Delft Ceramics", null],
    ["POST", "/api/webhooks/{id}/replay", "asked", null, null],
    ["POST", "/api/operator/gift-codes", "done", null, "20 x 500"],
    ["GET", "/api/operator/audit", "allowed", null, null],
  ];
  const people = ["Kenji Watanabe", "Ines Duarte", "Ada Quist"];
  return list.map(([method, route, outcome, customer, note], place) => ({
    id: `aud_${place}`,
    at: ago(14 + place * 47),
    user_id: `usr_staff_${place % 3}`,
    user_name: people[place % 3] ?? "",
    role: outcome === "refused" ? "agent" : "operator",
    method,
    route,
    outcome,
    request_id: `req_${place}`,
    ...(customer === null ? {} : { customer_id: `cus_${place}`, customer_name: customer }),
    ...(route.includes("{id}") ? { subject: `0199b76d-a800-7e51-aa49-83f68e54${place}` } : {}),
    ...(note === null ? {} : { note }),
  }));
}

/** A report in which one thing is not as it must be. */
export function integrityOf(): IntegrityReport {
  const check = (
    group: IntegrityReport["checks"][number]["group"],
    name: string,
    looked_at: number,
    examples: string[] = [],
  ) => ({ group, name, looked_at, broken: examples.length, examples });
  return {
    checked_at: ago(0),
    is_sound: false,
    checks: [
      check("ledger", "postings_add_up", 18_204),
      check("ledger", "receipts_are_booked", 9_120),
      check("ledger", "refunded_is_booked", 9_120),
      check("invariants", "delivered_is_paid", 9_120),
      check("invariants", "credits_add_up", 48_311),
      check("orphans", "coupon_uses_of_orders", 402, ["0199b76d-a800-7e51", "0199b76d-b117-7c02"]),
      check("orphans", "references_lead_somewhere", 48),
    ],
    missing: [
      { thing: "orders", field: "remark", of: 9_120, missing: 8_706 },
      { thing: "orders", field: "client_ip", of: 9_120, missing: 214 },
      { thing: "customers", field: "tax_id", of: 1_204, missing: 388 },
    ],
    tests: [{ thing: "orders", of: 9_120, tests: 311 }],
  };
}

/** Figures of some days, the same each time. */
export function monitoringOf(from: string, to: string): Monitoring {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  const isByDay = days.length <= 92;
  const points = isByDay ? days : [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))];
  const wave = (at: number, size: number) => Math.round(size * (1.2 + Math.sin(at * 0.7)));
  const months = [...new Set(days.map((day) => day.slice(0, 7)))];
  const scale = isByDay ? 1 : 30;
  return {
    from,
    to,
    step: isByDay ? "day" : "month",
    includes_tests: false,
    success: points.map((begins, at) => ({
      begins,
      paid: wave(at, 22 * scale),
      failed: wave(at + 2, scale),
      closed: wave(at + 1, 2 * scale),
      open: at > points.length - 3 ? 3 : 0,
    })),
    methods: [
      { pay_type: 1, paid: 412, failed: 9, closed: 31, open: 4 },
      { pay_type: 2, paid: 208, failed: 11, closed: 12, open: 1 },
      { pay_type: 4, paid: 97, failed: 14, closed: 6, open: 0 },
    ],
    failures: [
      { state: "failed", word: "card_declined", pay_type: 4, count: 14 },
      { state: "expired", pay_type: 2, count: 11 },
      { state: "expired", pay_type: 1, count: 7 },
      { state: "conflicted", pay_type: 1, count: 2 },
    ],
    conversion: points.map((begins, at) => ({
      begins,
      viewers: wave(at, 60 * scale),
      orders: wave(at, 30 * scale),
      paid: wave(at, 22 * scale),
    })),
    activity: points.map((begins, at) => ({ begins, users: wave(at, 40) })),
    active_users: 318,
    revenue: months.flatMap((month, at) => [
      {
        month,
        currency: "CNY",
        received: `${wave(at, 900_000)}.00`,
        orders: `${wave(at, 880_000)}.00`,
        credit_balance: "9990.00",
        refunded: "4980.00",
        held: "0.00",
      },
      {
        month,
        currency: "USD",
        received: `${wave(at, 60_000)}.50`,
        orders: `${wave(at, 59_000)}.50`,
        credit_balance: "0.00",
        refunded: "1000.00",
        held: "140.00",
      },
    ]),
  };
}
