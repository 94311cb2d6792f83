import type { Plan } from "../../backend/generated/commands";
import { type Amount, decimalText, parseAmount, times } from "../../language/amount";

/** The ways to pay among which the screen switches. */
export const periods = ["monthly", "yearly", "lifetime"] as const;
export type Period = (typeof periods)[number];

/** What the plan costs in that way; none if it is not to be had so. */
export function priceFor(plan: Plan, period: Period): string | null {
  const price = {
    monthly: plan.price_monthly,
    yearly: plan.price_yearly,
    lifetime: plan.price_lifetime,
  }[period];
  return price ?? null;
}

/** The ways in which at least one plan is to be had. */
export function periodsOf(plans: Plan[]): Period[] {
  return periods.filter((period) => plans.some((plan) => priceFor(plan, period) !== null));
}

/** What twelve single months would cost, if that is more than the year does. */
export function yearByMonths(plan: Plan): string | null {
  const both = monthAndYear(plan);
  if (!both) {
    return null;
  }
  const sum = times(both.month, 12);
  return sum.minor > both.year.minor ? decimalText(sum) : null;
}

/** What paying by the year saves at least, for every plan that can be had both ways. */
export type Saving = { months: number } | { share: number };

/** The smallest saving among the plans, in whole months where it comes to that. */
export function yearlySaving(plans: Plan[]): Saving | null {
  const savings = plans.flatMap((plan) => {
    const both = monthAndYear(plan);
    return both ? [{ saved: times(both.month, 12).minor - both.year.minor, ...both }] : [];
  });
  if (savings.length === 0 || savings.some(({ saved }) => saved <= 0n)) {
    return null;
  }
  const wholeMonths = savings.every(({ saved, month }) => saved % month.minor === 0n);
  if (wholeMonths) {
    return { months: Math.min(...savings.map(({ saved, month }) => Number(saved / month.minor))) };
  }
  // Rounded down: a price must not keep less than it says.
  const shares = savings.map(({ saved, month }) => Number((saved * 100n) / times(month, 12).minor));
  const least = Math.min(...shares) / 100;
  return least > 0 ? { share: least } : null;
}

function monthAndYear(plan: Plan): { month: Amount; year: Amount } | null {
  const month = plan.price_monthly === undefined ? null : parseAmount(plan.price_monthly);
  const year = plan.price_yearly === undefined ? null : parseAmount(plan.price_yearly);
  const comparable = month && year && month.minor > 0n && month.decimals === year.decimals;
  return comparable ? { month, year } : null;
}
