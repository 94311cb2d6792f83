import type { CurrencySum, InvoiceRow } from "../../backend/generated/commands";
import { type Amount, decimalText, parseAmount, plus } from "../../language/amount";

/** What invoices add up to, exactly, for each currency in the order of its first invoice. */
export function sumsOf(rows: Pick<InvoiceRow, "amount" | "currency">[]): CurrencySum[] {
  const sums = new Map<string, Amount>();
  for (const { amount, currency } of rows) {
    const read = parseAmount(amount);
    if (read) {
      const before = sums.get(currency);
      sums.set(currency, before ? plus(before, read) : read);
    }
  }
  return [...sums].map(([currency, sum]) => ({ currency, amount: decimalText(sum) }));
}
