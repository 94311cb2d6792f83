import { expect, it } from "vitest";
import { readable } from "./outcomes";

it("JSON is laid out, anything else stays as it came", () => {
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable("out_trade_no=1&sign=x")).toBe("out_trade_no=1&sign=x");
  expect(readable("")).toBe("");
});
