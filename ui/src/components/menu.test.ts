import { expect, it } from "vitest";
import { nextPlace } from "./menu";

const names = ["Settings", "Shortcuts", "Sign out"];

it("arrows go around, Home and End to the ends", () => {
  expect(nextPlace("ArrowDown", names, -1)).toBe(0);
  expect(nextPlace("ArrowDown", names, 2)).toBe(0);
  expect(nextPlace("ArrowUp", names, 0)).toBe(2);
  expect(nextPlace("ArrowUp", names, -1)).toBe(2);
  expect(nextPlace("Home", names, 2)).toBe(0);
  expect(nextPlace("End", names, 0)).toBe(2);
});

it("a letter goes to the next name that begins with it", () => {
  expect(nextPlace("s", names, 0)).toBe(1);
  expect(nextPlace("S", names, 2)).toBe(0);
  expect(nextPlace("x", names, 0)).toBeNull();
  expect(nextPlace("日", ["English", "日本語"], 0)).toBe(1);
});

it("other keys are not a menu's", () => {
  expect(nextPlace("Enter", names, 0)).toBeNull();
  expect(nextPlace(" ", names, 0)).toBeNull();
  expect(nextPlace("Shift", names, 0)).toBeNull();
});
