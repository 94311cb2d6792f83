import { describe, expect, it } from "vitest";
import { daysIn, daysLater, isDay, monthsBetween, monthsLater, stepEnd } from "./calendar";

describe("days", () => {
  it("go on over the ends of months, years and the change to summer time", () => {
    expect(daysLater("2026-02-28", 1)).toBe("2026-03-01");
    expect(daysLater("2024-02-28", 1)).toBe("2024-02-29");
    expect(daysLater("2026-01-01", -1)).toBe("2025-12-31");
    expect(daysIn("2026-03-28", "2026-03-30")).toBe(3);
    expect(daysIn("2025-06-18", "2025-06-18")).toBe(1);
  });

  it("are told from what only looks like one", () => {
    expect(isDay("2024-02-29")).toBe(true);
    for (const text of ["2026-02-29", "2026-13-01", "2026-1-1", "", "yesterday"]) {
      expect(isDay(text), text).toBe(false);
    }
  });
});

describe("months", () => {
  it("end on the last day there is", () => {
    expect(monthsLater("2026-01-31", 1)).toBe("2026-02-28");
    expect(monthsLater("2026-03-31", -1)).toBe("2026-02-28");
    expect(monthsLater("2026-11-15", 3)).toBe("2027-02-15");
    expect(monthsLater("2026-06-01", -12)).toBe("2025-06-01");
  });

  it("are all named between two days", () => {
    expect(monthsBetween("2025-11-20", "2026-02-01")).toEqual([
      "2025-11-01",
      "2025-12-01",
      "2026-01-01",
      "2026-02-01",
    ]);
  });
});

it("every step ends before the next begins", () => {
  expect(stepEnd("2026-06-18", "day")).toBe("2026-06-18");
  expect(stepEnd("2026-06-15", "week")).toBe("2026-06-21");
  expect(stepEnd("2026-02-01", "month")).toBe("2026-02-28");
});
