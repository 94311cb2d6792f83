import { expect, it } from "vitest";
import { fittingZoom, nextZoom } from "./zoom";

it("zooming goes from step to step, also from between two of them", () => {
  expect(nextZoom(1, 1)).toBe(1.1);
  expect(nextZoom(1, -1)).toBe(0.9);
  expect(nextZoom(0.923, 1)).toBe(1);
  expect(nextZoom(0.923, -1)).toBe(0.9);
  expect(nextZoom(3, 1)).toBe(3);
  expect(nextZoom(0.25, -1)).toBe(0.25);
});

it("paper fills the room, within reason", () => {
  expect(fittingZoom(558, 794)).toBeCloseTo(0.7028, 3);
  expect(fittingZoom(4000, 794)).toBe(1.5);
  expect(fittingZoom(10, 794)).toBe(0.25);
  expect(fittingZoom(800, 0)).toBe(1);
});
