import { expect, it } from "vitest";
import type { Quote } from "../backend/generated/commands";
import { quoteLines } from "./quoteLines";

const quote: Quote = {
  product_name: "Pro, year",
  original_amount: "11988.00",
  discount_amount: "2997.00",
  final_amount: "8991.00",
  currency: "CNY",
  reductions: [
    { kind: "price", name: "Price now", amount: "1998.00" },
    { kind: "coupon", name: "Welcome", code: "WELCOME10", amount: "999.00" },
  ],
};

it("a reduced price is told with every reason, and the lines add up", () => {
  const lines = quoteLines(quote);
  expect(lines.map(({ kind }) => kind)).toEqual(["price", "reduction", "reduction"]);
  const sum = lines.reduce((before, { amount }) => before + Number(amount), 0);
  expect(sum).toBe(Number(quote.final_amount));
  expect(lines[2]).toMatchObject({ reason: "coupon", code: "WELCOME10", amount: "-999.00" });
});

it("a price that nothing comes off needs no lines but its total", () => {
  expect(quoteLines({ ...quote, reductions: [], discount_amount: "0.00" })).toEqual([]);
});
