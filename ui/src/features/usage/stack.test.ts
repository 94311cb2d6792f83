import { describe, expect, it } from "vitest";
import type { UsageColumn, UsageSeries } from "../../backend/generated/commands";
import { change, forecastOf, fullest, overQuota, quotaOf, stackOf, unitsOf } from "./stack";

const column = (product: string, counts: number[], more: Partial<UsageColumn> = {}) => ({
  product,
  name: product,
  unit: "message",
  is_level: false,
  counts,
  total: counts.reduce((sum, count) => sum + count, 0),
  ...more,
});

const series = (products: UsageColumn[], more: Partial<UsageSeries> = {}): UsageSeries => ({
  from: "2026-05-01",
  to: "2026-06-18",
  step: "month",
  starts: ["2026-05-01", "2026-06-01"],
  products,
  ...more,
});

const chat = column("chat", [36_120, 28_440], { quota: 32_000 });
const mail = column("mail", [10_940, 8_120], { quota: 12_000 });
const seats = column("seats", [12, 12], { quota: 15, is_level: true, total: 12 });

describe("the stack", () => {
  it("adds up what can be added and sets beside what holds at a time", () => {
    const stack = stackOf(series([chat, mail, seats]), null);
    expect(stack.layers.map(({ column }) => column.product)).toEqual(["chat", "mail"]);
    expect(stack.beside.map(({ column }) => column.product)).toEqual(["seats"]);
    expect(stack.totals).toEqual([47_060, 36_560]);
    expect(stack.total).toBe(83_620);
    expect(stack.totalsBefore).toBeNull();
  });

  it("of one product keeps its colour", () => {
    const stack = stackOf(series([chat, mail, seats]), "seats");
    expect(stack.layers).toEqual([{ column: seats, colour: 3 }]);
    expect(stack.beside).toEqual([]);
    expect(stack.totals).toEqual([12, 12]);
    expect(stack.total).toBe(12);
  });

  it("of a product that is no longer there is that of all", () => {
    expect(stackOf(series([chat, mail]), "fax").layers).toHaveLength(2);
  });

  it("shows something even where nothing can be added, and nothing where nothing is", () => {
    expect(stackOf(series([seats]), null).layers).toHaveLength(1);
    expect(stackOf(series([]), null)).toMatchObject({ layers: [], totals: [0, 0], total: 0 });
  });

  it("compares only if every layer knows the period before", () => {
    const past = { counts_before: [20_000, 22_000], total_before: 42_000 };
    const known: Partial<UsageSeries> = {
      before: ["2026-03-01", "2026-04-18"],
      known_since: "2026-03-05",
    };
    const stack = stackOf(series([{ ...chat, ...past }], known), null);
    expect(stack.totalsBefore).toEqual([20_000, 22_000]);
    expect(stack.totalBefore).toBe(42_000);
    expect(stackOf(series([{ ...chat, ...past }, mail], known), null).totalsBefore).toBeNull();
    const partly = { ...known, known_since: "2026-04-01" };
    expect(stackOf(series([{ ...chat, ...past }], partly), null).totalBefore).toBeNull();
  });
});

describe("quotas", () => {
  it("of different units have no sum", () => {
    const voice = column("voice", [10, 10], { quota: 1500, unit: "minute" });
    const stack = stackOf(series([chat, mail, voice]), null);
    expect(unitsOf(stack)).toEqual(["message", "minute"]);
    expect(quotaOf(stack)).toBeNull();
  });

  it("are exceeded by each product on its own", () => {
    const { layers } = stackOf(series([chat, mail]), null);
    expect(layers.map((layer) => overQuota(layer, 0))).toEqual([4_120, 0]);
  });

  it("add up only if every layer has one", () => {
    expect(quotaOf(stackOf(series([chat, mail]), null))).toBe(44_000);
    expect(quotaOf(stackOf(series([chat, column("fax", [1, 1])]), null))).toBeNull();
    expect(quotaOf(stackOf(series([]), null))).toBeNull();
  });

  it("are as full as the fullest of them", () => {
    const { layers } = stackOf(series([chat, mail]), null);
    expect(fullest(layers, 0)?.layer.column.product).toBe("chat");
    expect(fullest(layers, 0)?.share).toBeCloseTo(1.12875);
    expect(fullest(stackOf(series([column("fax", [1, 1])]), null).layers, 0)).toBeNull();
  });
});

it("a change needs something to have been there before", () => {
  expect(change(150, 100)).toBeCloseTo(0.5);
  expect(change(0, 100)).toBe(-1);
  expect(change(5, 0)).toBeNull();
  expect(change(5, null)).toBeNull();
});

describe("a forecast", () => {
  const counted = series([chat, mail]);
  const stack = stackOf(counted, null);

  it("goes on at the pace of the days that are over", () => {
    expect(forecastOf(counted, stack, "2026-06-18")).toBe(Math.round((36_560 * 30) / 18));
  });

  it("is not made of what is over, too young, of single days or of levels", () => {
    expect(forecastOf(counted, stack, "2026-06-30")).toBeNull();
    expect(forecastOf(counted, stack, "2026-06-02")).toBeNull();
    expect(forecastOf({ ...counted, step: "day" }, stack, "2026-06-18")).toBeNull();
    expect(forecastOf(counted, stackOf(counted, "seats"), "2026-06-18")).not.toBeNull();
    const levels = series([seats]);
    expect(forecastOf(levels, stackOf(levels, null), "2026-06-18")).toBeNull();
    expect(forecastOf({ ...counted, starts: [] }, stack, "2026-06-18")).toBeNull();
  });

  it("of a point that begins late counts only its own days", () => {
    const late = { ...counted, from: "2026-06-11", starts: ["2026-06-01"] };
    const one = stackOf({ ...late, products: [column("chat", [800])] }, null);
    expect(forecastOf(late, one, "2026-06-18")).toBe(2000);
  });
});
