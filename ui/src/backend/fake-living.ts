import { dayOf, daysIn, daysLater, monthsLater } from "../calendar";
import { commandError } from "./backend";
import { FakePaying } from "./fake-paying";
import type {
  ChangeBegun,
  ChangePreview,
  ChangeWish,
  ClockReading,
  Commands,
  ScheduledChange,
  StandingPreview,
  Subscription,
} from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

const months = { monthly: 1, yearly: 12, lifetime: null, package: null };
const order = ["plan_starter", "plan_pro", "plan_business"];

/** The commands about a subscription's life, over a world in memory. */
export abstract class FakeLiving extends FakePaying {
  #daysAhead = 0;

  do_preview_change(wish: Request<"preview_change">): ChangePreview {
    const { plan_id, subscription_type: type, coupon_code, trial = false } = wish;
    const plan = this.world.plans?.value.find(({ id }) => id === plan_id);
    if (!plan) {
      throw commandError("not_found");
    }
    const prices = {
      monthly: plan.price_monthly,
      yearly: plan.price_yearly,
      lifetime: plan.price_lifetime,
      package: undefined,
    };
    const price = Number(prices[type] ?? plan.price);
    const held = this.world.subscription?.value ?? null;
    const runs = held && !held.available_actions.includes("resubscribe") ? held : null;
    const isSame = runs?.plan_id === plan_id && runs.subscription_type === type;
    const isGreater = runs !== null && order.indexOf(plan_id) > order.indexOf(runs.plan_id);
    const waits = runs !== null && !isSame && !isGreater && runs.status === "active";
    const lines: ChangePreview["lines"] = [];
    let due = 0;
    if (!waits && !trial) {
      lines.push({ kind: "price", name: plan.name, amount: price.toFixed(2) });
      due = price;
      if (coupon_code === "WELCOME10") {
        lines.push({ kind: "reduction", name: "Welcome", amount: (-price / 10).toFixed(2) });
        due -= price / 10;
      }
      const days = runs?.remaining_days ?? 0;
      if (runs && isGreater && days > 0) {
        const left = Math.floor((9990 * 100 * days) / 365) / 100;
        lines.push({
          kind: "unused",
          name: runs.plan_name,
          days,
          of_days: 365,
          factor: (days / 365).toFixed(6),
          of_amount: "9990.00",
          amount: (-left).toFixed(2),
        });
        due -= left;
      }
    }
    const beyond = Math.max(0, -due);
    const today = dayOf(new Date());
    const begins = runs && (waits || isSame) ? (runs.paid_until ?? today) : today;
    const length = months[type];
    const end = trial
      ? daysLater(begins, plan.trial_days ?? 0)
      : length === null
        ? null
        : monthsLater(begins, length);
    const displayed = Math.max(0, due).toFixed(2);
    return {
      plan_name: plan.name,
      effective: begins > today ? "period_end" : "now",
      effective_date: begins,
      ...(end === null ? {} : { end_date: end }),
      lines,
      credit: "0.00",
      due_now: displayed,
      displayed_amount: displayed,
      to_credit_balance: beyond.toFixed(2),
      ...(waits || trial ? { due_at_period_end: price.toFixed(2) } : {}),
      currency: plan.currency,
      ...(coupon_code && coupon_code !== "WELCOME10" ? { coupon_problem: "unknown" as const } : {}),
    };
  }

  do_begin_change(request: Request<"begin_change">): ChangeBegun {
    const { id, change, preview, pay_type } = request;
    const now = this.do_preview_change(change);
    if (now.displayed_amount !== preview.displayed_amount) {
      throw commandError("amount_changed");
    }
    const { effective } = preview;
    if (pay_type !== undefined && Number(preview.displayed_amount) > 0) {
      const checkout = this.do_begin_checkout({
        id,
        wish: {
          product_type: "plan",
          product_id: change.plan_id,
          subscription_type: change.subscription_type,
        },
        pay_type,
        quote: quoteOf(preview),
      });
      return { effective, checkout };
    }
    const held = this.#held();
    if (held && effective === "period_end") {
      const scheduled_change = scheduled(change, preview);
      this.#stand({ scheduled_change, available_actions: [...held.available_actions, "resume"] });
      return { effective, scheduled_change };
    }
    return { effective };
  }

