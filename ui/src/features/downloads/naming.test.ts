import { expect, it } from "vitest";
import { exampleName, unknownIn, usualTemplate, usualTemplateOfSeveral } from "./naming";

const example = {
  number: "INV-2026-000598",
  date: "2026-05-12",
  period: "2026-05",
  company: "Northwind Labs",
  amount: "398.00",
  currency: "CNY",
};

it("a template is shown as the name it makes", () => {
  expect(exampleName(usualTemplate, example)).toBe("2026-05-12_INV-2026-000598.pdf");
  expect(exampleName(usualTemplateOfSeveral, example)).toBe(
    "Northwind Labs_2026-05-12_INV-2026-000598.pdf",
  );
  expect(exampleName("{company} {amount} {currency}", example)).toBe(
    "Northwind Labs 398.00 CNY.pdf",
  );
  expect(exampleName("{nonsense}", example)).toBe("{nonsense}.pdf");
});

it("what a template names and nobody knows is told once", () => {
  expect(unknownIn(usualTemplate)).toEqual([]);
  expect(unknownIn("{numbr} {date} {numbr} {}")).toEqual(["numbr", ""]);
});
