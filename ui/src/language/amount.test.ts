import { expect, it } from "vitest";
import { decimalText, discountShare, minus, parseAmount, plus, times } from "./amount";

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

it("sums and differences are exact, whatever the decimals", () => {
  const [one, other] = [parseAmount("9990.00"), parseAmount("0.005")];
  if (!one || !other) {
    throw new Error("both are amounts");
  }
  expect(decimalText(plus(one, other))).toBe("9990.005");
  expect(decimalText(minus(other, one))).toBe("-9989.995");
  expect(decimalText(minus(one, one))).toBe("0.00");
});

it("a reduction is told in whole percent, never more than it is", () => {
  expect(discountShare("11988.00", "8990.00")).toBe(0.25);
  expect(discountShare("100.00", "0.01")).toBe(0.99);
  expect(discountShare("100.00", "99.01")).toBeNull();
  expect(discountShare("100.00", "100.00")).toBeNull();
  expect(discountShare("100.00", "120.00")).toBeNull();
  expect(discountShare("0.00", "0.00")).toBeNull();
});
