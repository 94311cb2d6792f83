import { describe, expect, it } from "vitest";
import type { EvidenceOrder, TimelineEntry } from "../../backend/generated/commands";
import { entriesOf, unseenBy } from "./comparing";

const ordered: TimelineEntry = { at: "2026-11-22T01:49:00Z", kind: "ordered", amount: "9.00" };
const asked: TimelineEntry = { at: "2026-11-22T01:50:00Z", kind: "provider_asked" };
const received: TimelineEntry = { at: "2026-11-22T01:51:00Z", kind: "received", amount: "9.00" };
const seen = (timeline: EvidenceOrder["timeline"]) => ({ timeline }) as EvidenceOrder;

describe("comparing with the service", () => {
  it("names what the customer had not seen", () => {
    const order = seen([ordered, asked]);
    expect(unseenBy(order, [ordered, asked, received])).toEqual([received]);
  });

  it("counts what happened twice twice", () => {
    expect(unseenBy(seen([asked]), [asked, asked])).toEqual([asked]);
  });

  it("takes the same moment for the same however it is written", () => {
    const at = "2026-11-22T01:49:00.000Z";
    expect(unseenBy(seen([{ ...ordered, at }]), [ordered])).toEqual([]);
  });

  it("shows a provider's code as its word", () => {
    const at = "2026-11-22T01:49:00Z";
    const [entry] = entriesOf(seen([{ at, kind: "declined", provider_code: "NOTENOUGH" }]));
    expect(entry).toEqual({ at, kind: "declined", note: "NOTENOUGH" });
  });
});
