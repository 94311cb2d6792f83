import { dayOf, daysLater } from "../calendar";
import { commandError } from "./backend";
import { FakeArchive } from "./fake-archive";
import type {
  AutoTopUp,
  Commands,
  CreditGrant,
  CreditOutlook,
  CreditPack,
  CreditStanding,
  CreditTransaction,
  Figure,
  GiftCode,
  GiftCodeList,
  GiftCodes,
  PlanFit,
  Redeemed,
  SpendReceipt,
} from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

/** What a customer holds and can have of credits, beside their movements. */
export interface Crediting {
  as_of: string;
  grants: CreditGrant[];
  debt: number;
  packs: CreditPack[];
  rule: AutoTopUp;
  /** What is spent a day; nothing was ever spent if it is zero. */
  daily: number;
  /** The codes that were made, newest first. */
  codes: GiftCode[];
}

const dayMs = 86_400_000;
const later = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

/** A month of a plan, a pack and a gift. */
export function creditingOf(): Crediting {
  return {
    as_of: later(-0.0014),
    grants: [
      grant("g1", "plan", 50_000, 9_240, -21, 9),
      grant("g2", "gift", 500, 500, -3, 27),
      grant("g3", "top_up", 10_000, 8_000, -40, 325),
    ],
    debt: 0,
    packs: [
      pack("credits-10k", "10,000 credits", 10_000, "249.00"),
      pack("credits-50k", "50,000 credits", 50_000, "1099.00"),
    ],
    rule: { orders_this_month: 0 },
    daily: 1_450,
    codes: [
      code("k3", "XK4P", 500, { note: "Spring fair" }),
      code("k2", "77QM", 500, {
        note: "Spring fair",
        redeemed_at: later(-2),
        redeemed_by: "cus_1",
      }),
      code("k1", "0ZR9", 2_000, { redeem_before: later(-5) }),
    ],
  };
}

function grant(
  id: string,
  source: CreditGrant["source"],
  amount: number,
  left: number,
  came: number,
  ends: number,
): CreditGrant {
  return { id, source, amount, left, granted_at: later(came), expires_at: later(ends) };
}

function pack(id: string, name: string, credits: number, price: string): CreditPack {
  return { id, name, credits, valid_days: 365, price, currency: "CNY" };
}

function code(id: string, ending: string, amount: number, more: Partial<GiftCode>): GiftCode {
  return { id, batch: "b1", ending, amount, valid_days: 30, created_at: later(-6), ...more };
}

/** The commands about credits beside their movements, over a world in memory. */
export abstract class FakeCredits extends FakeArchive {
  do_credit_standing(): Figure<CreditStanding> | null {
    const { crediting } = this.world;
    if (!crediting) {
      return null;
    }
    const available = crediting.grants.reduce((sum, { left }) => sum + left, 0);
    const { grants, debt, as_of } = crediting;
    const balance = available - debt;
    return { value: { available, debt, balance, grants, server_now: as_of }, as_of };
  }

  do_credit_packs(): Figure<CreditPack[]> | null {
    const { crediting } = this.world;
    return crediting && { value: crediting.packs, as_of: crediting.as_of };
  }

  do_auto_top_up(): Figure<AutoTopUp> | null {
    const { crediting } = this.world;
    return crediting && { value: crediting.rule, as_of: crediting.as_of };
  }

  do_set_auto_top_up(rule: Request<"set_auto_top_up">): AutoTopUp {
    const { crediting } = this.world;
    if (!crediting) {
      throw commandError("not_found");
    }
    if (rule.most_a_month > 31) {
      throw commandError("invalid_fields", {
        fields: [{ field: "most_a_month", code: "out_of_range" }],
      });
    }
    crediting.rule = { ...crediting.rule, rule };
    return crediting.rule;
  }

