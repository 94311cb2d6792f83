import { commandError } from "./backend";
import { FakeConsuming } from "./fake-consuming";
import { documentOf } from "./fake-document";
import type {
  Commands,
  CustomerSummary,
  CustomerView,
  Document,
  Download,
  Figure,
  Invoice,
  InvoiceDetail,
  InvoiceRow,
  SavedFile,
  SearchHit,
  SearchKind,
  SearchResults,
  Settings,
} from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

const products: [code: string, name: string][] = [
  ["ai_chat", "AI chat"],
  ["email", "E-mail"],
  ["agent_seats", "Agent seats"],
  ["voice", "Voice"],
];

/** The commands about single invoices, downloads, search and customers, over a world in memory. */
export abstract class FakeArchive extends FakeConsuming {
  do_invoice({ invoice_id }: Request<"invoice">): Figure<InvoiceDetail> | null {
    const { invoices } = this.world;
    const row = invoices?.rows.find((one) => one.invoice_id === invoice_id);
    if (!invoices || !row) {
      return null;
    }
    const { is_overdue, is_kept } = row;
    const value = { invoice: invoiceOf(row), is_overdue, is_kept };
    return { value, as_of: invoices.as_of };
  }

  do_invoice_document({ invoice_id, document }: Request<"invoice_document">): Document {
    const row = this.#row(invoice_id);
    if (!row.is_kept && this.world.sync.state === "offline") {
      throw commandError("no_connection", {
        args: { server: this.world.settings.server },
        retry: { when: "now" },
      });
    }
    const title =
      document === "receipt" ? "Receipt" : row.kind === "invoice" ? "Invoice" : "Credit note";
    const file = documentOf(invoiceOf(row), title);
    row.is_kept = true;
    return {
      file_name: `${row.number}.pdf`,
      sha256: row.invoice_id.padEnd(64, "4f1c9a02"),
      bytes: file.length,
      base64: btoa(file),
    };
  }

  do_save_document({ invoice_id }: Request<"save_document">): SavedFile {
    return { path: `${this.world.settings.download_folder}/${this.#row(invoice_id).number}.pdf` };
  }

  do_show_saved = () => null;

  do_choose_download_folder(): Settings {
    this.world.settings = { ...this.world.settings, download_folder: "/home/elin/Invoices" };
    return this.world.settings;
  }

  do_begin_download({ id, choice, form }: Request<"begin_download">): Download {
    const known = this.world.downloads.find((one) => one.id === id);
    if (known) {
      return known;
    }
    const total = this.#chosen(choice);
    if (total === 0) {
      throw commandError("not_found");
    }
    const folder = this.world.settings.download_folder;
    const name = choice.choose === "year" ? `Invoices ${choice.year}` : "Invoices";
    const download: Download = {
      id,
      state: "running",
      form,
      done: 0,
      total,
      path: `${folder}/${name}${form === "zip" ? ".zip" : ""}`,
      began_at: new Date().toISOString(),
      refused: [],
    };
    this.world.downloads = [download, ...this.world.downloads];
    return download;
  }

  do_downloads = () => this.world.downloads;

  do_resume_download({ id }: Request<"resume_download">): Download[] {
    return this.#set(id, ({ problem: _, ...download }) => ({ ...download, state: "running" }));
  }

  do_cancel_download({ id }: Request<"cancel_download">): Download[] {
    return this.#set(id, (download) => ({ ...download, state: "cancelled" }));
  }

  do_dismiss_download({ id }: Request<"dismiss_download">): Download[] {
    this.world.downloads = this.world.downloads.filter((one) => one.id !== id);
    return this.world.downloads;
  }

  do_show_download = () => null;

  do_search({ text, limit }: Request<"search">): SearchResults {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : this.#everything().filter((hit) => holds(hit, words));
    const kinds: SearchKind[] = ["invoice", "order", "customer", "product"];
    return {
      hits: kinds.flatMap((kind) => found.filter((hit) => hit.kind === kind).slice(0, limit)),
      totals: kinds
        .map((kind): [SearchKind, number] => [
          kind,
          found.filter((hit) => hit.kind === kind).length,
        ])
        .filter(([, count]) => count > 0),
    };
  }

