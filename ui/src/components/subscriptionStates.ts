import Ban from "@lucide/svelte/icons/ban";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CirclePause from "@lucide/svelte/icons/circle-pause";
import CirclePlay from "@lucide/svelte/icons/circle-play";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Timer from "@lucide/svelte/icons/timer";
import type { SubscriptionStatus } from "../backend/generated/commands";
import type { Tone } from "./Badge.svelte";
import type { Glyph } from "./Icon.svelte";

/** How each status looks; its word is the sentence `status-…`. */
export const statusMarks: Record<SubscriptionStatus, { tone: Tone; icon: Glyph }> = {
  active: { tone: "green", icon: CircleCheck },
  trialing: { tone: "accent", icon: CirclePlay },
  grace: { tone: "amber", icon: Hourglass },
  past_due: { tone: "red", icon: CircleAlert },
  paused: { tone: "neutral", icon: CirclePause },
  cancel_scheduled: { tone: "amber", icon: CalendarClock },
  cancelled: { tone: "neutral", icon: Ban },
  expired: { tone: "neutral", icon: Timer },
};
