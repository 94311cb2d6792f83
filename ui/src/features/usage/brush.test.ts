import { describe, expect, it } from "vitest";
import { between, keyStep, moved } from "./brush";

const picked = { first: 24, last: 35 };

describe("the picked months", () => {
  it("become more or fewer at either end, one at least", () => {
    expect(moved(picked, "first", -12, 36)).toEqual({ first: 12, last: 35 });
    expect(moved(picked, "first", 99, 36)).toEqual({ first: 35, last: 35 });
    expect(moved(picked, "last", -99, 36)).toEqual({ first: 24, last: 24 });
    expect(moved(picked, "last", 5, 36)).toEqual({ first: 24, last: 35 });
  });

  it("keep their number when they move together, and stop at the ends", () => {
    expect(moved(picked, "both", -6, 36)).toEqual({ first: 18, last: 29 });
    expect(moved(picked, "both", -99, 36)).toEqual({ first: 0, last: 11 });
    expect(moved(picked, "both", 4, 36)).toEqual(picked);
  });

  it("are the same whichever end was touched first", () => {
    expect(between(3, 9)).toEqual(between(9, 3));
  });
});

it("the keys of a slider move a handle by a month, a year or all the way", () => {
  expect(["ArrowLeft", "ArrowRight", "PageUp", "Home"].map((key) => keyStep(key, 36))).toEqual([
    -1, 1, 12, -36,
  ]);
  expect(keyStep("a", 36)).toBeNull();
});
