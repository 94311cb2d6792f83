import type { OrderDetail, TimelineEntry } from "../../backend/generated/commands";
import { type Amount, decimalText, minus, parseAmount, plus } from "../../language/amount";
import { type PlaceSum, placeSums } from "../../language/placements";

/** The longest reason the service takes, in characters as it counts them. */
export const longestReason = 500;

/** The most that can still be sent back as an amount, without what is on its way back. */
export function refundable({ order, timeline }: OrderDetail): string {
  const [received, refunded] = [
    parseAmount(order.receivedAmount),
    parseAmount(order.refundedAmount),
  ];
  if (!received || !refunded) {
    return "0";
  }
  const inOrderCurrency = timeline.filter(({ currency }) => currency === order.currency);
  return decimalText(atLeastZero(minus(minus(received, refunded), onItsWay(inOrderCurrency))));
}

/** What has gone back since, as an amount; none as long as it is only asked for. */
export function refundedSince(before: OrderDetail, after: OrderDetail): string | null {
  const [then, now] = [
    parseAmount(before.order.refundedAmount),
    parseAmount(after.order.refundedAmount),
  ];
  const more = then && now ? minus(now, then) : null;
  return more && more.minor > 0n ? decimalText(more) : null;
}

/** What sending that much back does to what was bought: everything ends it, a part leaves it. */
export function effectOf(
  read: { amount?: string } | RefundProblem,
  { order }: OrderDetail,
  most: string,
): "ends" | "keeps" | null {
  if (typeof read === "string" || order.fulfilledAt === undefined) {
    return null;
  }
  return read.amount === undefined || read.amount === most ? "ends" : "keeps";
}

/** What was asked for and has neither gone back nor been refused. */
function onItsWay(timeline: TimelineEntry[]): Amount {
  const nothing: Amount = { minor: 0n, decimals: 0 };
  const sum = (kind: TimelineEntry["kind"]) =>
    timeline
      .filter((entry) => entry.kind === kind)
      .reduce((all, { amount }) => plus(all, parseAmount(amount ?? "0") ?? nothing), nothing);
  const open = minus(minus(sum("refund_requested"), sum("refunded")), sum("refund_failed"));
  return atLeastZero(open);
}

function atLeastZero(amount: Amount): Amount {
  return amount.minor < 0n ? { ...amount, minor: 0n } : amount;
}

/** What is held for support: it goes back only with everything. */
export function heldForSupport({ order }: OrderDetail): PlaceSum[] {
  return placeSums(order.placements).filter(({ place }) => place === "held_for_support");
}

/** Whether a reason is longer than the service takes. */
export function isTooLong(reason: string): boolean {
  return [...reason.trim()].length > longestReason;
}

/** What is wrong with an amount to send back. */
export type RefundProblem = "invalid" | "too_much" | "too_little";

/** The amount typed, as the wire wants it, or what is wrong with it; nothing typed is everything. */
export function readRefund(typed: string, most: string): { amount?: string } | RefundProblem {
  if (typed.trim() === "") {
    return {};
  }
  const [amount, limit] = [parseAmount(typed.trim()), parseAmount(most)];
  if (!amount || !limit || amount.decimals > limit.decimals) {
    return "invalid";
  }
  const rest = minus(limit, amount);
  if (rest.minor < 0n) {
    return "too_much";
  }
  if (amount.minor <= 0n) {
    return "too_little";
  }
  // The currency's own decimals, whatever was typed.
  return { amount: decimalText(minus(limit, rest)) };
}
