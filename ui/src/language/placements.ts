import type { Currency, MoneyPlace, Placement } from "../backend/generated/commands";
import { type Amount, decimalText, minus, parseAmount, plus } from "./amount";

/** What ended in one place, summed up. */
export interface PlaceSum {
  place: MoneyPlace;
  amount: string;
  currency: Currency;
}

const order: MoneyPlace[] = ["order", "credit_balance", "refund", "held_for_support"];

/** How much ended where, in the order in which a person asks. */
export function placeSums(placements: Placement[]): PlaceSum[] {
  const sums = new Map<string, { place: MoneyPlace; currency: Currency; sum: Amount }>();
  for (const { place, currency, amount } of placements) {
    const read = parseAmount(amount);
    if (read) {
      const key = `${place} ${currency}`;
      const before = sums.get(key);
      sums.set(key, { place, currency, sum: before ? plus(before.sum, read) : read });
    }
  }
  return [...sums.values()]
    .sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place))
    .map(({ place, currency, sum }) => ({ place, currency, amount: decimalText(sum) }));
}

/** What is still to be paid of a price, after what already counts for the order. */
export function missingAmount(due: string, currency: Currency, placements: Placement[]): string {
  const counted = placeSums(placements).find(
    (sum) => sum.place === "order" && sum.currency === currency,
  );
  const [price, paid] = [parseAmount(due), parseAmount(counted?.amount ?? "0")];
  if (!price || !paid) {
    return due;
  }
  const rest = minus(price, paid);
  return decimalText(rest.minor < 0n ? { ...rest, minor: 0n } : rest);
}
