import { SvelteMap } from "svelte/reactivity";
import type { CurrencySum, InvoiceId, InvoiceRow } from "../../backend/generated/commands";
import { type Amount, decimalText, parseAmount, plus } from "../../language/amount";

/** The invoices that are selected, with what they add up to. */
export class Selection {
  readonly #rows = new SvelteMap<InvoiceId, InvoiceRow>();
  readonly sums: CurrencySum[] = $derived.by(() => sumsOf([...this.#rows.values()]));

  get count(): number {
    return this.#rows.size;
  }

  get ids(): InvoiceId[] {
    return [...this.#rows.keys()];
  }

  has(id: InvoiceId): boolean {
    return this.#rows.has(id);
  }

  /** Selects it, or no longer. */
  toggle(row: InvoiceRow): void {
    if (!this.#rows.delete(row.invoice_id)) {
      this.#rows.set(row.invoice_id, row);
    }
  }

  /** Selects these as well. */
  add(rows: InvoiceRow[]): void {
    for (const row of rows) {
      this.#rows.set(row.invoice_id, row);
    }
  }

  clear(): void {
    this.#rows.clear();
  }
}

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
