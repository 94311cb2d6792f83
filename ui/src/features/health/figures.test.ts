import { expect, it } from "vitest";
import { monitoringOf } from "../../backend/fake-operations";
import { daysOf, funnel, successRate, totalsOf } from "./figures";

it("a range counts its own days", () => {
  const today = new Date("2026-03-01T23:59:00Z");
  expect(daysOf("30", today)).toEqual({ from: "2026-01-31", to: "2026-03-01" });
});

it("what was called off is neither success nor failure", () => {
  expect(successRate([{ paid: 19, failed: 1 }])).toBe(0.95);
  expect(successRate([{ paid: 0, failed: 0 }])).toBeNull();
});

it("a step has a share of the one before, unless there is more of it", () => {
  const point = { begins: "2026-01-01", viewers: 10, orders: 4, paid: 3 };
  expect(funnel({ conversion: [point] }).map(({ share }) => share)).toEqual([null, 0.4, 0.75]);
  const rich = { ...point, viewers: 2 };
  expect(funnel({ conversion: [rich] }).map(({ share }) => share)).toEqual([null, null, 0.75]);
});

it("money of several months is added to the smallest unit", () => {
  const { revenue } = monitoringOf("2026-01-01", "2026-03-31");
  const [month] = revenue;
  if (!month) {
    throw new Error("the fake knows months");
  }
  const year = Array.from({ length: 12 }, () => ({ ...month, currency: "CNY", orders: "0.10" }));
  expect(totalsOf([...year, { ...month, currency: "JPY", orders: "90071992547409931" }])).toEqual([
    { currency: "CNY", orders: "1.20" },
    { currency: "JPY", orders: "90071992547409931" },
  ]);
});
