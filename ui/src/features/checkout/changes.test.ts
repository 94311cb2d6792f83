import { expect, it } from "vitest";
import { checkoutOf } from "../../backend/fake-payments";
import { worldOf } from "../../backend/fake-world";
import { changesOf } from "./changes";

const subscription = worldOf().subscription?.value;
if (!subscription) {
  throw new Error("the world has a subscription");
}
const before = { ...subscription, end_date: "2026-08-12" };
const plan = checkoutOf({
  wish: { product_type: "plan", product_id: "plan_business", subscription_type: "yearly" },
  product_name: "Business",
  valid_until: "2027-06-18",
});

it("a new plan is told with what was before and what is now", () => {
  const after = {
    ...before,
    plan_name: "Business",
    credits: { ...before.credits, monthly_quota: 200_000 },
  };
  expect(changesOf(plan, before, after)).toEqual([
    { label: "Plan", before: "Pro", after: "Business" },
    { label: "Valid until", before: "Aug 12, 2026", after: "Jun 18, 2027" },
    { label: "Credits per month", before: "50,000", after: "200,000" },
  ]);
});

it("after a restart nothing is claimed of what was before", () => {
  expect(changesOf(plan, null, before)).toEqual([
    { label: "Plan", before: null, after: "Pro" },
    { label: "Valid until", before: null, after: "Jun 18, 2027" },
  ]);
});

it("what did not change is not told as a change", () => {
  const renewed = changesOf({ ...plan, valid_until: "2027-08-12" }, before, before);
  expect(renewed).toEqual([
    { label: "Plan", before: null, after: "Pro" },
    { label: "Valid until", before: "Aug 12, 2026", after: "Aug 12, 2027" },
  ]);
});

it("a package without an end has none to tell", () => {
  const { valid_until: _, ...pack } = checkoutOf({ product_name: "Credit pack" });
  expect(changesOf(pack, null, null)).toEqual([
    { label: "Bought", before: null, after: "Credit pack" },
  ]);
});

it("a package's end is not compared with the plan's", () => {
  const pack = checkoutOf({ product_name: "Pro, year", valid_until: "2027-06-18" });
  expect(changesOf(pack, before, before)).toEqual([
    { label: "Bought", before: null, after: "Pro, year" },
    { label: "Valid until", before: null, after: "Jun 18, 2027" },
  ]);
});
