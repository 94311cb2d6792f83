import { expect, it } from "vitest";
import { sumsOf } from "./sums";

it("what is selected adds up exactly, each currency by itself", () => {
  expect(
    sumsOf([
      { amount: "0.10", currency: "CNY" },
      { amount: "0.20", currency: "CNY" },
      { amount: "-9007199254740993.01", currency: "CNY" },
      { amount: "1935", currency: "JPY" },
    ]),
  ).toEqual([
    { currency: "CNY", amount: "-9007199254740992.71" },
    { currency: "JPY", amount: "1935" },
  ]);
});
