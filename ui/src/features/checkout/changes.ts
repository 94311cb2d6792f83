import type { Checkout, Subscription } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";

/** One thing that a purchase has changed. */
export interface Change {
  label: string;
  /** How it was; none where nothing is known of it or nothing was. */
  before: string | null;
  after: string;
}

/** What is different since the purchase, told from the subscription before it and the one by now. */
export function changesOf(
  checkout: Checkout,
  before: Subscription | null,
  after: Subscription | null,
): Change[] {
  const { formats } = language;
  // A package runs beside the plan: the plan's end was never the package's.
  const isPlan = checkout.wish.product_type === "plan";
  const end = checkout.valid_until ?? (isPlan ? after?.end_date : undefined);
  const endBefore = isPlan ? before?.end_date : undefined;
  const rows: (Change | null)[] = [
    isPlan
      ? row(t("plan"), before?.plan_name, after?.plan_name ?? checkout.product_name)
      : { label: t("changed-product"), before: null, after: checkout.product_name },
    end === undefined
      ? null
      : row(t("valid-until"), endBefore && formats.day(endBefore), formats.day(end)),
    // What is not changed need not be told; an end is, because it is what was paid for.
    changed(
      t("credits-monthly"),
      before && formats.number(before.credits.monthly_quota),
      after && formats.number(after.credits.monthly_quota),
    ),
  ];
  return rows.filter((change) => change !== null);
}

function row(label: string, before: string | undefined, after: string): Change {
  return { label, before: before === after ? null : (before ?? null), after };
}

function changed(label: string, before: string | null, after: string | null): Change | null {
  return before !== null && after !== null && before !== after ? { label, before, after } : null;
}
