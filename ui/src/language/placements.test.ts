import { expect, it } from "vitest";
import { placementOf } from "../backend/fake-payments";
import { missingAmount, placeSums } from "./placements";

it("amounts are summed by the place where they ended, the order first", () => {
  const sums = placeSums([
    placementOf("10.00", "credit_balance"),
    placementOf("9000.00", "order"),
    placementOf("990.00", "order"),
    { ...placementOf("5.00", "held_for_support"), currency: "USD" },
  ]);
  expect(sums).toEqual([
    { place: "order", amount: "9990.00", currency: "CNY" },
    { place: "credit_balance", amount: "10.00", currency: "CNY" },
    { place: "held_for_support", amount: "5.00", currency: "USD" },
  ]);
});

it("what is missing counts only money of the order in its own currency", () => {
  expect(missingAmount("9990.00", "CNY", [])).toBe("9990.00");
  expect(missingAmount("9990.00", "CNY", [placementOf("9000.00", "order")])).toBe("990.00");
  expect(missingAmount("9990.00", "CNY", [placementOf("9000.00", "credit_balance")])).toBe(
    "9990.00",
  );
  expect(missingAmount("9990.00", "USD", [placementOf("9000.00", "order")])).toBe("9990.00");
  expect(missingAmount("100.00", "CNY", [placementOf("120.00", "order")])).toBe("0.00");
});
