import { describe, expect, it } from "vitest";
import { codeSize } from "./codeSize";

const versions = Array.from({ length: 40 }, (_, version) => 21 + 4 * version);
const ratios = [1, 1.25, 1.5, 1.75, 2, 2.5, 3];

describe.each(ratios)("at %d device pixels a pixel", (ratio) => {
  it.each(versions)("a code of %d modules is sharp, with its quiet zone", (modules) => {
    const { module, inset, tile, side } = codeSize(modules, ratio);
    const size = module * modules;
    expect(Number.isInteger(module) && Number.isInteger(inset) && Number.isInteger(tile)).toBe(
      true,
    );
    expect(inset).toBeGreaterThanOrEqual(4 * module);
    expect(tile - size - inset).toBeGreaterThanOrEqual(4 * module);
    expect(side * ratio).toBeCloseTo(tile);
    // No other whole size of a module comes nearer to 240.
    const off = Math.abs(size - 240 * ratio);
    expect(Math.abs(size + modules - 240 * ratio)).toBeGreaterThanOrEqual(off);
    if (module > 1) {
      expect(Math.abs(size - modules - 240 * ratio)).toBeGreaterThanOrEqual(off);
    }
  });
});

it("a code of a usual link stands on a tile of 296", () => {
  expect(codeSize(29, 1)).toEqual({ module: 8, inset: 32, tile: 296, side: 296 });
  expect(codeSize(33, 2)).toMatchObject({ module: 15, tile: 615 });
});
