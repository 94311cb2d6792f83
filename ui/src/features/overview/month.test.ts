import { describe, expect, it } from "vitest";
import type { UsageColumn, UsageSeries } from "../../backend/generated/commands";
import { daysIn, daysLater } from "../../calendar";
import { monthView, monthWish, nearQuota } from "./month";

const today = "2026-06-18";
const wish = monthWish(today);
const starts = Array.from({ length: daysIn(wish.from, wish.to) }, (_, at) =>
  daysLater(wish.from, at),
);

function column(product: string, a_day: (date: string) => number, more: Partial<UsageColumn> = {}) {
  const counts = starts.map(a_day);
  return { product, name: product, unit: "message", is_level: false, counts, total: 0, ...more };
}

const series = (...products: UsageColumn[]): UsageSeries => ({
  ...wish,
  starts,
  products,
  known_since: "2023-08-01",
});

describe("this month", () => {
  it("counts its own days, and compares with the same days of the month before", () => {
    const view = monthView(series(column("chat", (date) => (date < "2026-06" ? 10 : 15))), today);
    expect(view).toMatchObject({ from: "2026-06-01", to: today, total: 270 });
    expect(view.change?.share).toBeCloseTo(0.5);
    expect(view.change).toMatchObject({ from: "2026-05-01", to: "2026-05-18" });
  });

  it("compares with nothing that is not known in full", () => {
    const usage = { ...series(column("chat", () => 10)), known_since: "2026-05-03" };
    expect(monthView(usage, today).change).toBeNull();
  });

  it("takes the highest of what holds at a time and adds it to nothing", () => {
    const seats = column("seats", (date) => (date === "2026-06-07" ? 14 : 12), { is_level: true });
    const view = monthView(series(seats), today);
    expect(view.uses[0]?.used).toBe(14);
    expect(view.total).toBe(0);
  });

  it("shows whole weeks, whatever day it is", () => {
    const trend = monthView(series(column("chat", () => 10)), today).uses[0]?.trend;
    expect(trend).toEqual(Array.from({ length: 12 }, () => 70));
  });
});

describe("a quota", () => {
  it("is reached on the day on which so many are used up at this pace", () => {
    // 18 days at 100 a day are 1,800; 2,000 are reached at the end of the twentieth.
    const view = monthView(series(column("chat", () => 100, { quota: 2000 })), today);
    expect(view.uses[0]).toMatchObject({ used: 1800, share: 0.9, runsOut: "2026-06-20" });
  });

  it("that lasts the month, is used up already or holds at a time runs out on no day", () => {
    const { uses } = monthView(
      series(
        column("lasts", () => 100, { quota: 3000 }),
        column("gone", () => 100, { quota: 1000 }),
        column("seats", () => 12, { quota: 15, is_level: true }),
        column("none", () => 12),
        column("unused", () => 0, { quota: 15 }),
      ),
      today,
    );
    expect(uses.map(({ runsOut }) => runsOut)).toEqual([null, null, null, null, null]);
    expect(uses.map(({ share }) => share)).toEqual([0.6, 1.8, 0.8, null, 0]);
  });

  it("is worth a word from a share on, the fullest first", () => {
    const view = monthView(
      series(
        column("chat", () => 100, { quota: 2000 }),
        column("mail", () => 100, { quota: 1000 }),
        column("voice", () => 100, { quota: 9000 }),
      ),
      today,
    );
    expect(nearQuota(view, 0.8).map(({ column: { product } }) => product)).toEqual([
      "mail",
      "chat",
    ]);
  });
});
