import { expect, it } from "vitest";
import { creditingOf } from "../../backend/fake-credits";
import { mostToPay, readCount } from "./rule";

it("a count is read as people type it, and nothing else is one", () => {
  for (const [typed, count] of [
    ["5000", 5000],
    ["5,000", 5000],
    [" 5 000 ", 5000],
    ["1", 1],
  ] as const) {
    expect(readCount(typed, 10_000), typed).toBe(count);
  }
  for (const typed of ["", "0", "-5", "five", "10001", "1e3", "9".repeat(20)]) {
    expect(readCount(typed, 10_000), typed).toBeNull();
  }
});

it("the most that a month can cost is told to the smallest unit", () => {
  const { packs } = creditingOf();
  expect(mostToPay({ pack_id: "credits-10k", most_a_month: 3 }, packs)).toEqual({
    amount: "747.00",
    currency: "CNY",
  });
  expect(mostToPay({ pack_id: "gone", most_a_month: 3 }, packs)).toBeNull();
});
