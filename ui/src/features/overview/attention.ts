import type {
  Checkout,
  CurrencySum,
  InvoiceList,
  InvoiceRow,
  PastDueReason,
  ScheduledChange,
  Subscription,
} from "../../backend/generated/commands";
import { daysIn } from "../../calendar";
import { isOpen } from "../../checkouts.svelte";
import { sumsOf } from "../invoices/sums";
import { type MonthUse, type MonthView, nearQuota } from "./month";
import { shareUsed } from "./term";

/** Something the person should know before anything else. */
export type Attention =
  | { about: "order"; checkout: Checkout }
  | { about: "invoice"; invoice: InvoiceRow }
  | { about: "invoices"; count: number; sums: CurrencySum[] }
  | { about: "due"; invoices: InvoiceRow[]; days: number; sums: CurrencySum[] }
  | { about: "quota"; use: MonthUse }
  | { about: "past_due" | "grace"; reason: PastDueReason | undefined; order: string | undefined }
  | { about: "trial"; days: number; date: string; order: string | undefined }
  | { about: "renewal"; days: number; order: string }
  | { about: "scheduled"; change: ScheduledChange }
  | { about: "ended"; cancelled: boolean }
  | { about: "ending"; days: number; date: string }
  | { about: "credits"; used: number; gone: boolean };

const endsSoonDays = 14;
const dueSoonDays = 7;
const trialEndsSoonDays = 7;
/** The part of the credits from which on it is worth a word. */
export const nearlyUsed = 0.8;
const ended = new Set(["expired", "cancelled"]);
const running = new Set(["active", "trialing", "cancel_scheduled"]);

/** The purchases that wait for their payment, the newest first. */
export function waitingOrders(checkouts: Checkout[]): Attention[] {
  return checkouts.filter(isOpen).map((checkout) => ({ about: "order", checkout }));
}

/** The invoices that should have been paid by now: the one there is, or how many. */
export function overdueInvoices({ total, rows, sums }: InvoiceList): Attention[] {
  const [invoice] = rows;
  if (!invoice || total === 0) {
    return [];
  }
  return total === 1
    ? [{ about: "invoice", invoice }]
    : [{ about: "invoices", count: total, sums }];
}

/**
 * The invoices that have to be paid within a week, the first one due first; `days` is how long it
 * still has.
 */
export function dueInvoices({ rows }: InvoiceList, today: string): Attention[] {
  const daysUntil = ({ due_date }: InvoiceRow) => daysIn(today, due_date) - 1;
  const invoices = rows
    .filter(
      (row) =>
        row.kind === "invoice" &&
        (row.status === "open" || row.status === "partially_paid") &&
        !row.is_overdue &&
        daysUntil(row) <= dueSoonDays,
    )
    .sort((one, other) => (one.due_date < other.due_date ? -1 : 1));
  const [first] = invoices;
  return first
    ? [{ about: "due", invoices, days: Math.max(0, daysUntil(first)), sums: sumsOf(invoices) }]
    : [];
}

/** The products whose monthly quota is nearly or wholly used, the fullest first. */
export function fullQuotas(month: MonthView): Attention[] {
  return nearQuota(month, nearlyUsed).map((use) => ({ about: "quota", use }));
}

/** What needs attention about a subscription, the most urgent first. */
export function needsAttention(subscription: Subscription): Attention[] {
  const { status, auto_renew, end_date, remaining_days } = subscription;
  const { past_due_reason: reason, renewal_order_id: order, scheduled_change } = subscription;
  const found: Attention[] = [];
  if (status === "past_due" || status === "grace") {
    found.push({ about: status, reason, order });
  } else if (
    status === "trialing" &&
    end_date !== undefined &&
    remaining_days !== undefined &&
    remaining_days <= trialEndsSoonDays
  ) {
    found.push({ about: "trial", days: remaining_days, date: end_date, order });
  } else if (ended.has(status)) {
    found.push({ about: "ended", cancelled: status === "cancelled" });
  } else if (
    running.has(status) &&
    (!auto_renew || status === "cancel_scheduled") &&
    end_date !== undefined &&
    remaining_days !== undefined &&
    remaining_days <= endsSoonDays
  ) {
    found.push({ about: "ending", days: remaining_days, date: end_date });
  } else if (order !== undefined && remaining_days !== undefined) {
    found.push({ about: "renewal", days: remaining_days, order });
  }
  if (scheduled_change && !ended.has(status)) {
    found.push({ about: "scheduled", change: scheduled_change });
  }
  const used = shareUsed(subscription);
  if (!ended.has(status) && used !== null && used >= nearlyUsed) {
    found.push({ about: "credits", used, gone: subscription.credits.available_credits <= 0 });
  }
  return found;
}

/** Whether another plan is the way out. */
export function isMendedByPlan({ about }: Attention): boolean {
  return about === "ended" || about === "ending" || about === "credits" || about === "quota";
}
