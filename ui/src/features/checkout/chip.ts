import type { Checkout } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";
import { missingAmount } from "../../language/placements";
import { countsDown, isStuck } from "./status";

/** Seconds as a clock shows them: 0:42. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The state of a checkout in a few words. */
export function stageWord(checkout: Checkout): string {
  const { stage, watch, order_state, amount, currency, placements } = checkout;
  if (stage === "underpaid") {
    const missing = missingAmount(amount, currency, placements);
    return t("pay-underpaid", { missing: language.formats.money(missing, currency) });
  }
  if (isStuck(checkout) && watch !== "no_network") {
    return t("chip-stuck");
  }
  if (stage === "returned" && isOnItsWay(checkout)) {
    return t(`order-state-${(order_state ?? "refund_pending").replaceAll("_", "-")}`);
  }
  const isCut =
    watch === "no_network" &&
    (stage === "starting" || stage === "waiting" || stage === "confirming");
  return isCut ? t("chip-no-network") : t(`chip-${stage.replaceAll("_", "-")}`);
}

/** What the chip says: state, amount and, towards the end, the time left. */
export function chipText(checkout: Checkout, seconds: number | null): string {
  const { stage, amount, currency } = checkout;
  // What went back or is missing is a part: beside these words the price would say something else.
  const isAboutPart = stage === "returned" || stage === "underpaid";
  const parts = [
    stageWord(checkout),
    ...(isAboutPart ? [] : [language.formats.money(amount, currency)]),
    ...(countsDown(checkout, seconds) ? [clockText(seconds)] : []),
  ];
  return parts.join(" · ");
}

/** How the chip is coloured and marked. */
export interface ChipLook {
  tone: "accent" | "amber" | "green" | "neutral";
  mark: "code" | "offline" | "alert" | "done" | "end";
}

/** How the chip of a checkout looks. */
export function chipLook(checkout: Checkout): ChipLook {
  const { stage, watch, order_state } = checkout;
  if (stage === "paid") {
    return { tone: "green", mark: "done" };
  }
  if (stage === "cancelled" || stage === "returned") {
    const isTrouble = order_state === "refund_failed" || order_state === "disputed";
    return isTrouble ? { tone: "amber", mark: "alert" } : { tone: "neutral", mark: "end" };
  }
  if (watch === "no_network") {
    return { tone: "amber", mark: "offline" };
  }
  const isTrouble = ["declined", "underpaid", "code_expired", "expired", "refused"];
  return isTrouble.includes(stage)
    ? { tone: "amber", mark: "alert" }
    : { tone: "accent", mark: "code" };
}

/** Whether money that was to go back has not arrived there. */
function isOnItsWay({ order_state }: Checkout): boolean {
  return (
    order_state === "refund_pending" ||
    order_state === "refund_failed" ||
    order_state === "disputed"
  );
}
