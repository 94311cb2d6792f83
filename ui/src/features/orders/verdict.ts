import type { Order } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";
import { missingAmount, placeSums } from "../../language/placements";

/** What an order's payments mean, in words, and whether each place of the money must be told. */
export interface Verdict {
  tone: "green" | "accent" | "amber" | "neutral";
  title: string;
  text: string | null;
  tellsPlaces: boolean;
}

/** The verdict about the money of an order, said to the customer or to staff who look on. */
export function verdictOf(order: Order, toStaff: boolean): Verdict {
  const { state, currency, finalAmount, placements } = order;
  const missing = language.formats.money(
    missingAmount(finalAmount, currency, placements),
    currency,
  );
  // Staff have a sentence of their own wherever the customer's says “you”.
  const sentence = (forCustomer: string, forStaff: string) =>
    (toStaff ? language.find(forStaff) : null) ?? t(forCustomer, { missing });
  const told = (tone: Verdict["tone"], name: string, tellsPlaces: boolean): Verdict => ({
    tone,
    title: sentence(`verdict-${name}`, `verdict-${name}.staff`),
    text: sentence(`verdict-${name}.text`, `verdict-${name}.staff-text`),
    tellsPlaces,
  });
  const sums = placeSums(placements);
  const has = (place: string) => sums.some((sum) => sum.place === place);
  if (sums.length === 0) {
    const [tone, name] = withoutMoney(order);
    return told(tone, name, false);
  }
  if (state === "disputed") {
    return told("amber", "disputed", true);
  }
  if (has("held_for_support")) {
    return told("amber", "held", true);
  }
  if (state === "refund_failed") {
    return told("amber", "refund-failed", true);
  }
  if (state === "refund_pending") {
    return told("accent", "refund-pending", true);
  }
  if (has("refund")) {
    return told("neutral", has("order") ? "partly-refunded" : "refunded", true);
  }
  if (state === "underpaid") {
    return told("amber", "underpaid", true);
  }
  if (has("credit_balance")) {
    return told("green", "overpaid", true);
  }
  if (state === "fulfil_failed" || (state === "paid" && !order.fulfilledAt)) {
    return told("accent", "delivering", false);
  }
  return state === "paid_late" ? told("green", "late", false) : told("green", "paid", false);
}

function withoutMoney({ state, finalAmount, fulfilledAt }: Order): [Verdict["tone"], string] {
  const isFree = !/[1-9]/.test(finalAmount);
  if (isFree && ["paid", "fulfil_failed", "fulfilled", "paid_late", "overpaid"].includes(state)) {
    // A coupon paid for all of it.
    return fulfilledAt ? ["green", "free"] : ["accent", "free-delivering"];
  }
  switch (state) {
    case "created":
    case "awaiting_payment":
    case "underpaid":
      return ["accent", "waiting"];
    case "expired":
    case "cancelled":
      return ["neutral", "nothing"];
    default:
      return ["neutral", "unknown"];
  }
}
