import { expect, it } from "vitest";
import { initials } from "./initials";

it("initials are of the first and last word, and one character of a CJK name", () => {
  expect(initials("Elin Sørensen")).toBe("ES");
  expect(initials("Ana María de la Cruz")).toBe("AC");
  expect(initials("林雨晴")).toBe("林");
  expect(initials("ليلى حداد")).toBe("ل");
  expect(initials("northwind labs", 1)).toBe("N");
  expect(initials("  ")).toBe("");
  // A character outside the basic plane is not cut in half.
  expect(initials("𠮷野家")).toBe("𠮷");
});
