import { expect, it } from "vitest";
import { yearsOf } from "./years";

const since = (...days: string[]) => days.map((day) => ({ created_at: `${day}T09:00:00Z` }));

it("the years reach from the present one back to the first in which one of them was a customer", () => {
  expect(yearsOf(since("2025-03-01", "2023-12-31", "2026-01-01"), "2026-11-21")).toEqual([
    2026, 2025, 2024, 2023,
  ]);
});

it("there is always the present year to choose", () => {
  expect(yearsOf(since("2026-11-21"), "2026-11-21")).toEqual([2026]);
  expect(yearsOf(since("2027-01-01"), "2026-12-31")).toEqual([2026]);
});
