import { expect, it } from "vitest";
import { checkoutOf, placementOf } from "../../backend/fake-payments";
import { language } from "../../language/language.svelte";
import { chipLook, chipText } from "./chip";

it("names the price of what is awaited, and none where only a part went back", () => {
  const checkout = checkoutOf();
  const price = language.formats.money(checkout.amount, checkout.currency);
  expect(chipText({ ...checkout, stage: "waiting" }, null)).toContain(price);
  expect(chipText({ ...checkout, stage: "returned" }, null)).not.toContain(price);
});

it("names what is missing where a part has come, and counts down once the rest can be paid", () => {
  const checkout = checkoutOf({
    stage: "underpaid",
    placements: [placementOf("9000.00", "order")],
  });
  expect(chipText(checkout, 0)).toBe("¥990.00 is still missing");
  expect(chipText(checkout, 42)).toBe("¥990.00 is still missing · 0:42");
});

it("says where money on its way back stands", () => {
  const back = (order_state: "refunded" | "refund_pending" | "refund_failed") =>
    checkoutOf({ stage: "returned", order_state });
  expect(chipText(back("refunded"), null)).toBe("Sent back");
  expect(chipText(back("refund_pending"), null)).toBe("Refund pending");
  expect(chipLook(back("refunded"))).toEqual({ tone: "neutral", mark: "end" });
  expect(chipLook(back("refund_failed"))).toEqual({ tone: "amber", mark: "alert" });
});

it.each([
  ["waiting", "accent", "code"],
  ["underpaid", "amber", "alert"],
  ["paid", "green", "done"],
  ["cancelled", "neutral", "end"],
] as const)("%s is %s and marked %s", (stage, tone, mark) => {
  expect(chipLook(checkoutOf({ stage }))).toEqual({ tone, mark });
});

it("a purchase cut off before it was ordered is told as cut off", () => {
  const { order_id: _, ...unordered } = checkoutOf({ stage: "starting", watch: "no_network" });
  expect(chipText(unordered, null)).toBe("No network · ¥9,990.00");
  expect(chipLook(unordered)).toEqual({ tone: "amber", mark: "offline" });
});
