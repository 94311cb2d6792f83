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

/** The verdict about the money of an order. */
export function verdictOf(order: Order): Verdict {
  const { state, currency, finalAmount, placements } = order;
  const sums = placeSums(placements);
  const has = (place: string) => sums.some((sum) => sum.place === place);
  if (sums.length === 0) {
    return withoutMoney(order);
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
    const missing = missingAmount(finalAmount, currency, placements);
    return {
      tone: "amber",
      title: t("verdict-underpaid", { missing: language.formats.money(missing, currency) }),
      text: t("verdict-underpaid.text"),
      tellsPlaces: true,
    };
  }
  if (has("credit_balance")) {
    return told("green", "overpaid", true);
  }
  if (state === "fulfil_failed" || (state === "paid" && !order.fulfilledAt)) {
    return told("accent", "delivering", false);
  }
  return state === "paid_late" ? told("green", "late", false) : told("green", "paid", false);
}

function withoutMoney({ state, finalAmount, fulfilledAt }: Order): Verdict {
  const isFree = !/[1-9]/.test(finalAmount);
  if (isFree && ["paid", "fulfil_failed", "fulfilled", "paid_late", "overpaid"].includes(state)) {
    // A coupon paid for all of it.
    return fulfilledAt ? told("green", "free", false) : told("accent", "free-delivering", false);
  }
  switch (state) {
    case "created":
    case "awaiting_payment":
    case "underpaid":
      return told("accent", "waiting", false);
    case "expired":
    case "cancelled":
      return told("neutral", "nothing", false);
    default:
      return told("neutral", "unknown", false);
  }
}

function told(tone: Verdict["tone"], name: string, tellsPlaces: boolean): Verdict {
  return { tone, title: t(`verdict-${name}`), text: t(`verdict-${name}.text`), tellsPlaces };
}
