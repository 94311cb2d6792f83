import { expect, it } from "vitest";
import { orderOf } from "../../backend/fake-payments";
import { readRefund, refundable } from "./refund";

it("no more can go back than came and has not gone back yet", () => {
  expect(refundable(orderOf("fulfilled"))).toBe("9990.00");
  expect(refundable(orderOf("partially_refunded", { refundedAmount: "990.00" }))).toBe("9000.00");
  expect(refundable(orderOf("refunded", { refundedAmount: "9990.00" }))).toBe("0.00");
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
  ["", "invalid"],
] as const)("%j is read as %o", (typed, expected) => {
  expect(readRefund(typed, "9990.00")).toEqual(expected);
});

it("a currency without decimals takes none", () => {
  expect(readRefund("500", "1935")).toEqual({ amount: "500" });
  expect(readRefund("500.5", "1935")).toBe("invalid");
});
