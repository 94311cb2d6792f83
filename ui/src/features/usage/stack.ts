import type { UsageColumn, UsageSeries } from "../../backend/generated/commands";
import { daysIn, monthStart, stepEnd } from "../../calendar";
import { colourAt } from "../../components/series";

/** One product of the stack, with its colour. */
export interface Layer {
  column: UsageColumn;
  /** Its number among the colours of series, the same whatever else is shown. */
  colour: number;
}

/** What the bars show. */
export interface Stack {
  /** From the foot of the bars to their top. */
  layers: Layer[];
  /** Products that stand beside the bars: counts that hold at a time are not added to others. */
  beside: Layer[];
  /** What each bar adds up to. */
  totals: number[];
  /** The same of the period before, if it is known. */
  totalsBefore: number[] | null;
  total: number;
  totalBefore: number | null;
}

/** The bars of all products, or of the one chosen. */
export function stackOf(series: UsageSeries, chosen: string | null): Stack {
  const { products, starts } = series;
  const all = products.map((column, at) => ({ column, colour: colourAt(at) }));
  const one = all.filter(({ column }) => column.product === chosen);
  const added = all.filter(({ column }) => !column.is_level);
  const layers = one.length > 0 ? one : added.length > 0 ? added : all.slice(0, 1);
  const columns = layers.map(({ column }) => column);
  const before =
    knowsBefore(series) &&
    columns.length > 0 &&
    columns.every(({ counts_before }) => counts_before !== undefined);
  return {
    layers,
    beside: one.length > 0 ? [] : all.filter((layer) => !layers.includes(layer)),
    totals: starts.map((_, at) => sum(columns.map(({ counts }) => counts[at] ?? 0))),
    totalsBefore: before
      ? starts.map((_, at) => sum(columns.map(({ counts_before }) => counts_before?.[at] ?? 0)))
      : null,
    total: sum(columns.map(({ total }) => total)),
    totalBefore: before ? sum(columns.map(({ total_before }) => total_before ?? 0)) : null,
  };
}

/**
 * What the plan allows of the stack in a month; none unless every layer has a quota in the same
 * unit: what is allowed in minutes is no part of what is allowed in messages.
 */
export function quotaOf(stack: Stack): number | null {
  const quotas = stack.layers.map(({ column }) => column.quota);
  return unitsOf(stack).length === 1 && quotas.every((quota) => quota !== undefined)
    ? sum(quotas)
    : null;
}

/** The units that the stack adds up, each once. */
export function unitsOf({ layers }: Stack): string[] {
  return [...new Set(layers.map(({ column }) => column.unit))];
}

/** By how much a layer lies over its quota in a month. */
export function overQuota({ column }: Layer, at: number): number {
  return column.quota === undefined ? 0 : Math.max(0, (column.counts[at] ?? 0) - column.quota);
}

/** The layer that has used the greatest part of its quota in a month, with that part. */
export function fullest(layers: Layer[], at: number): { layer: Layer; share: number } | null {
  let found: { layer: Layer; share: number } | null = null;
  for (const layer of layers) {
    const { quota, counts } = layer.column;
    if (quota !== undefined && quota > 0) {
      const share = (counts[at] ?? 0) / quota;
      if (found === null || share > found.share) {
        found = { layer, share };
      }
    }
  }
  return found;
}

/** By which part a count has changed; none where there was nothing before. */
export function change(now: number, before: number | null | undefined): number | null {
  return before === null || before === undefined || before === 0 ? null : now / before - 1;
}

/**
 * What the running point will have at its end if it goes on so; none if it is over, too young to
 * tell, or no sum.
 */
export function forecastOf(
  { starts, step, from }: UsageSeries,
  stack: Stack,
  lastDay: string,
): number | null {
  const at = starts.length - 1;
  const start = starts[at];
  if (start === undefined || step === "day" || stack.layers.some(({ column }) => column.is_level)) {
    return null;
  }
  const begin = start < from ? from : start;
  const end = stepEnd(start, step);
  if (lastDay >= end || lastDay < begin) {
    return null;
  }
  const elapsed = daysIn(begin, lastDay);
  const days = daysIn(begin, end);
  return elapsed * 5 < days ? null : Math.round(((stack.totals[at] ?? 0) * days) / elapsed);
}

/** Whether the period before is known as a whole: less would not be a comparison. */
function knowsBefore({ before, known_since }: UsageSeries): boolean {
  return before !== undefined && known_since !== undefined && monthStart(known_since) <= before[0];
}

function sum(values: number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
