import BellRing from "@lucide/svelte/icons/bell-ring";
import ChartLine from "@lucide/svelte/icons/chart-line";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleParking from "@lucide/svelte/icons/circle-parking";
import Loader from "@lucide/svelte/icons/loader";
import Mail from "@lucide/svelte/icons/mail";
import Megaphone from "@lucide/svelte/icons/megaphone";
import type { OutboxReceiver, OutboxState } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";

/** How each state looks; its word is the sentence `outbox-…`. */
export const stateMarks: Record<OutboxState, { tone: Tone; icon: Glyph }> = {
  parked: { tone: "red", icon: CircleParking },
  waiting: { tone: "accent", icon: Loader },
  delivered: { tone: "green", icon: CircleCheck },
};

/** Every state, what somebody must look at first. */
export const outboxStates = Object.keys(stateMarks) as OutboxState[];

/** The mark of each receiver; its name is the sentence `receiver-…`. */
export const receiverIcons: Record<OutboxReceiver, Glyph> = {
  marketing: Megaphone,
  analytics: ChartLine,
  alerts: BellRing,
  mail: Mail,
};
