import { expect, it } from "vitest";
import { invoicesOf } from "../../backend/fake-invoices";
import { checkoutOf } from "../../backend/fake-payments";
import { worldOf } from "../../backend/fake-world";
import type { InvoiceList, InvoiceRow, Subscription } from "../../backend/generated/commands";
import {
  dueInvoices,
  fullQuotas,
  needsAttention,
  overdueInvoices,
  waitingOrders,
} from "./attention";
import type { MonthUse, MonthView } from "./month";

function subscription(changes: Partial<Subscription> = {}): Subscription {
  const value = worldOf().subscription?.value;
  if (!value) {
    throw new Error("the world has a subscription");
  }
  return { ...value, ...changes };
}

const about = (changes: Partial<Subscription>) =>
  needsAttention(subscription(changes)).map((entry) => entry.about);

it("a plan that renews and has credits left needs none", () => {
  expect(about({})).toEqual([]);
  expect(about({ remaining_days: 1 })).toEqual([]);
});

it("a plan that ends within a fortnight without renewing is named with its days", () => {
  expect(about({ auto_renew: false, remaining_days: 15 })).toEqual([]);
  expect(about({ auto_renew: false, remaining_days: 14 })).toEqual(["ending"]);
  expect(about({ auto_renew: false, remaining_days: 0 })).toEqual(["ending"]);
  expect(about({ status: "cancel_scheduled", remaining_days: 3 })).toEqual(["ending"]);
});

it("a trial is named in its last week, a change as long as it waits, and a renewal that can be paid", () => {
  expect(about({ status: "trialing", remaining_days: 8 })).toEqual([]);
  expect(about({ status: "trialing", remaining_days: 7 })).toEqual(["trial"]);
  const scheduled_change = {
    plan_id: "plan_starter",
    plan_name: "Starter",
    subscription_type: "monthly" as const,
    effective_date: "2027-01-15",
  };
  expect(about({ scheduled_change })).toEqual(["scheduled"]);
  expect(about({ scheduled_change, status: "expired" })).toEqual(["ended"]);
  expect(about({ remaining_days: 5, renewal_order_id: "ord_1" })).toEqual(["renewal"]);
  const owed = { past_due_reason: "declined" as const, renewal_order_id: "ord_1" };
  expect(needsAttention(subscription({ status: "past_due", ...owed }))).toEqual([
    { about: "past_due", reason: "declined", order: "ord_1" },
  ]);
});

it("a lifetime has no end to speak of", () => {
  const { end_date: _, remaining_days: __, ...endless } = subscription({ auto_renew: false });
  expect(needsAttention({ ...endless, subscription_type: "lifetime" })).toEqual([]);
});

it("what is owed or over comes before anything else", () => {
  const credits = { ...subscription().credits, used_credits: 45_000, available_credits: 5_000 };
  expect(about({ status: "past_due", credits })).toEqual(["past_due", "credits"]);
  expect(about({ status: "grace" })).toEqual(["grace"]);
  // Credits of a plan that is over can no longer be saved.
  expect(about({ status: "expired", credits })).toEqual(["ended"]);
  expect(about({ status: "cancelled" })).toEqual(["ended"]);
});

it("credits are named from 80 % on, and as gone when none is left", () => {
  const credits = (used_credits: number) => ({
    ...subscription().credits,
    used_credits,
    available_credits: 50_000 - used_credits,
  });
  expect(about({ credits: credits(39_999) })).toEqual([]);
  expect(needsAttention(subscription({ credits: credits(40_000) }))).toEqual([
    { about: "credits", used: 0.8, gone: false },
  ]);
  expect(needsAttention(subscription({ credits: credits(50_000) }))).toEqual([
    { about: "credits", used: 1, gone: true },
  ]);
  expect(about({ credits: { ...credits(0), total_credits: 0, available_credits: 0 } })).toEqual([]);
});

it("a purchase is named as long as it can still be paid", () => {
  const checkouts = [
    checkoutOf({ id: "waiting" }),
    checkoutOf({ id: "paid", stage: "paid" }),
    checkoutOf({ id: "run-out", stage: "code_expired" }),
    checkoutOf({ id: "over", stage: "expired" }),
  ];
  const named = waitingOrders(checkouts).map((entry) =>
    entry.about === "order" ? entry.checkout.id : null,
  );
  expect(named).toEqual(["waiting", "run-out"]);
});

it("one overdue invoice is named, several are counted, none is no word", () => {
  const rows = invoicesOf().slice(0, 2);
  const sums = [{ currency: "CNY", amount: "796.00" }];
  const list = (total: number): InvoiceList => ({
    total,
    sums,
    standings: [],
    years: [],
    rows: rows.slice(0, total),
  });
  expect(overdueInvoices(list(0))).toEqual([]);
  expect(overdueInvoices(list(1))).toEqual([{ about: "invoice", invoice: rows[0] }]);
  expect(overdueInvoices(list(2))).toEqual([{ about: "invoices", count: 2, sums }]);
});

it("an invoice due within a week is named with its days, several with their sum", () => {
  const today = "2026-11-21";
  const [row] = invoicesOf();
  if (!row) {
    throw new Error("there are invoices");
  }
  const due = (due_date: string, more: Partial<InvoiceRow> = {}): InvoiceRow => ({
    ...row,
    status: "open",
    is_overdue: false,
    amount: "398.00",
    due_date,
    ...more,
  });
  const found = (...rows: InvoiceRow[]) =>
    dueInvoices({ total: rows.length, sums: [], standings: [], years: [], rows }, today);
  expect(found(due("2026-11-29"))).toEqual([]);
  expect(found(due("2026-11-28"))).toMatchObject([{ about: "due", days: 7 }]);
  expect(found(due("2026-11-21"))).toMatchObject([{ about: "due", days: 0 }]);
  // A payment that is on its way, and what is named as overdue already, need no second word.
  expect(found(due("2026-11-22", { status: "processing" }))).toEqual([]);
  expect(found(due("2026-11-20", { is_overdue: true }))).toEqual([]);
  const [late, soon] = [due("2026-11-27"), due("2026-11-22", { amount: "0.10" })];
  expect(found(late, soon)).toEqual([
    {
      about: "due",
      invoices: [soon, late],
      days: 1,
      sums: [{ currency: "CNY", amount: "398.10" }],
    },
  ]);
});

it("seats that are nearly all taken are worth a word as well", () => {
  const use: MonthUse = {
    column: { product: "seats", name: "Seats", unit: "seat", is_level: true, counts: [], total: 0 },
    colour: 1,
    used: 12,
    share: 0.8,
    runsOut: null,
    trend: [],
  };
  const month = { from: "2026-06-01", to: "2026-06-18", uses: [use], total: 0, change: null };
  expect(fullQuotas(month)).toEqual([{ about: "quota", use }]);
});

it("a quota is worth a word from four fifths on", () => {
  const use = (product: string, share: number): MonthUse => ({
    column: { product, name: product, unit: "email", is_level: false, counts: [], total: 0 },
    colour: 1,
    used: 0,
    share,
    runsOut: null,
    trend: [],
  });
  const uses = [use("mail", 0.79), use("chat", 0.8), use("voice", 1.2)];
  const month: MonthView = { from: "2026-06-01", to: "2026-06-18", uses, total: 0, change: null };
  const found = fullQuotas(month).map((entry) => entry.about === "quota" && entry.use.share);
  expect(found).toEqual([1.2, 0.8]);
});
