import { expect, it } from "vitest";
import { orderOf, placementOf } from "../../backend/fake-payments";
import type { Order, TimelineEntry } from "../../backend/generated/commands";
import {
  effectOf,
  heldForSupport,
  isTooLong,
  readRefund,
  refundable,
  refundedSince,
} from "./refund";

const detailOf = (order: Order, timeline: TimelineEntry[] = []) => ({ order, timeline });
const entry = (kind: TimelineEntry["kind"], amount: string): TimelineEntry => ({
  at: "2026-06-18T14:33:41Z",
  kind,
  amount,
  currency: "CNY",
});

it("no more can go back than came and has not gone back yet", () => {
  const left = (order: Order) => refundable(detailOf(order));
  expect(left(orderOf("fulfilled"))).toBe("9990.00");
  expect(left(orderOf("partially_refunded", { refundedAmount: "990.00" }))).toBe("9000.00");
  expect(left(orderOf("refunded", { refundedAmount: "9990.00" }))).toBe("0.00");
});

it("what is on its way back cannot be sent back once more, what was refused can", () => {
  const order = orderOf("refund_pending", { refundedAmount: "90.00" });
  const asked = [
    entry("refund_requested", "90.00"),
    entry("refunded", "90.00"),
    entry("refund_requested", "1000.00"),
  ];
  expect(refundable(detailOf(order, asked))).toBe("8900.00");
  expect(refundable(detailOf(order, [...asked, entry("refund_failed", "1000.00")]))).toBe(
    "9900.00",
  );
});

it("money held for support goes back with everything", () => {
  const placements = [{ ...placementOf("120.00", "held_for_support"), currency: "USD" as const }];
  const order = orderOf("awaiting_payment", { placements });
  expect(refundable(detailOf(order))).toBe("0.00");
  expect(heldForSupport(detailOf(order))).toMatchObject([{ amount: "120.00", currency: "USD" }]);
  expect(readRefund("", "0.00")).toEqual({});
});

it("a reason is as long as the service counts it", () => {
  expect(isTooLong(` ${"🐟".repeat(500)} `)).toBe(false);
  expect(isTooLong("x".repeat(501))).toBe(true);
});

it.each([
  ["100", { amount: "100.00" }],
  [" 9990.00 ", { amount: "9990.00" }],
  ["0.5", { amount: "0.50" }],
  ["9990.01", "too_much"],
  ["0", "too_little"],
  ["-5", "too_little"],
  ["1.005", "invalid"],
  ["1,000.00", "invalid"],
  ["", {}],
] as const)("%j is read as %o", (typed, expected) => {
  expect(readRefund(typed, "9990.00")).toEqual(expected);
});

it("a currency without decimals takes none", () => {
  expect(readRefund("500", "1935")).toEqual({ amount: "500" });
  expect(readRefund("500.5", "1935")).toBe("invalid");
});

it("what has gone back at once is told apart from what is only asked for", () => {
  const before = detailOf(orderOf("partially_refunded", { refundedAmount: "90.00" }));
  const after = (refundedAmount: string) => detailOf(orderOf("refunded", { refundedAmount }));
  expect(refundedSince(before, after("140.00"))).toBe("50.00");
  expect(refundedSince(before, after("90.00"))).toBeNull();
});

it("everything that is left ends what was bought, a part leaves it, nothing was had without", () => {
  const bought = detailOf(orderOf("fulfilled"));
  const effect = (typed: string) => effectOf(readRefund(typed, "9990.00"), bought, "9990.00");
  expect(effect("")).toBe("ends");
  expect(effect("9990")).toBe("ends");
  expect(effect("9989.99")).toBe("keeps");
  expect(effect("much")).toBeNull();
  expect(effectOf({}, detailOf(orderOf("underpaid")), "9.00")).toBeNull();
});
