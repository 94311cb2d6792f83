import Ban from "@lucide/svelte/icons/ban";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import Clock from "@lucide/svelte/icons/clock";
import FilePen from "@lucide/svelte/icons/file-pen";
import LoaderCircle from "@lucide/svelte/icons/loader-circle";
import Undo2 from "@lucide/svelte/icons/undo-2";
import type { InvoiceRow, InvoiceStatus } from "../backend/generated/commands";
import type { Tone } from "./Badge.svelte";
import type { Glyph } from "./Icon.svelte";

interface Mark {
  tone: Tone;
  icon: Glyph;
  /** The end of the name of its sentence, `invoice-…`. */
  word: string;
}

const marks: Record<InvoiceStatus, Mark> = {
  draft: { tone: "neutral", icon: FilePen, word: "draft" },
  open: { tone: "amber", icon: Clock, word: "due" },
  processing: { tone: "accent", icon: LoaderCircle, word: "processing" },
  partially_paid: { tone: "amber", icon: Clock, word: "partially-paid" },
  paid: { tone: "green", icon: CircleCheck, word: "paid" },
  void: { tone: "neutral", icon: Ban, word: "void" },
  uncollectible: { tone: "neutral", icon: Ban, word: "uncollectible" },
  unknown: { tone: "neutral", icon: CircleQuestionMark, word: "unknown" },
};

/** How it looks where an invoice stands. */
export function invoiceMark({
  kind,
  status,
  is_overdue,
}: Pick<InvoiceRow, "kind" | "status" | "is_overdue">): Mark {
  if (kind === "credit_note" && status !== "void") {
    return { tone: "neutral", icon: Undo2, word: "credit-note" };
  }
  return is_overdue ? { tone: "red", icon: CircleAlert, word: "overdue" } : marks[status];
}
