import { expect, it } from "vitest";
import { decimalText, parseAmount, times } from "./amount";

it("every amount survives being read and written", () => {
  for (const text of ["0", "0.00", "999.00", "-0.05", "1935", "12.345", "92233720368547758.07"]) {
    const amount = parseAmount(text);
    expect(amount && decimalText(amount)).toBe(text);
  }
});

it("what is no amount is not read", () => {
  for (const text of ["", "-", ".5", "1.", "1,00", "1e2", "１", " 1"]) {
    expect(parseAmount(text), text).toBeNull();
  }
});

it("a multiple is exact", () => {
  const month = parseAmount("299.10");
  expect(month && decimalText(times(month, 12))).toBe("3589.20");
});
