import { daysLater, monthStart, monthsLater } from "../calendar";
import type { InvoiceFilter, InvoiceRow, InvoiceStanding } from "./generated/commands";

/** The invoices of three years, the newest first: one a month, some with an overage. */
export function invoicesOf(): InvoiceRow[] {
  const today = new Date().toISOString().slice(0, 10);
  const month = monthStart(today);
  const rows: InvoiceRow[] = [];
  for (let ago = 35; ago >= 0; ago -= 1) {
    const issued = monthsLater(month, -ago);
    const year = issued.slice(0, 4);
    const inYear = rows.filter(({ number }) => number.startsWith(`INV-${year}`)).length;
    const add = (amount: string, day: string) =>
      rows.push({
        invoice_id: `inv_${rows.length + 1}`,
        number: `INV-${year}-${String(inYear + 1 + (day === "01" ? 0 : 1)).padStart(6, "0")}`,
        kind: "invoice",
        period: issued.slice(0, 7),
        amount,
        currency: "CNY",
        status: ago === 0 ? "open" : "paid",
        is_overdue: false,
        created_at: `${issued.slice(0, 8)}${day}T08:00:00Z`,
        // The open ones have a fortnight, whatever day it is.
        due_date: ago === 0 ? daysLater(today, 14) : `${monthsLater(issued, 1).slice(0, 8)}${day}`,
        is_kept: ago < 24,
        about: day === "01" ? "Agent seat, additional" : "Overage",
        is_credited: false,
      });
    add("398.00", "01");
    if (ago % 3 === 0) {
      add(`${86 + 37 * (ago % 5)}.50`, "12");
    }
  }
  return rows.reverse();
}

/** Where an invoice stands, as people sort them. */
export function standingOf({ kind, status, is_overdue }: InvoiceRow): InvoiceStanding {
  if (kind === "credit_note") {
    return "credit_note";
  }
  if (status === "void" || status === "uncollectible") {
    return "void";
  }
  return status === "paid" ? "paid" : is_overdue ? "overdue" : "open";
}

/** Whether an invoice is among those picked, whatever its standing. */
export function isPicked(row: InvoiceRow, filter: InvoiceFilter): boolean {
  const words = filter.query?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return (
    words.every((word) => `${row.number} ${row.amount}`.toLowerCase().includes(word)) &&
    row.period >= (filter.period_from ?? "") &&
    row.period <= (filter.period_to ?? "9999-99") &&
    (filter.year === undefined || row.created_at.startsWith(`${filter.year}-`))
  );
}
