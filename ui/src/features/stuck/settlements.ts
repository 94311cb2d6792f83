import Ban from "@lucide/svelte/icons/ban";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import Clock from "@lucide/svelte/icons/clock";
import Users from "@lucide/svelte/icons/users";
import type { HandSettlementState } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";

/** How each state of settling by hand looks; its word is the sentence `settlement-state-…`. */
export const settlementMarks: Record<HandSettlementState, { tone: Tone; icon: Glyph }> = {
  proposed: { tone: "accent", icon: Users },
  settled: { tone: "green", icon: CircleCheck },
  rejected: { tone: "red", icon: CircleX },
  withdrawn: { tone: "neutral", icon: Ban },
  overtaken: { tone: "neutral", icon: Clock },
  unknown: { tone: "neutral", icon: CircleHelp },
};
