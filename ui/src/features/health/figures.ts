import type { Monitoring, RevenueMonth } from "../../backend/generated/commands";
import { type Amount, decimalText, parseAmount, plus } from "../../language/amount";

/** How many days back a range reaches; a year is shown by the month. */
export const ranges = ["30", "90", "365"] as const;
export type Range = (typeof ranges)[number];

/** The days of a range that ends on a day. */
export function daysOf(range: Range, today: Date): { from: string; to: string } {
  const begin = new Date(today);
  begin.setUTCDate(begin.getUTCDate() - (Number(range) - 1));
  return { from: begin.toISOString().slice(0, 10), to: today.toISOString().slice(0, 10) };
}

/** Which share of the payments that were decided succeeded; none if none was decided. */
export function successRate(points: { paid: number; failed: number }[]): number | null {
  const paid = sum(points.map((point) => point.paid));
  const decided = paid + sum(points.map((point) => point.failed));
  return decided > 0 ? paid / decided : null;
}

/** From looking to paying: each step with its share of the one before. */
export function funnel({ conversion }: Pick<Monitoring, "conversion">) {
  const steps = (["viewers", "orders", "paid"] as const).map((step) => ({
    step,
    count: sum(conversion.map((point) => point[step])),
  }));
  return steps.map(({ step, count }, at) => {
    const before = steps[at - 1]?.count;
    // A person who looks once may order twice: more than all is no share.
    const share = before !== undefined && before >= count && before > 0 ? count / before : null;
    return { step, count, share };
  });
}

/** One currency's money of all months, exactly. */
export function totalsOf(revenue: RevenueMonth[]): { currency: string; orders: string }[] {
  const totals = new Map<string, Amount>();
  for (const { currency, orders } of revenue) {
    const amount = parseAmount(orders);
    if (amount) {
      const known = totals.get(currency);
      totals.set(currency, known ? plus(known, amount) : amount);
    }
  }
  return [...totals].map(([currency, amount]) => ({ currency, orders: decimalText(amount) }));
}

/** What stands as a bar for an amount: nothing for what is below zero. */
export function heightFor(amount: string): number {
  return Math.max(0, Number(amount));
}

export function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
