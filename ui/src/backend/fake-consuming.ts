import { daysIn, daysLater, monthsLater } from "../calendar";
import { commandError } from "./backend";
import { isPicked, standingOf } from "./fake-invoices";
import { FakeLiving } from "./fake-living";
import { type CountedProduct, startOf } from "./fake-usage";
import type {
  Archive,
  Commands,
  CreditLedger,
  Figure,
  InvoiceList,
  InvoiceStanding,
  SavedFile,
  UsageColumn,
  UsageSeries,
  UsageStep,
  UsageWish,
} from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

const standings: InvoiceStanding[] = ["open", "overdue", "paid", "credit_note", "void"];
const wider: Partial<Record<UsageStep, UsageStep>> = { day: "week", week: "month" };

/** The commands about usage, credits and lists of invoices, over a world in memory. */
export abstract class FakeConsuming extends FakeLiving {
  do_usage(wish: Request<"usage">): Figure<UsageSeries> | null {
    const { consumption } = this.world;
    return consumption && { value: seriesOf(wish, consumption.products), as_of: consumption.as_of };
  }

  do_export_usage({ from, to, step }: Request<"export_usage">): SavedFile {
    if (!this.world.consumption) {
      throw commandError("not_found");
    }
    return { path: `/home/elin/Downloads/usage ${from} to ${to} by ${step}.csv` };
  }

  do_save_picture({ name, png_base64 }: Request<"save_picture">): SavedFile {
    // The first bytes of every PNG.
    if (!png_base64.startsWith("iVBORw0KGgo")) {
      throw commandError("internal");
    }
    return { path: `/home/elin/Downloads/${name}.png` };
  }

  do_archive(): Archive {
    const { consumption, invoices, sync } = this.world;
    const is_filling = consumption?.is_filling ?? sync.state === "syncing";
    const as_of = is_filling ? undefined : (invoices ?? consumption)?.as_of;
    return {
      ...(as_of === undefined ? {} : { as_of }),
      is_filling,
      usage_days: consumption?.products[0]?.days.size ?? 0,
      invoices: invoices?.rows.length ?? 0,
      documents: invoices?.rows.filter(({ is_kept }) => is_kept).length ?? 0,
      bytes: 6_300_000,
    };
  }

  do_credits({ offset, limit }: Request<"credits">): Figure<CreditLedger> | null {
    const { consumption } = this.world;
    if (!consumption) {
      return null;
    }
    const { credits, broken_at, as_of } = consumption;
    const value: CreditLedger = {
      balance: credits.at(-1)?.balance_after ?? 0,
      total: credits.length,
      rows: credits.toReversed().slice(offset, offset + limit),
      is_verified: broken_at === null && !consumption.is_filling,
      ...(broken_at === null ? {} : { broken_at, fault: "altered" as const }),
    };
    return { value, as_of };
  }

  do_invoices({
    offset,
    limit,
    standing,
    ...filter
  }: Request<"invoices">): Figure<InvoiceList> | null {
    const { invoices } = this.world;
    if (!invoices) {
      return null;
    }
    const found = invoices.rows.filter((row) => isPicked(row, filter));
    const rows = found.filter((row) => standing === undefined || standingOf(row) === standing);
    const sum = rows.reduce((all, { amount }) => all + Math.round(Number(amount) * 100), 0);
    const value: InvoiceList = {
      total: rows.length,
      sums: [{ currency: "CNY", amount: (sum / 100).toFixed(2) }],
      standings: standings.map((one) => ({
        standing: one,
        count: found.filter((row) => standingOf(row) === one).length,
      })),
      years: [...new Set(found.map(({ period }) => Number(period.slice(0, 4))))],
      rows: rows.slice(offset, offset + limit),
    };
    return { value, as_of: invoices.as_of };
  }
}

function seriesOf(wish: UsageWish, counted: CountedProduct[]): UsageSeries {
  const { from, to } = wish;
  let { step } = wish;
  let starts = startsOf(from, to, step);
  while (starts.length > (wish.most_points ?? Number.POSITIVE_INFINITY) && wider[step]) {
    step = wider[step] ?? step;
    starts = startsOf(from, to, step);
  }
  const before = beforeOf(from, to, step);
  const startsBefore = startsOf(...before, step);
  const known_since = counted.flatMap(({ days }) => [...days.keys()].slice(0, 1)).sort()[0];
  const products = counted.map((product): UsageColumn => {
    const { days: _, ...said } = product;
    const counts = countsOf(product, from, to, starts, step);
    const column = { ...said, counts, total: inAll(product, counts) };
    if (!wish.compare) {
      return column;
    }
    const past = countsOf(product, ...before, startsBefore, step);
    const counts_before = counts.map((__, at) => past[at] ?? 0);
    return { ...column, counts_before, total_before: inAll(product, past) };
  });
  return {
    from,
    to,
    step,
    starts,
    products,
    ...(wish.compare ? { before } : {}),
    ...(known_since === undefined ? {} : { known_since }),
  };
}

function startsOf(from: string, to: string, step: UsageStep): string[] {
  const starts: string[] = [];
  for (let date = from; date <= to; date = daysLater(date, 1)) {
    const start = startOf(date, step);
    if (starts.at(-1) !== start) {
      starts.push(start);
    }
  }
  return starts;
}

/** The period of the same length before: whole months where months are counted. */
function beforeOf(from: string, to: string, step: UsageStep): [string, string] {
  if (step === "month" && from.endsWith("-01")) {
    const months = startsOf(from, to, "month").length;
    return [monthsLater(from, -months), monthsLater(to, -months)];
  }
  const days = daysIn(from, to);
  return [daysLater(from, -days), daysLater(from, -1)];
}

function countsOf(
  { days, is_level }: CountedProduct,
  from: string,
  to: string,
  starts: string[],
  step: UsageStep,
): number[] {
  const place = new Map(starts.map((start, at) => [start, at]));
  const counts = starts.map(() => 0);
  for (const [date, count] of days) {
    const at = date < from || date > to ? undefined : place.get(startOf(date, step));
    if (at !== undefined) {
      counts[at] = is_level ? Math.max(counts[at] ?? 0, count) : (counts[at] ?? 0) + count;
    }
  }
  return counts;
}

function inAll({ is_level }: CountedProduct, counts: number[]): number {
  return is_level ? Math.max(0, ...counts) : counts.reduce((sum, count) => sum + count, 0);
}
