import Ban from "@lucide/svelte/icons/ban";
import BellRing from "@lucide/svelte/icons/bell-ring";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import ArrowDown from "@lucide/svelte/icons/circle-arrow-down";
import ArrowUp from "@lucide/svelte/icons/circle-arrow-up";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import Clock from "@lucide/svelte/icons/clock";
import Copy from "@lucide/svelte/icons/copy";
import DoorClosed from "@lucide/svelte/icons/door-closed";
import HandCoins from "@lucide/svelte/icons/hand-coins";
import LifeBuoy from "@lucide/svelte/icons/life-buoy";
import Loader from "@lucide/svelte/icons/loader";
import QrCode from "@lucide/svelte/icons/qr-code";
import Receipt from "@lucide/svelte/icons/receipt-text";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import Scale from "@lucide/svelte/icons/scale";
import Search from "@lucide/svelte/icons/search";
import Timer from "@lucide/svelte/icons/timer";
import Undo from "@lucide/svelte/icons/undo-2";
import Wallet from "@lucide/svelte/icons/wallet";
import type { TimelineKind } from "../../backend/generated/commands";
import type { Glyph } from "../../components/Icon.svelte";

/** The mark of each thing that can happen to an order. */
export const timelineIcons: Record<TimelineKind, Glyph> = {
  ordered: Receipt,
  presented: QrCode,
  processing: Loader,
  code_expired: Timer,
  closed: DoorClosed,
  declined: CircleX,
  received: Wallet,
  underpaid: ArrowDown,
  overpaid: ArrowUp,
  paid_twice: Copy,
  paid_late: Clock,
  conflicted: LifeBuoy,
  fulfilled: CircleCheck,
  fulfil_failed: CircleAlert,
  expired: Timer,
  cancelled: Ban,
  provider_asked: Search,
  notice_accepted: BellRing,
  refund_requested: RotateCcw,
  refunded: Undo,
  refund_failed: CircleX,
  disputed: Scale,
  settled_by_hand: HandCoins,
  hand_confirmed: CircleCheck,
  unknown: CircleHelp,
};
