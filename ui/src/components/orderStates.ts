import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import ArrowDownCircle from "@lucide/svelte/icons/circle-arrow-down";
import ArrowUpCircle from "@lucide/svelte/icons/circle-arrow-up";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import Clock from "@lucide/svelte/icons/clock";
import Hourglass from "@lucide/svelte/icons/hourglass";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import Scale from "@lucide/svelte/icons/scale";
import Split from "@lucide/svelte/icons/split";
import Timer from "@lucide/svelte/icons/timer";
import Undo from "@lucide/svelte/icons/undo-2";
import type { Order, OrderState } from "../backend/generated/commands";
import type { Tone } from "./Badge.svelte";
import type { Glyph } from "./Icon.svelte";

/** How each state of an order looks; its word is the sentence `order-state-…`. */
export const orderStateMarks: Record<OrderState, { tone: Tone; icon: Glyph }> = {
  created: { tone: "neutral", icon: CircleDashed },
  awaiting_payment: { tone: "accent", icon: Hourglass },
  paid: { tone: "green", icon: Check },
  fulfilled: { tone: "green", icon: CircleCheck },
  expired: { tone: "neutral", icon: Timer },
  cancelled: { tone: "neutral", icon: Ban },
  fulfil_failed: { tone: "red", icon: CircleAlert },
  underpaid: { tone: "amber", icon: ArrowDownCircle },
  overpaid: { tone: "amber", icon: ArrowUpCircle },
  paid_late: { tone: "amber", icon: Clock },
  disputed: { tone: "red", icon: Scale },
  refund_pending: { tone: "accent", icon: RotateCcw },
  partially_refunded: { tone: "neutral", icon: Split },
  refunded: { tone: "neutral", icon: Undo },
  refund_failed: { tone: "red", icon: CircleX },
  unknown: { tone: "neutral", icon: CircleHelp },
};

/** Every state, in the order of an order's life. */
export const orderStates = Object.keys(orderStateMarks) as OrderState[];

/** Whether the order waits for the customer's money. */
function waitsForMoney(state: OrderState): boolean {
  return state === "created" || state === "awaiting_payment" || state === "underpaid";
}

/** How many orders wait for the customer's money. */
export function openOrders(orders: Order[]): number {
  return orders.filter(({ state }) => waitsForMoney(state)).length;
}
