import type { Plan, Subscription, SubscriptionType } from "../../backend/generated/commands";

const dayMs = 86_400_000;

/** Which part of its term a subscription still has; none where it has no end. */
export function shareLeft(subscription: Subscription): number | null {
  const { start_date, end_date, remaining_days } = subscription;
  if (end_date === undefined || remaining_days === undefined) {
    return null;
  }
  const days = (Date.parse(end_date) - Date.parse(start_date)) / dayMs;
  return days > 0 ? Math.min(1, remaining_days / days) : 0;
}

/** What the plan costs in the way it is paid for; none where that is not on offer. */
export function priceOf(plan: Plan, type: SubscriptionType): string | null {
  switch (type) {
    case "monthly":
      return plan.price_monthly ?? null;
    case "yearly":
      return plan.price_yearly ?? null;
    case "lifetime":
      return plan.price_lifetime ?? null;
    case "package":
      return plan.period === "package" ? plan.price : null;
  }
}

/** Which part of the month's credits is used, from 0 on; none where the plan grants none. */
export function shareUsed({ credits }: Subscription): number | null {
  return credits.total_credits > 0 ? credits.used_credits / credits.total_credits : null;
}
