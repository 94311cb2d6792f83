import { expect, it } from "vitest";
import { type Chosen, type Mark, mark } from "./markup";

const chosen = (marked: string): Chosen => {
  const start = marked.indexOf("[");
  const end = marked.indexOf("]") - 1;
  return { text: marked.replace(/[[\]]/g, ""), start, end };
};
const shown = ({ text, start, end }: Chosen) =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
const marked = (text: string, how: Mark) => shown(mark(chosen(text), how));

it("the chosen part is marked and stays chosen", () => {
  expect(marked("It [is] so", "bold")).toBe("It <b>[is]</b> so");
  expect(marked("[]", "heading")).toBe("<h3>[]</h3>");
});

it("marking it again frees it", () => {
  expect(marked("It <b>[is]</b> so", "bold")).toBe("It [is] so");
  expect(marked("It <b>[is]</b> so", "italic")).toBe("It <b><i>[is]</i></b> so");
});

it("lines become a list", () => {
  expect(marked("[one\n two\n]", "list")).toBe("[<ul>\n<li>one</li>\n<li>two</li>\n</ul>]");
});
