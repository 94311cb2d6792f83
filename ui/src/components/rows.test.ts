import { expect, it } from "vitest";
import { pagesOf, rowsInSight } from "./rows";

it("rows are drawn a little before they come into sight, and never more than there are", () => {
  expect(rowsInSight(0, 440, 44, 1000)).toEqual({ first: 0, end: 18 });
  expect(rowsInSight(4400, 440, 44, 1000)).toEqual({ first: 92, end: 118 });
  expect(rowsInSight(43_560, 440, 44, 1000)).toEqual({ first: 982, end: 1000 });
  expect(rowsInSight(43_560, 440, 44, 3)).toEqual({ first: 3, end: 3 });
  expect(rowsInSight(0, 440, 44, 0)).toEqual({ first: 0, end: 0 });
});

it("rows lie on the pages that hold them", () => {
  expect(pagesOf({ first: 92, end: 118 }, 100)).toEqual([0, 1]);
  expect(pagesOf({ first: 100, end: 200 }, 100)).toEqual([1]);
  expect(pagesOf({ first: 0, end: 0 }, 100)).toEqual([]);
});
