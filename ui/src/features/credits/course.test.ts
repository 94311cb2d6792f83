import { expect, it } from "vitest";
import { courseOf } from "./course";

it("the past is a line over its ground and what is to come goes on from its end", () => {
  expect(courseOf([100, 50], [25, 0], 300, 100)).toEqual({
    past: "0.0,0.0 100.0,50.0",
    area: "0,100 0.0,0.0 100.0,50.0 100.0,100",
    ahead: "100.0,50.0 200.0,75.0 300.0,100.0",
    today: 1 / 3,
  });
});

it("what is owed lies on the ground, and a single day is no course", () => {
  expect(courseOf([10, -5], [], 100, 10)?.past).toBe("0.0,0.0 100.0,10.0");
  expect(courseOf([10], [], 100, 10)).toBeNull();
  expect(courseOf([], [], 100, 10)).toBeNull();
  expect(courseOf([0, 0], [], 100, 10)?.past).toBe("0.0,10.0 100.0,10.0");
});
