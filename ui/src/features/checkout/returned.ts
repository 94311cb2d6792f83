import type { TimelineEntry } from "../../backend/generated/commands";

/** Why money was sent back, as whoever sent it said last; none where nobody did. */
export function reasonOf(timeline: TimelineEntry[]): string | null {
  const asked = timeline.findLast(({ kind, note }) => kind === "refund_requested" && note);
  return asked?.note ?? null;
}
