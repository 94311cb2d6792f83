import { describe, expect, it } from "vitest";
import {
  blocksOf,
  heightOf,
  marksOf,
  middleOf,
  namedPoints,
  pathOf,
  plotOf,
  pointAt,
  ticksFor,
} from "./plot";

describe("lines of the scale", () => {
  it.each([
    [51_900, [0, 20_000, 40_000, 60_000]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [12, [0, 5, 10, 15]],
    [100, [0, 25, 50, 75, 100]],
  ])("for %d stand at %j", (most, ticks) => {
    expect(ticksFor(most)).toEqual(ticks);
  });

  it("are whole, begin at zero, reach the greatest value and are few, whatever it is", () => {
    for (let most = 1; most < 1e12; most = Math.ceil(most * 1.37)) {
      const ticks = ticksFor(most);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1), `${most}`).toBeGreaterThanOrEqual(most);
      expect(ticks.length, `${most}`).toBeLessThanOrEqual(6);
      expect(ticks.every(Number.isInteger), `${most}`).toBe(true);
    }
  });

  it("exist even where nothing is counted", () => {
    expect(ticksFor(0)).toEqual([0, 1]);
    expect(ticksFor(Number.NaN)).toEqual([0, 1]);
  });
});

describe("bars", () => {
  const plot = plotOf(500, 280, 4, 90);

  it("stand upon each other, within the field, with a hair between them", () => {
    const [lower, upper] = blocksOf(plot, [
      [10, 0, 40, 100],
      [10, 30, 0, 0],
    ]);
    expect(lower).toHaveLength(3);
    expect(upper).toHaveLength(2);
    const [x = 0, y = 0, wide = 0, tall = 0] = lower?.[0] ?? [];
    expect(x + wide / 2).toBeCloseTo(middleOf(plot, 0));
    expect(y + tall).toBeCloseTo(plot.bottom);
    const [, above = 0, , aboveTall = 0] = upper?.[0] ?? [];
    expect(above).toBeCloseTo(heightOf(plot, 20));
    expect(above + aboveTall).toBeCloseTo(y - 1);
    for (const [left, top, width, height] of [...(lower ?? []), ...(upper ?? [])]) {
      expect(left).toBeGreaterThanOrEqual(plot.left);
      expect(left + width).toBeLessThanOrEqual(plot.right);
      expect(top).toBeGreaterThanOrEqual(plot.top);
      expect(top + height).toBeLessThanOrEqual(plot.bottom + 0.001);
    }
  });

  it("of a layer are one path", () => {
    expect(
      pathOf([
        [1.005, 2, 3, 4],
        [10, 20.123, 3, 1],
      ]),
    ).toBe("M1 2h3v4h-3zM10 20.12h3v1h-3z");
    expect(pathOf([])).toBe("");
  });

  it("never overlap, however many there are", () => {
    for (const count of [1, 12, 92, 400, 3000]) {
      const many = plotOf(900, 280, count, 10);
      expect(many.bar, `${count}`).toBeLessThanOrEqual(Math.max(many.band, 0.5));
      expect(middleOf(many, count - 1) + many.band / 2).toBeCloseTo(many.right);
    }
  });

  it("are found again at every place of the field and nowhere else", () => {
    for (let at = 0; at < 4; at += 1) {
      expect(pointAt(plot, middleOf(plot, at), 4)).toBe(at);
    }
    expect(pointAt(plot, plot.right, 4)).toBe(3);
    expect(pointAt(plot, plot.left - 1, 4)).toBeNull();
    expect(pointAt(plot, plot.right + 1, 4)).toBeNull();
    expect(pointAt(plotOf(500, 280, 0, 0), 100, 0)).toBeNull();
  });

  it("carry a mark where the period before has a value", () => {
    expect(marksOf(plot, [0, 45, 0, 90]).map(([, y]) => y)).toEqual([
      heightOf(plot, 45),
      heightOf(plot, 90),
    ]);
  });
});

it("names of points have room, and the newest always has one", () => {
  const plot = plotOf(500, 280, 44, 1);
  expect(plot.band).toBe(10);
  expect(namedPoints(plot, 44, 45)).toEqual([3, 8, 13, 18, 23, 28, 33, 38, 43]);
  expect(namedPoints(plotOf(500, 280, 4, 1), 4, 45)).toEqual([0, 1, 2, 3]);
  expect(namedPoints(plot, 0, 45)).toEqual([]);
});