  do_preview_cancel({ when }: Request<"preview_cancel">): StandingPreview {
    const held = this.#require();
    const isNow = when === "now";
    const days = isNow ? (held.remaining_days ?? 0) : 0;
    const today = dayOf(new Date());
    const until = isNow ? today : held.end_date;
    return {
      status: isNow ? "cancelled" : "cancel_scheduled",
      ...(until === undefined ? {} : { usable_until: until, paid_until: until }),
      lost_days: days,
      to_credit_balance: (Math.floor((9990 * 100 * days) / 365) / 100).toFixed(2),
      currency: "CNY",
    };
  }

  do_cancel_subscription(request: Request<"cancel_subscription">): Subscription {
    const now = this.do_preview_cancel(request);
    if (now.to_credit_balance !== request.displayed_amount) {
      throw commandError("amount_changed");
    }
    return request.when === "now"
      ? this.#stand({
          status: "cancelled",
          auto_renew: false,
          remaining_days: 0,
          available_actions: ["resubscribe"],
        })
      : this.#stand({
          status: "cancel_scheduled",
          auto_renew: false,
          available_actions: ["upgrade", "cancel", "resume"],
        });
  }

  do_preview_pause({ until }: Request<"preview_pause">): StandingPreview {
    const held = this.#require();
    const today = dayOf(new Date());
    const later = daysLater(held.paid_until ?? today, daysIn(today, until) - 1);
    return {
      status: "paused",
      usable_until: today,
      paid_until: later,
      lost_days: 0,
      to_credit_balance: "0.00",
      currency: "CNY",
    };
  }

  do_pause_subscription({ until }: Request<"pause_subscription">): Subscription {
    const { paid_until } = this.do_preview_pause({ until });
    return this.#stand({
      status: "paused",
      paused_until: until,
      ...(paid_until === undefined ? {} : { paid_until, end_date: paid_until }),
      available_actions: ["resume", "cancel"],
    });
  }

  do_preview_resume(): StandingPreview {
    const { paid_until } = this.#require();
    return {
      status: "active",
      ...(paid_until === undefined ? {} : { paid_until }),
      lost_days: 0,
      to_credit_balance: "0.00",
      currency: "CNY",
    };
  }

  do_resume_subscription(): Subscription {
    const held = this.#require();
    delete held.paused_until;
    if (held.status === "active") {
      delete held.scheduled_change;
    }
    return this.#stand({
      status: "active",
      auto_renew: true,
      available_actions: ["upgrade", "renew", "cancel", "pause"],
    });
  }

  do_move_clock({ days }: Request<"move_clock">): ClockReading {
    this.#daysAhead += days;
    const ahead_seconds = this.#daysAhead * 86_400;
    return {
      server_now: new Date(Date.now() + ahead_seconds * 1000).toISOString(),
      ahead_seconds,
    };
  }

  #held(): Subscription | null {
    return this.world.subscription?.value ?? null;
  }

  #require(): Subscription {
    const held = this.#held();
    if (!held) {
      throw commandError("no_subscription");
    }
    return held;
  }

  #stand(changes: Partial<Subscription>): Subscription {
    const held = Object.assign(this.#require(), changes);
    this.announce("subscription_changed");
    return held;
  }
}

function scheduled(change: ChangeWish, preview: ChangePreview): ScheduledChange {
  return {
    plan_id: change.plan_id,
    plan_name: preview.plan_name,
    subscription_type: change.subscription_type,
    effective_date: preview.effective_date,
  };
}

function quoteOf(preview: ChangePreview): Request<"begin_checkout">["quote"] {
  const [price, ...less] = preview.lines;
  return {
    product_name: preview.plan_name,
    original_amount: price?.amount ?? preview.due_now,
    discount_amount: less.reduce((sum, { amount }) => sum - Number(amount), 0).toFixed(2),
    final_amount: preview.due_now,
    currency: preview.currency,
    reductions: less.map(({ kind, name, amount }) => ({
      kind: kind === "unused" ? "unused" : "promotion",
      name,
      amount: amount.replace("-", ""),
    })),
  };
}
