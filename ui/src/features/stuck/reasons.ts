import CircleAlert from "@lucide/svelte/icons/circle-alert";
import ArrowDownCircle from "@lucide/svelte/icons/circle-arrow-down";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import Hourglass from "@lucide/svelte/icons/hourglass";
import LifeBuoy from "@lucide/svelte/icons/life-buoy";
import Undo from "@lucide/svelte/icons/undo-2";
import Users from "@lucide/svelte/icons/users";
import type { StuckReason } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";

/** How each reason looks; its word is the sentence `stuck-…`. */
export const reasonMarks: Record<StuckReason, { tone: Tone; icon: Glyph }> = {
  proposed: { tone: "accent", icon: Users },
  held: { tone: "amber", icon: LifeBuoy },
  undelivered: { tone: "red", icon: CircleAlert },
  refund: { tone: "red", icon: Undo },
  underpaid: { tone: "amber", icon: ArrowDownCircle },
  waiting: { tone: "amber", icon: Hourglass },
  unknown: { tone: "neutral", icon: CircleHelp },
};

/** Every reason that can be asked for, the most pressing first. */
export const reasons = (Object.keys(reasonMarks) as StuckReason[]).filter(
  (reason) => reason !== "unknown",
);