  do_customers({ query }: Request<"customers">): Figure<CustomerSummary[]> | null {
    const { customers } = this.world;
    const words = query?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    return (
      customers && {
        as_of: customers.as_of,
        value: customers.value.filter(({ company_name, contact_name }) =>
          words.every((word) => `${company_name} ${contact_name}`.toLowerCase().includes(word)),
        ),
      }
    );
  }

  do_customer({ customer }: Request<"customer">): CustomerView {
    const { customers, account, subscription } = this.world;
    const summary = customers?.value.find(({ customer_id }) => customer_id === customer);
    if (!summary) {
      throw commandError("not_found");
    }
    const { company_name, contact_name, contact_email, locale, created_at } = summary;
    const known = account && {
      as_of: account.as_of,
      value: {
        id: customer,
        company_name,
        contact_name,
        contact_email,
        locale,
        created_at,
        version: 1,
      },
    };
    return { ...(known && { account: known }), ...(subscription && { subscription }) };
  }

  #row(invoice_id: string): InvoiceRow {
    const row = this.world.invoices?.rows.find((one) => one.invoice_id === invoice_id);
    if (!row) {
      throw commandError("not_found");
    }
    return row;
  }

  #chosen(choice: Request<"begin_download">["choice"]): number {
    switch (choice.choose) {
      case "these":
        return choice.invoice_ids.length;
      case "filtered":
        return this.do_invoices({ ...choice.filter, offset: 0, limit: 1 })?.value.total ?? 0;
      case "year":
        // Every customer of this world has the same invoices.
        return (
          (choice.customers.length || 1) *
          (this.world.invoices?.rows ?? []).filter(({ period }) =>
            period.startsWith(`${choice.year}`),
          ).length
        );
    }
  }

  #set(id: string, change: (download: Download) => Download): Download[] {
    this.world.downloads = this.world.downloads.map((one) => (one.id === id ? change(one) : one));
    return this.world.downloads;
  }

  #everything(): SearchHit[] {
    const { invoices, payments, customers, session } = this.world;
    const isStaff = session.state === "signed_in" && session.me.customer_id === undefined;
    return [
      ...(invoices?.rows ?? []).map(
        (row): SearchHit => ({
          kind: "invoice",
          id: row.invoice_id,
          ...(isStaff ? { customer: "cus_1" } : {}),
          title: row.number,
          detail: invoiceOf(row).lines[0]?.description ?? "",
          amount: row.amount,
          currency: row.currency,
          date: row.created_at.slice(0, 10),
        }),
      ),
      ...payments.orders.map(
        ({ order }): SearchHit => ({
          kind: "order",
          id: order.orderId,
          title: order.productName,
          detail: order.orderNo,
          amount: order.finalAmount,
          currency: order.currency,
          date: order.createdAt.slice(0, 10),
        }),
      ),
      ...(isStaff ? (customers?.value ?? []) : []).map(
        (one): SearchHit => ({
          kind: "customer",
          id: one.customer_id,
          customer: one.customer_id,
          title: one.company_name,
          detail: one.contact_name,
        }),
      ),
      ...products.map(([id, title]): SearchHit => ({ kind: "product", id, title })),
    ];
  }
}

function holds({ title, detail, amount, date }: SearchHit, words: string[]): boolean {
  const text = [title, detail, amount, date].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The whole invoice that a row of the list stands for. */
function invoiceOf(of: InvoiceRow): Invoice {
  const { is_overdue: _, is_kept: __, is_credited: ___, about, ...row } = of;
  const tax_amount = ((Number(row.amount) * 6) / 106).toFixed(2);
  const isPaid = row.status === "paid";
  return {
    ...row,
    tax_amount,
    billed_to: "Northwind Labs",
    ...(isPaid ? { paid_at: row.created_at, receipt_sha256: "7e".repeat(32) } : {}),
    order_id: "ord_late",
    // A credit note is called after the invoice that it takes back.
    ...(row.kind === "credit_note" ? { corrects: row.invoice_id.replace(/_note$/, "") } : {}),
    lines: [
      {
        description: about,
        quantity: 1,
        unit_amount: row.amount,
        amount: row.amount,
        tax_amount,
      },
    ],
    document_sha256: row.invoice_id.padEnd(64, "4f1c9a02"),
  };
}
