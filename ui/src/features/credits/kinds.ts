import ArrowDownLeft from "@lucide/svelte/icons/arrow-down-left";
import ArrowUpRight from "@lucide/svelte/icons/arrow-up-right";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import PenLine from "@lucide/svelte/icons/pen-line";
import TimerOff from "@lucide/svelte/icons/timer-off";
import Undo2 from "@lucide/svelte/icons/undo-2";
import type { CreditTransactionType } from "../../backend/generated/commands";
import type { Glyph } from "../../components/Icon.svelte";

/** How each reason for a movement looks; its word is the sentence `credit-…`. */
export const kindIcons: Record<CreditTransactionType, Glyph> = {
  earn: ArrowDownLeft,
  spend: ArrowUpRight,
  expire: TimerOff,
  refund: Undo2,
  adjust: PenLine,
  unknown: CircleQuestionMark,
};
