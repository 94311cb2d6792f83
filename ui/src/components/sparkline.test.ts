import { expect, it } from "vitest";
import { lineOf } from "./sparkline";

it("a small line goes from edge to edge, flat where nothing changes", () => {
  expect(lineOf([1, 3, 2], 60, 20)).toEqual([
    [0, 20],
    [30, 0],
    [60, 10],
  ]);
  expect(lineOf([5, 5], 60, 20)).toEqual([
    [0, 10],
    [60, 10],
  ]);
  expect(lineOf([], 60, 20)).toEqual([]);
});
