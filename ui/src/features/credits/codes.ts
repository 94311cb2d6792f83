import Check from "@lucide/svelte/icons/check";
import Clock from "@lucide/svelte/icons/clock";
import TimerOff from "@lucide/svelte/icons/timer-off";
import type { GiftCode } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";

/** What has become of a gift code; its word is the sentence `gift-…`. */
export type Became = "open" | "redeemed" | "over";

/** How each looks. */
export const marks: Record<Became, { tone: Tone; icon: Glyph }> = {
  open: { tone: "accent", icon: Clock },
  redeemed: { tone: "green", icon: Check },
  over: { tone: "neutral", icon: TimerOff },
};

/** Redeemed, out of time, or neither yet. */
export function becameOf({ redeemed_at, redeem_before }: GiftCode, now: Date): Became {
  if (redeemed_at !== undefined) {
    return "redeemed";
  }
  return redeem_before !== undefined && Date.parse(redeem_before) <= now.getTime()
    ? "over"
    : "open";
}
