import { expect, it } from "vitest";
import { worldOf } from "../../backend/fake-world";
import type { Subscription, SubscriptionType } from "../../backend/generated/commands";
import { cancelChoices, hindranceOf, takenBack, todayOf, trialDays } from "./standing";

function subscription(changes: Partial<Subscription> = {}): Subscription {
  const value = worldOf().subscription?.value;
  if (!value) {
    throw new Error("the world has a subscription");
  }
  return { ...value, ...changes };
}

const [starter, pro, business] = worldOf().plans?.value ?? [];
const change = {
  plan_id: "plan_starter",
  plan_name: "Starter",
  subscription_type: "monthly" as const,
  effective_date: "2027-01-15",
};

it.each<[string, Partial<Subscription>, SubscriptionType, (string | null)[]]>([
  ["runs", {}, "yearly", [null, null, null]],
  [
    "is paused",
    { status: "paused", available_actions: ["resume"] },
    "yearly",
    Array(3).fill("paused"),
  ],
  [
    "ends",
    { status: "cancel_scheduled", available_actions: ["upgrade", "cancel", "resume"] },
    "yearly",
    [null, "kept-first", null],
  ],
  [
    "is over",
    { status: "expired", available_actions: ["resubscribe"] },
    "yearly",
    [null, null, null],
  ],
  ["may only be looked at", { available_actions: [] }, "yearly", ["not-now", "held", "not-now"]],
  [
    "is for life",
    { subscription_type: "lifetime", available_actions: ["upgrade", "cancel"] },
    "lifetime",
    [null, "held", null],
  ],
  [
    "is for life and less is wanted",
    { subscription_type: "lifetime", available_actions: ["upgrade", "cancel"] },
    "yearly",
    Array(3).fill("lifetime"),
  ],
])(
  "of a subscription that %s only what is available can be had",
  (_, changes, period, expected) => {
    const found = [starter, pro, business].map(
      (plan) => plan && hindranceOf(plan, period, subscription(changes)),
    );
    expect(found).toEqual(expected);
  },
);

it("without a subscription everything can be had, and tried out if that is offered", () => {
  const plan = { ...starter, trial_days: 14 } as NonNullable<typeof starter>;
  expect(hindranceOf(plan, "yearly", null)).toBe(null);
  expect(trialDays(plan, "monthly", null)).toBe(14);
  expect(trialDays(plan, "lifetime", null)).toBe(null);
  expect(trialDays(plan, "monthly", subscription())).toBe(null);
});

it("taking back is offered for what there is, the pause before anything else", () => {
  const resume = ["resume" as const];
  const taken = (changes: Partial<Subscription>) => takenBack(subscription(changes))?.what ?? null;
  expect(taken({ scheduled_change: change })).toBe(null);
  expect(taken({ available_actions: resume })).toBe(null);
  expect(taken({ available_actions: resume, scheduled_change: change })).toBe("change");
  const paused = { status: "paused" as const, available_actions: resume };
  expect(taken({ ...paused, scheduled_change: change })).toBe("pause");
  expect(taken({ status: "cancel_scheduled", available_actions: resume })).toBe("cancellation");
});

it("what has no end, or has passed it, can only be ended now", () => {
  const { paid_until: _, ...endless } = subscription();
  expect(cancelChoices(endless)).toEqual(["now"]);
  expect(cancelChoices(subscription({ status: "grace" }))).toEqual(["now"]);
  expect(cancelChoices(subscription({ status: "cancel_scheduled" }))).toEqual(["now"]);
  expect(cancelChoices(subscription())).toEqual(["period_end", "now"]);
});

it("the service's day is told by what is left, whatever the window's clock says", () => {
  const clock = new Date("2026-06-18T12:00:00Z");
  const held = { end_date: "2026-12-31", remaining_days: 30 };
  expect(todayOf(subscription(held), clock)).toBe("2026-12-01");
  expect(todayOf(subscription({ ...held, remaining_days: 0 }), clock)).toBe("2026-06-18");
});
