import { expect, it } from "vitest";
import { invoicesOf } from "../../backend/fake-invoices";
import { Selection, sumsOf } from "./selection.svelte";

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

it("an invoice selected twice is not selected", () => {
  const [first, second] = invoicesOf();
  const selection = new Selection();
  if (first && second) {
    selection.toggle(first);
    selection.add([first, second]);
    expect(selection.count).toBe(2);
    selection.toggle(first);
    expect(selection.ids).toEqual([second.invoice_id]);
    selection.clear();
    expect(selection.count).toBe(0);
  }
  expect.assertions(3);
});
