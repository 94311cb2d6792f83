import type { Backend } from "../../backend/backend";
import type { Invoice } from "../../backend/generated/commands";
import type { OfWhom } from "../../whose.svelte";

/** How many credit notes are looked through for those of one invoice, the newest first. */
const most = 200;

/** The invoice that a credit note takes back, or the credit notes that take back an invoice. */
export async function relatedTo(
  backend: Pick<Backend, "call">,
  wish: OfWhom,
  invoice: Invoice,
): Promise<Invoice[]> {
  const read = async (invoice_id: string) =>
    (await backend.call("invoice", { ...wish, invoice_id }))?.value.invoice;
  if (invoice.kind === "credit_note") {
    const corrected = invoice.corrects === undefined ? undefined : await read(invoice.corrects);
    return corrected ? [corrected] : [];
  }
  const notes = await backend.call("invoices", {
    ...wish,
    standing: "credit_note",
    offset: 0,
    limit: most,
  });
  const later = (notes?.value.rows ?? []).filter(
    ({ created_at, currency }) => created_at >= invoice.created_at && currency === invoice.currency,
  );
  const whole = await Promise.all(later.map(({ invoice_id }) => read(invoice_id)));
  return whole
    .filter((note) => note !== undefined)
    .filter((note) => note.corrects === invoice.invoice_id);
}
