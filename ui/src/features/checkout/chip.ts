import type { Checkout } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";
import { countdownFrom, isStuck } from "./status";

/** Seconds as a clock shows them: 0:42. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The state of a checkout in one or two words. */
export function stageWord(checkout: Checkout): string {
  const { stage, watch } = checkout;
  if (isStuck(checkout) && watch !== "no_network") {
    return t("chip-stuck");
  }
  const isCut = watch === "no_network" && (stage === "waiting" || stage === "confirming");
  return isCut ? t("chip-no-network") : t(`chip-${stage.replaceAll("_", "-")}`);
}

/** What the chip says: state, amount and, towards the end, the time left. */
export function chipText(checkout: Checkout, seconds: number | null): string {
  if (checkout.stage === "returned") {
    // What went back is a part: beside these words the price would say something else.
    return stageWord(checkout);
  }
  const parts = [
    stageWord(checkout),
    language.formats.money(checkout.amount, checkout.currency),
    ...(checkout.stage === "waiting" && seconds !== null && seconds < countdownFrom
      ? [clockText(seconds)]
      : []),
  ];
  return parts.join(" · ");
}
