import { expect, it } from "vitest";
import { worldOf } from "../../backend/fake-world";
import type { Plan } from "../../backend/generated/commands";
import { periodsOf, priceFor, yearByMonths, yearlySaving } from "./prices";

const plans = worldOf().plans?.value ?? [];

function plan(price_monthly: string, price_yearly: string): Plan {
  const [first] = plans;
  if (!first) {
    throw new Error("the world has plans");
  }
  return { ...first, price_monthly, price_yearly };
}

it("the switch offers only what at least one plan has", () => {
  expect(periodsOf(plans)).toEqual(["monthly", "yearly", "lifetime"]);
  const yearlyOnly = plans.map(({ price_monthly: _, price_lifetime: __, ...rest }) => rest);
  expect(periodsOf(yearlyOnly)).toEqual(["yearly"]);
  expect(periodsOf([])).toEqual([]);
});

it("a plan without a price for the period has none", () => {
  expect(plans.map((each) => priceFor(each, "lifetime"))).toEqual(["8970.00", "29970.00", null]);
});

it("the price before is twelve months, exactly, and only where the year is cheaper", () => {
  expect(yearByMonths(plan("299.00", "2990.00"))).toBe("3588.00");
  expect(yearByMonths(plan("1935", "19350"))).toBe("23220");
  expect(yearByMonths(plan("100.00", "1200.00"))).toBeNull();
  expect(yearByMonths(plan("100.00", "1300.00"))).toBeNull();
});

it("the saving is told in months where it comes to whole months", () => {
  expect(yearlySaving(plans)).toEqual({ months: 2 });
  expect(yearlySaving([plan("10.00", "100.00"), plan("10.00", "110.00")])).toEqual({ months: 1 });
});

it("the saving is told as the smallest share otherwise, never rounded up", () => {
  expect(yearlySaving([plan("10.00", "101.00")])).toEqual({ share: 0.15 });
  expect(yearlySaving([plan("10.00", "100.00"), plan("9.99", "107.90")])).toEqual({ share: 0.09 });
});

it("no saving is claimed if any plan has none, or prices cannot be compared", () => {
  expect(yearlySaving([])).toBeNull();
  expect(yearlySaving([plan("10.00", "100.00"), plan("10.00", "120.00")])).toBeNull();
  expect(yearlySaving([plan("10.00", "119.99")])).toBeNull();
  expect(yearlySaving([plan("0.00", "0.00")])).toBeNull();
});
