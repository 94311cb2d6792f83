import { expect, it } from "vitest";
import { worldOf } from "../../backend/fake-world";
import { priceOf, shareLeft } from "./term";

const world = worldOf();
const plan = world.plans?.value[0];
const subscription = world.subscription?.value;
if (!plan || !subscription) {
  throw new Error("the world has a plan and a subscription");
}

it("the ring shows the days left as a part of the whole term", () => {
  const year = { ...subscription, start_date: "2026-01-01", end_date: "2027-01-01" };
  expect(shareLeft({ ...year, remaining_days: 73 })).toBeCloseTo(0.2);
  expect(shareLeft({ ...year, remaining_days: 0 })).toBe(0);
  // A term made longer than its dates say must not run over the circle.
  expect(shareLeft({ ...year, remaining_days: 500 })).toBe(1);
  expect(shareLeft({ ...year, end_date: "2026-01-01", remaining_days: 0 })).toBe(0);
});

it("what has no end has no ring", () => {
  const { end_date: _, ...endless } = subscription;
  expect(shareLeft(endless)).toBeNull();
});

it("the price is the one for the way of paying, and none if it is not on offer", () => {
  expect(priceOf(plan, "monthly")).toBe("299.00");
  expect(priceOf(plan, "yearly")).toBe("2990.00");
  expect(priceOf(plan, "package")).toBeNull();
  const { price_lifetime: _, ...others } = plan;
  expect(priceOf(others, "lifetime")).toBeNull();
});
