import type { UsageColumn, UsageSeries, UsageWish } from "../../backend/generated/commands";
import { daysIn, daysLater, monthStart, monthsLater } from "../../calendar";
import { colourAt } from "../../components/series";

/** How much of one product was used this month. */
export interface MonthUse {
  column: UsageColumn;
  /** Its number among the colours of series. */
  colour: number;
  used: number;
  /** Which part of its quota that is; none without a quota. */
  share: number | null;
  /** The day on which the quota is reached if it goes on so; none if that is not this month. */
  runsOut: string | null;
  /** The last weeks, the oldest first. */
  trend: number[];
}

/** What this month has come to so far. */
export interface MonthView {
  from: string;
  to: string;
  uses: MonthUse[];
  /** What can be added of it. */
  total: number;
  /** The same days of the month before; none if there were none. */
  change: { share: number; from: string; to: string } | null;
}

const weeks = 12;

/** Days enough for the weeks of the trend and for the whole month before. */
export function monthWish(today: string): UsageWish {
  return { from: daysLater(today, 1 - 7 * weeks), to: today, step: "day", compare: false };
}

/** This month out of its days; `lastDay` is the one up to which is counted. */
export function monthView(series: UsageSeries, lastDay: string): MonthView {
  const from = monthStart(lastDay);
  const pastFrom = monthsLater(from, -1);
  const pastTo = monthsLater(lastDay, -1);
  const elapsed = daysIn(from, lastDay);
  const whole = daysIn(from, daysLater(monthsLater(from, 1), -1));
  const uses = series.products.map((column, at): MonthUse => {
    const used = counted(series, column, from, lastDay);
    const quota = column.quota ?? 0;
    return {
      column,
      colour: colourAt(at),
      used,
      share: quota > 0 ? used / quota : null,
      runsOut:
        quota > 0 && !column.is_level && used < quota && used * whole > quota * elapsed
          ? daysLater(from, Math.ceil((quota * elapsed) / used) - 1)
          : null,
      trend: trendOf(series, column, lastDay),
    };
  });
  const added = series.products.filter(({ is_level }) => !is_level);
  const inAll = (first: string, last: string) =>
    added.reduce((sum, column) => sum + counted(series, column, first, last), 0);
  const total = inAll(from, lastDay);
  const past = inAll(pastFrom, pastTo);
  const known = series.known_since !== undefined && series.known_since <= pastFrom;
  return {
    from,
    to: lastDay,
    uses,
    total,
    change: known && past > 0 ? { share: total / past - 1, from: pastFrom, to: pastTo } : null,
  };
}

/** The products of which so great a part of the quota is used, the fullest first. */
export function nearQuota({ uses }: MonthView, share: number): MonthUse[] {
  return uses
    .filter((use) => use.share !== null && use.share >= share)
    .sort((one, other) => (other.share ?? 0) - (one.share ?? 0));
}

function counted({ starts }: UsageSeries, column: UsageColumn, from: string, to: string): number {
  const counts = column.counts.filter((_, at) => {
    const day = starts[at] ?? "";
    return day >= from && day <= to;
  });
  return column.is_level ? Math.max(0, ...counts) : counts.reduce((sum, count) => sum + count, 0);
}

/** Whole weeks back from the last day, so that no week is cut short. */
function trendOf(series: UsageSeries, column: UsageColumn, lastDay: string): number[] {
  return Array.from({ length: weeks }, (_, at) => {
    const end = daysLater(lastDay, -7 * (weeks - 1 - at));
    return counted(series, column, daysLater(end, -6), end);
  });
}
