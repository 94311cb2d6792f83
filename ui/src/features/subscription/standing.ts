import type {
  Plan,
  ScheduledChange,
  Subscription,
  SubscriptionAction,
  SubscriptionType,
} from "../../backend/generated/commands";
import { dayOf, daysLater } from "../../calendar";

/** The longest pause there is, in days. */
export const longestPause = 366;

/** Whether that can be done with it now. */
export function can(subscription: Subscription, action: SubscriptionAction): boolean {
  return subscription.available_actions.includes(action);
}

/** The day it is for the service, as far as the figure tells; else by the window's own clock. */
export function todayOf({ end_date, remaining_days }: Subscription, now: Date): string {
  return end_date !== undefined && remaining_days !== undefined && remaining_days > 0
    ? daysLater(end_date, -remaining_days)
    : dayOf(now);
}

/** What resuming would take back. */
export type TakenBack =
  | { what: "pause" }
  | { what: "cancellation" }
  | { what: "change"; change: ScheduledChange };

/** What resuming would take back; none if there is nothing, or it is not offered. */
export function takenBack(subscription: Subscription): TakenBack | null {
  if (!can(subscription, "resume")) {
    return null;
  }
  const { status, scheduled_change: change } = subscription;
  if (status === "paused") {
    return { what: "pause" };
  }
  if (status === "cancel_scheduled") {
    return { what: "cancellation" };
  }
  return change ? { what: "change", change } : null;
}

/** When a cancellation can take effect. */
export function cancelChoices({ status, paid_until }: Subscription): ("period_end" | "now")[] {
  const hasAnEnd = paid_until !== undefined && ["active", "trialing", "paused"].includes(status);
  return hasAnEnd ? ["period_end", "now"] : ["now"];
}

/** Why a plan cannot be had now, as the end of its sentence's name. */
export type Hindrance = "paused" | "kept-first" | "lifetime" | "held" | "not-now";

/** Why this plan cannot be had for this long as things stand; none if it can. */
export function hindranceOf(
  plan: Pick<Plan, "id">,
  period: SubscriptionType,
  subscription: Subscription | null,
): Hindrance | null {
  if (subscription === null || can(subscription, "resubscribe")) {
    return null;
  }
  const { status, subscription_type } = subscription;
  if (status === "paused") {
    return "paused";
  }
  const isHeld = plan.id === subscription.plan_id && period === subscription_type;
  if (isHeld) {
    if (can(subscription, "renew")) {
      return null;
    }
    return status === "cancel_scheduled" ? "kept-first" : "held";
  }
  if (!can(subscription, "upgrade")) {
    return "not-now";
  }
  const isForLife = subscription_type === "lifetime";
  return isForLife && (period !== "lifetime" || plan.id === subscription.plan_id)
    ? "lifetime"
    : null;
}

/** For how many days a plan can be tried out: by who has never had one. */
export function trialDays(
  plan: Plan,
  period: SubscriptionType,
  subscription: Subscription | null,
): number | null {
  return subscription === null && period !== "lifetime" ? (plan.trial_days ?? null) : null;
}
