import type { TimelineEntry, TimelineKind } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";
import { methodName } from "../../language/payments";

/** One thing that happened to an order, in words. */
export interface TimelineLine {
  at: string;
  kind: TimelineKind;
  tone: "neutral" | "green" | "amber" | "red";
  title: string;
  /** What it means; none where the title says it all. */
  text: string | null;
  /** The provider's own word, which only staff can use. */
  word: string | null;
}

/** Only what changes money or rights has colour. */
const tones: Partial<Record<TimelineKind, TimelineLine["tone"]>> = {
  received: "green",
  fulfilled: "green",
  refunded: "green",
  paid_late: "amber",
  underpaid: "amber",
  overpaid: "amber",
  paid_twice: "amber",
  conflicted: "amber",
  declined: "red",
  fulfil_failed: "red",
  refund_failed: "red",
  disputed: "red",
};

/** What a line's note says in a sentence: a date or a reason; any other is the provider's word. */
function saidBy({ kind, note }: TimelineEntry): string | null {
  if (!note) {
    return null;
  }
  if (kind === "fulfilled") {
    return /^\d{4}-\d{2}-\d{2}$/.test(note)
      ? t("timeline-valid-until", { date: language.formats.day(note) })
      : note;
  }
  return kind === "refund_requested" || kind === "settled_by_hand"
    ? t("timeline-reason", { reason: note })
    : null;
}

/** The sentence of an entry of the timeline. */
export function timelineLine(entry: TimelineEntry, toStaff: boolean): TimelineLine {
  const { at, kind, amount, currency, pay_type, place } = entry;
  const fillings = {
    amount:
      amount !== undefined && currency !== undefined
        ? language.formats.money(amount, currency)
        : "",
    method: pay_type === undefined ? t("provider") : methodName(pay_type),
  };
  const key = `timeline-${kind.replaceAll("_", "-")}`;
  const note = saidBy(entry);
  const explained = [
    // That money which went back went back need not be said twice.
    place === undefined || kind === "refunded"
      ? language.find(`${key}.text`, fillings)
      : t(`timeline-place-${place.replaceAll("_", "-")}`),
    note,
  ].filter((part) => part !== null);
  const bare = amount === undefined ? language.find(`${key}.bare`, fillings) : null;
  return {
    at,
    kind,
    tone: tones[kind] ?? "neutral",
    title: bare ?? t(key, fillings),
    text: explained.length > 0 ? explained.join(" ") : null,
    word: toStaff && note === null ? (entry.note ?? null) : null,
  };
}
