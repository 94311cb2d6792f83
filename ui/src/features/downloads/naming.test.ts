import { expect, it } from "vitest";
import { exampleName, safeStem, unknownIn, usualTemplate, usualTemplateOfSeveral } from "./naming";

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
  expect(unknownIn("{a{number}")).toEqual(["a{number"]);
});

it("the example has the safe name that the core makes of it", () => {
  expect(exampleName("../../etc/{number}", example)).toBe("-..-etc-INV-2026-000598.pdf");
  expect(exampleName("CON", example)).toBe("_CON.pdf");
  expect(exampleName('a:b*?"', example)).toBe("a-b---.pdf");
});

// The core's own examples, from documents/naming.rs.
it.each([
  ["INV-2026-000001", "INV-2026-000001"],
  ["../../etc/passwd", "-..-etc-passwd"],
  ["..\\..\\autorun.inf", "-..-autorun.inf"],
  ["C:\\Windows", "C--Windows"],
  ["/absolute", "-absolute"],
  ["..", "document"],
  ["", "document"],
  [".hidden", "hidden"],
  ["con", "_con"],
  ["NUL.tar", "_NUL.tar"],
  ["COM1 .x", "_COM1 .x"],
  ["lpt\u{b2}", "_lpt\u{b2}"],
  ["COM10", "COM10"],
  ["console", "console"],
  ["a\u{202e}fdp.exe", "afdp.exe"],
  ["a\u{200b}b\u{feff}c\u{7}d\0e", "abcde"],
  ["line\nbreak\t tab", "line break tab"],
  ["ends with dots...", "ends with dots"],
  ["ends with space . ", "ends with space"],
  ["北京示例科技有限公司", "北京示例科技有限公司"],
  ["Cafe\u{301}", "Caf\u{e9}"],
  ["長".repeat(300), "長".repeat(40)],
])("%j becomes %j", (text, name) => {
  expect(safeStem(text)).toBe(name);
});
