import Check from "@lucide/svelte/icons/check";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import Loader from "@lucide/svelte/icons/loader";
import Minus from "@lucide/svelte/icons/minus";
import ShieldX from "@lucide/svelte/icons/shield-x";
import type { WebhookOutcome } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";

/** How each outcome looks; its word is the sentence `outcome-…`. */
export const outcomeMarks: Record<WebhookOutcome, { tone: Tone; icon: Glyph }> = {
  started: { tone: "accent", icon: Loader },
  applied: { tone: "green", icon: CircleCheck },
  nothing_new: { tone: "neutral", icon: Check },
  ignored: { tone: "neutral", icon: Minus },
  refused: { tone: "red", icon: ShieldX },
  failed: { tone: "red", icon: CircleAlert },
};

/** Every outcome. */
export const outcomes = Object.keys(outcomeMarks) as WebhookOutcome[];

/** A notice's text with its parts on lines of their own, if it is JSON; as it came otherwise. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
