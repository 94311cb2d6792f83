import { afterEach, expect, it } from "vitest";
import type { CreditTransaction } from "../../backend/generated/commands";
import { language } from "../../language/language.svelte";
import { wordsOf } from "./words";

const movement = (more: Partial<CreditTransaction>): CreditTransaction => ({
  id: "crt_1",
  number: 1,
  transaction_type: "spend",
  amount: -10,
  balance_after: 0,
  source: "usage",
  description: "Usage of 21 November 2026",
  created_at: "2026-11-21T23:55:00Z",
  hash: "",
  ...more,
});

afterEach(() => language.use("en"));

it("a movement is told in the person's language, not in the one it was sealed in", async () => {
  expect(wordsOf(movement({}))).toEqual({ title: "Usage of Nov 21, 2026" });
  await language.use("zh-CN");
  expect(wordsOf(movement({})).title).toBe("2026年11月21日用量");
  await language.use("ja");
  expect(wordsOf(movement({})).title).toBe("2026年11月21日の利用");
});

it("a grant has its month, and what expires that of the month before", async () => {
  await language.use("en");
  const at = { source: "plan", created_at: "2026-11-01T00:00:00Z" };
  expect(wordsOf(movement({ ...at, transaction_type: "earn" })).title).toContain("Nov 2026");
  expect(wordsOf(movement({ ...at, transaction_type: "expire" })).title).toContain("Oct 2026");
});

it("what a person wrote, or a source nobody knows yet, keeps its words", async () => {
  await language.use("en");
  const said = { description: "Counted twice, given back" };
  for (const source of ["operator", "lottery"]) {
    const told = wordsOf(movement({ ...said, source, transaction_type: "adjust" }));
    expect(told.title).toBe("Counted twice, given back");
  }
  expect(
    wordsOf(movement({ source: "order", transaction_type: "earn", description: "Pro" })),
  ).toEqual({ title: "Purchase", more: "Pro" });
  const silent = movement({ source: "operator", transaction_type: "adjust", description: "" });
  expect(wordsOf(silent).title).toBe("Correction");
});
