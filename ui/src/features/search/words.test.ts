import { expect, it } from "vitest";
import { beginsWith, holdsAll, piecesOf, wordsOf } from "./words";

const marked = (text: string, typed: string) =>
  piecesOf(text, wordsOf(typed))
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join("");

it("words are set off wherever they stand, whatever their case", () => {
  expect(marked("Overage for May 2026", "may")).toBe("Overage for [May] 2026");
  expect(marked("INV-2026-0598", "0598 inv")).toBe("[INV]-2026-[0598]");
  expect(marked("北京云帆科技有限公司", "云帆")).toBe("北京[云帆]科技有限公司");
  expect(marked("banana", "ana")).toBe("b[anana]");
  expect(marked("Pro", "enterprise")).toBe("Pro");
});

it("the pieces of a text make the text again", () => {
  for (const text of ["", "İstanbul A.Ş.", "a b a", "ＡＢＣ"]) {
    for (const typed of ["", "a", "b a", "stan i"]) {
      expect(
        piecesOf(text, wordsOf(typed))
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }
  }
});

it("all words must be found, in any order", () => {
  expect(holdsAll("Download all invoices of 2026", wordsOf("2026 down"))).toBe(true);
  expect(holdsAll("Download all invoices of 2026", wordsOf("2025"))).toBe(false);
  expect(beginsWith("Download all invoices", wordsOf("inv"))).toBe(true);
  expect(beginsWith("Download all invoices", wordsOf("load"))).toBe(false);
  expect(beginsWith("Usage", wordsOf(""))).toBe(false);
});