  do_credit_outlook(): Figure<CreditOutlook> | null {
    const { crediting, consumption, plans } = this.world;
    if (!crediting || !consumption || consumption.is_filling) {
      return null;
    }
    const to = dayOf(new Date(crediting.as_of));
    const { daily } = crediting;
    const available = crediting.grants.reduce((sum, { left }) => sum + left, 0);
    const ahead: number[] = [];
    for (let left = available; daily > 0 && ahead.length < 90; ) {
      const isShort = left < daily;
      left = Math.max(0, left - daily);
      ahead.push(left);
      if (isShort) {
        break;
      }
    }
    const past = Array.from({ length: 90 }, (_, at) => {
      const ago = 89 - at;
      return ago < 21 ? available + ago * daily : ((ago - 21) % 30) * daily + 6_000;
    });
    const spent = daily * 90;
    const fits = (plans?.value ?? []).flatMap((plan): PlanFit[] => {
      const missing = Math.max(0, Math.round(spent / 3) - plan.credits_monthly) * 3;
      const packs = Math.ceil(missing / 10_000) * 249;
      const of = (subscription_type: "monthly" | "yearly", cost: number): PlanFit => ({
        plan_id: plan.id,
        plan_name: plan.name,
        subscription_type,
        cost: cost.toFixed(2),
        currency: plan.currency,
        missing,
        is_current: plan.id === "plan_pro" && subscription_type === "yearly",
      });
      return [
        ...(plan.price_monthly ? [of("monthly", 3 * Number(plan.price_monthly) + packs)] : []),
        ...(plan.price_yearly
          ? [of("yearly", (Number(plan.price_yearly) * 90) / 365 + packs)]
          : []),
      ];
    });
    const forecast: CreditOutlook["forecast"] = {
      from: daysLater(to, -89),
      to,
      spent,
      days: 90,
      ...(ahead.length > 0 && ahead.length < 90 ? { run_out_on: daysLater(to, ahead.length) } : {}),
      plan_fits: fits.sort((one, other) => Number(one.cost) - Number(other.cost)),
      server_now: crediting.as_of,
    };
    return { value: { forecast, past, ahead }, as_of: crediting.as_of };
  }

  do_redeem_gift_code({ code: typed }: Request<"redeem_gift_code">): Redeemed {
    const { crediting } = this.world;
    if (!crediting || !typed.toUpperCase().replaceAll(/[\s-]/g, "").startsWith("GIFT")) {
      throw commandError("gift_code_refused");
    }
    const known = crediting.grants.find(({ id }) => id === typed);
    if (!known) {
      crediting.grants = [...crediting.grants, grant(typed, "gift", 500, 500, 0, 30)];
      this.announce("credits_changed");
    }
    return { transaction: this.#moved(500, "gift", `Gift code …${typed.slice(-4)}`) };
  }

  do_adjust_credits({ adjustment }: Request<"adjust_credits">): SpendReceipt {
    const available = this.do_credit_standing()?.value.available ?? 0;
    if (adjustment.amount < -available) {
      throw commandError("insufficient_credits", { args: { available: String(available) } });
    }
    const transaction = this.#moved(adjustment.amount, "operator", adjustment.reason);
    return { balance: available + adjustment.amount, transaction };
  }

  do_make_gift_codes({ wanted }: Request<"make_gift_codes">): GiftCodes {
    const { crediting } = this.world;
    const codes = Array.from(
      { length: wanted.count },
      (_, at) => `GIFT-7Q2M-${String(4096 + at)}-9ZXK`,
    );
    if (crediting) {
      const { amount, count: _, ...more } = wanted;
      crediting.codes = [
        ...codes.map((one, at) => code(`new-${at}-${Date.now()}`, one.slice(-4), amount, more)),
        ...crediting.codes,
      ];
    }
    return { batch: "b2", codes };
  }

  do_gift_codes(): GiftCodeList {
    return { items: this.world.crediting?.codes ?? [] };
  }

  #moved(amount: number, source: string, description: string): CreditTransaction {
    const balance_after = (this.do_credit_standing()?.value.balance ?? 0) + amount;
    return {
      id: "crt_new",
      number: 999,
      transaction_type: source === "operator" ? "adjust" : "earn",
      amount,
      balance_after,
      source,
      description,
      created_at: new Date().toISOString(),
      hash: "",
    };
  }
}
