import { describe, expect, it } from "vitest";
import { choiceOf, isWholeMonths, periodOf, presetOf, presets, stepFor } from "./period";

const today = "2026-06-18";

describe("a period", () => {
  it.each([
    ["this-month", "2026-06-01", "2026-06-18"],
    ["last-month", "2026-05-01", "2026-05-31"],
    ["30-days", "2026-05-20", "2026-06-18"],
    ["90-days", "2026-03-21", "2026-06-18"],
    ["12-months", "2025-07-01", "2026-06-18"],
    ["this-year", "2026-01-01", "2026-06-18"],
    ["last-year", "2025-01-01", "2025-12-31"],
    ["everything", "2023-08-01", "2026-06-18"],
  ])("%s lasts from %s to %s", (choice, from, to) => {
    expect(periodOf(choice, today, "2023-08-12")).toEqual({ from, to });
  });

  it("of one's own is found again as it was chosen", () => {
    const own = { from: "2026-01-03", to: "2026-02-11" };
    expect(periodOf(choiceOf(own), today, undefined)).toEqual(own);
    expect(presetOf(choiceOf(own))).toBeNull();
  });

  it("that cannot be understood is the usual one", () => {
    for (const choice of [undefined, "", "next-year", "2026-02-11..2026-01-03", "a..b"]) {
      expect(presetOf(choice)).toBe("12-months");
      expect(periodOf(choice, today, undefined).from).toBe("2025-07-01");
    }
  });

  it("begins on a day and ends on none before it, whatever is chosen and whenever", () => {
    for (const day of ["2024-02-29", "2026-01-01", "2026-12-31"]) {
      for (const preset of presets) {
        const { from, to } = periodOf(preset, day, undefined);
        expect(from <= to, `${preset} on ${day}`).toBe(true);
      }
    }
  });

  it("is shown in days, weeks or months by how long it is", () => {
    expect(stepFor({ from: "2026-06-01", to: "2026-06-18" })).toBe("day");
    expect(stepFor({ from: "2026-03-21", to: "2026-06-18" })).toBe("week");
    expect(stepFor({ from: "2025-07-01", to: "2026-06-18" })).toBe("month");
  });

  it("of whole months may end in the middle of the present one", () => {
    expect(isWholeMonths({ from: "2026-01-01", to: "2026-05-31" }, today)).toBe(true);
    expect(isWholeMonths({ from: "2026-01-01", to: today }, today)).toBe(true);
    expect(isWholeMonths({ from: "2026-01-01", to: "2026-05-30" }, today)).toBe(false);
    expect(isWholeMonths({ from: "2026-01-02", to: "2026-05-31" }, today)).toBe(false);
  });
});
