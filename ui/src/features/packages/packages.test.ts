import { expect, it } from "vitest";
import { paymentsOf } from "../../backend/fake-payments";
import { discountShare } from "../../language/amount";
import { language } from "../../language/language.svelte";
import { changesOf } from "./changes";
import { configOf, draftOf, exampleOf, moved, newRule, problemsOf, ruleOf } from "./draft";

const saved = paymentsOf().packages;
const typed = () => draftOf(structuredClone(saved));
const changes = (draft: ReturnType<typeof typed>) => changesOf(saved, configOf(draft, 4));
const rule = () => ({ ...newRule("pkg_9", "CNY"), name: "Pack", currentPrice: "10" });

it("what was not touched is no change, and saving it would say the same", () => {
  const { savedAt: _, savedBy: __, openOrders: ___, ...rest } = saved;
  expect(configOf(typed(), saved.version)).toEqual(rest);
  expect(changes(typed())).toEqual([]);
});

it("a new price is told from and to", () => {
  const draft = typed();
  const [, pro] = draft.rules;
  if (pro) {
    pro.currentPrice = "8990";
  }
  expect(changes(draft)).toEqual([
    { about: "price", name: "Pro, year", before: "9990.00", after: "8990.00", currency: "CNY" },
  ]);
});

it("adding, removing, moving, editing and switching are each told", () => {
  const draft = typed();
  draft.open = false;
  draft.rules = moved(draft.rules, 0, 2).filter(({ id }) => id !== "pkg_5");
  draft.rules.push(rule());
  const [first] = draft.rules;
  if (first) {
    first.description = "Other";
  }
  draft.explanation = "";
  draft.agreement = "";
  expect(changes(draft).map(({ about }) => about)).toEqual([
    "open",
    "edited",
    "added",
    "removed",
    "order",
    "explanation",
    "agreement",
  ]);
});

it("removing one does not count as moving the others", () => {
  const draft = typed();
  draft.rules = draft.rules.filter(({ id }) => id !== "pkg_2");
  expect(changes(draft)).toEqual([{ about: "removed", name: "Pro, year" }]);
});

it("moving goes to every place and never beyond the ends", () => {
  const list = ["a", "b", "c", "d"];
  expect(moved(list, 0, 2)).toEqual(["b", "c", "a", "d"]);
  expect(moved(list, 3, 0)).toEqual(["d", "a", "b", "c"]);
  expect(moved(list, 1, 9)).toEqual(["a", "c", "d", "b"]);
  expect(moved(list, 0, -1)).toBe(list);
  expect(moved(list, 7, 1)).toBe(list);
});

it("what cannot be sold is named by its field", () => {
  expect(problemsOf(rule())).toEqual({});
  expect(problemsOf({ ...rule(), name: " " })).toEqual({ name: "required" });
  expect(problemsOf({ ...rule(), duration: "1.5" })).toEqual({ duration: "days" });
  expect(problemsOf({ ...rule(), duration: "0" })).toEqual({});
  for (const currentPrice of ["", "0", "-1", "1.005", "1,5", "x"]) {
    expect(problemsOf({ ...rule(), currentPrice }), currentPrice).toHaveProperty("currentPrice");
  }
  expect(problemsOf({ ...rule(), originalPrice: "9.99" })).toEqual({
    originalPrice: "below-current",
  });
  expect(problemsOf({ ...rule(), currency: "JPY", currentPrice: "10.5" })).toEqual({
    currentPrice: "amount",
  });
});

it("prices carry the currency's own decimals, and no price before means the same as now", () => {
  expect(ruleOf(rule())).toMatchObject({ currentPrice: "10.00", originalPrice: "10.00" });
  expect(ruleOf({ ...rule(), currency: "JPY" })).toMatchObject({ currentPrice: "10" });
  expect(ruleOf({ ...rule(), currency: "KWD", currentPrice: "0.5" })).toMatchObject({
    currentPrice: "0.500",
  });
});

it("what is no price yet is none, never a price of zero with everything off", () => {
  for (const currentPrice of ["", "abc", "0", "-1", "1.005"]) {
    const half = ruleOf({ ...rule(), originalPrice: "3588", currentPrice });
    expect(half, currentPrice).toMatchObject({ currentPrice: "", originalPrice: "3588.00" });
    expect(language.formats.money(half.currentPrice, half.currency)).toBe("–");
    expect(discountShare(half.originalPrice, half.currentPrice)).toBeNull();
  }
  expect(ruleOf({ ...rule(), originalPrice: "abc" }).originalPrice).toBe("");
});

it("what can be typed is shown with the currency's own decimals", () => {
  expect([exampleOf("CNY"), exampleOf("JPY")]).toEqual(["2990.00", "2990"]);
});
