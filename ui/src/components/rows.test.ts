import { expect, it } from "vitest";
import { bringIntoSight, pagesOf, rowAfter, rowsInSight } from "./rows";

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

it("the keys of a long list lead to its ends and not around them", () => {
  expect(rowAfter("ArrowDown", 3, 5)).toBe(4);
  expect(rowAfter("ArrowDown", 4, 5)).toBe(4);
  expect(rowAfter("ArrowUp", 3, 5)).toBe(2);
  expect(rowAfter("ArrowUp", 0, 5)).toBe(0);
  expect(rowAfter("Home", 3, 5)).toBe(0);
  expect(rowAfter("End", 0, 5)).toBe(4);
  expect(rowAfter("x", 3, 5)).toBeNull();
});

it("a list is scrolled no further than needed", () => {
  const list = (scrollTop: number) => ({ scrollTop, clientHeight: 100 }) as HTMLElement;
  expect(bringIntoSight(list(40), 2, 40)).toBe(40);
  expect(bringIntoSight(list(40), 0, 40)).toBe(0);
  expect(bringIntoSight(list(0), 4, 40)).toBe(100);
});
