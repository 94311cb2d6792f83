import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { TimelineEntry, TimelineKind } from "../../backend/generated/commands";
import { timelineLine } from "./timeline";

const at = "2026-06-18T14:33:41Z";
const line = (entry: Partial<TimelineEntry> & { kind: TimelineKind }) =>
  timelineLine({ at, ...entry }, false);

const kinds = (() => {
  const generated = readFileSync("src/backend/generated/commands.ts", "utf8");
  const union = /export type TimelineKind = ([^;]+);/.exec(generated)?.[1] ?? "";
  return [...union.matchAll(/"(\w+)"/g)].map(([, kind]) => kind as TimelineKind);
})();

it.each(kinds)("%s is told in a sentence, with and without an amount", (kind) => {
  const full = line({ kind, amount: "9990.00", currency: "CNY", pay_type: 1 });
  const bare = line({ kind });
  for (const { title, text } of [full, bare]) {
    expect(title).not.toMatch(/^timeline-|\{|\}|\s$| {2}/);
    expect(text ?? "").not.toMatch(/timeline-|\{|\}/);
  }
});

it("money is told with its amount, its way and where it ended", () => {
  const received = { kind: "received", amount: "9990.00", currency: "CNY", pay_type: 1 } as const;
  expect(line({ ...received, place: "order" })).toEqual({
    at,
    kind: "received",
    tone: "green",
    title: "¥9,990.00 received by WeChat Pay",
    text: "It counts for this order.",
    word: null,
  });
  expect(line({ ...received, kind: "overpaid", place: "credit_balance" }).text).toBe(
    "It went to the credit balance.",
  );
});

it("the end of what was delivered is told as a day, a reason as a reason", () => {
  expect(line({ kind: "fulfilled", note: "2027-06-18" }).text).toContain("Jun 18, 2027");
  expect(line({ kind: "refund_requested", note: "Goodwill" }).text).toBe("Reason: Goodwill");
});

it("only what changes money or rights has colour", () => {
  const coloured = kinds.filter((kind) => line({ kind }).tone !== "neutral");
  expect(coloured).not.toContain("presented");
  expect(coloured).not.toContain("provider_asked");
  expect(coloured).toContain("fulfilled");
});

it("the provider's own word is for staff", () => {
  const entry: TimelineEntry = { at, kind: "declined", note: "PAYERROR" };
  expect(timelineLine(entry, true)).toMatchObject({
    text: "No money has moved.",
    word: "PAYERROR",
  });
  expect(timelineLine(entry, false)).toMatchObject({ text: "No money has moved.", word: null });
  // What is told in a sentence is no word of the provider's.
  const reason = timelineLine({ at, kind: "refund_requested", note: "Goodwill" }, true);
  expect(reason).toMatchObject({ text: "Reason: Goodwill", word: null });
});

it("money that went back is said to once", () => {
  const back = { kind: "refunded", amount: "50.00", currency: "CNY", place: "refund" } as const;
  expect(line(back)).toMatchObject({ title: "¥50.00 went back", text: null });
});
