import type { UsageSeries, UsageStep } from "../../backend/generated/commands";
import { daysIn, daysLater, monthsLater, stepEnd } from "../../calendar";
import type { Formats } from "../../language/formats";
import {
  type Block,
  blocksOf,
  heightOf,
  marksOf,
  middleOf,
  namedPoints,
  type Plot,
  plotOf,
  ticksFor,
} from "./plot";
import { quotaOf, type Stack } from "./stack";

/** Everything the chart consists of, for the screen and for a picture alike. */
export interface Drawing {
  plot: Plot;
  lines: { y: number; text: string }[];
  names: PointName[];
  layers: { colour: number; blocks: Block[] }[];
  marks: Block[];
  quota: { y: number; value: number /** Where its words stand. */; textY: number } | null;
  forecast: Block | null;
}

/** The name of a point at the foot of the field; the first one of each year has the year below. */
export interface PointName {
  at: number;
  x: number;
  text: string;
  year?: string;
}

/** How wide a name of a point is at most, by its step. */
const room: Record<UsageStep, number> = { day: 64, week: 64, month: 44 };
/** A quota so many times as high as the highest bar would flatten all of them. */
const farAbove = 4;
const size = { digit: 7, wide: 12, line: 16 };

/** The chart of a stack in a field of that size; `forecast` is what the last point may reach. */
export function drawingOf(
  series: UsageSeries,
  stack: Stack,
  forecast: number | null,
  width: number,
  height: number,
  formats: Formats,
): Drawing {
  const { starts, step } = series;
  const quota = step === "month" ? quotaOf(stack) : null;
  const highest = Math.max(0, ...stack.totals, ...(stack.totalsBefore ?? []), forecast ?? 0);
  const showsQuota = quota !== null && quota > 0 && quota <= Math.max(highest, 1) * farAbove;
  const most = Math.max(highest, showsQuota ? quota : 0);
  const longest = Math.max(...ticksFor(most).map((value) => widthOf(formats.number(value))));
  const years = starts.length > 0 && starts[0]?.slice(0, 4) !== starts.at(-1)?.slice(0, 4);
  const plot = plotOf(width, height, starts.length, most, {
    left: Math.max(52, longest + 14),
    foot: years ? 24 + size.line : 24,
  });
  const quotaY = showsQuota ? heightOf(plot, quota) : 0;
  const last = starts.length - 1;
  return {
    plot,
    lines: plot.ticks.map((value) => ({
      y: heightOf(plot, value),
      text: formats.number(value),
    })),
    names: namesOf(plot, series, years, formats),
    layers: blocksOf(
      plot,
      stack.layers.map(({ column }) => column.counts),
    ).map((blocks, at) => ({ colour: stack.layers[at]?.colour ?? 1, blocks })),
    marks: stack.totalsBefore ? marksOf(plot, stack.totalsBefore) : [],
    // Above its line there is no room for words where the line is the upper edge.
    quota: showsQuota
      ? { y: quotaY, value: quota, textY: quotaY < 20 ? quotaY + 15 : quotaY - 6 }
      : null,
    forecast:
      forecast === null ? null : forecastBlock(plot, last, stack.totals[last] ?? 0, forecast),
  };
}

/** What a point is called in full: its day, week or month, cut to the days that are looked at. */
export function pointName(
  { from, to, step }: UsageSeries,
  start: string,
  formats: Formats,
): string {
  const end = stepEnd(start, step);
  switch (step) {
    case "day":
      return formats.day(start);
    case "week":
      return formats.days(start < from ? from : start, end > to ? to : end);
    case "month":
      return formats.month(start);
  }
}

/**
 * The days of the period before that a point is compared with, as the core pairs them: months with
 * months where both periods begin with one, days with as many days otherwise.
 */
export function twinOf(series: UsageSeries, at: number): [from: string, to: string] | null {
  const { from, to, step, starts, before } = series;
  const start = starts[at];
  if (before === undefined || start === undefined) {
    return null;
  }
  const [first, last] = before;
  if (step === "month" && from.endsWith("-01") && first.endsWith("-01")) {
    const month = monthsLater(first, at);
    const end = stepEnd(month, "month");
    return [month, end > last ? last : end];
  }
  const end = stepEnd(start, step);
  const same = (day: string) => daysLater(first, daysIn(from, day) - 1);
  const lastSame = same(end > to ? to : end);
  return [same(start < from ? from : start), lastSame > last || end >= to ? last : lastSame];
}

function namesOf(
  plot: Plot,
  { starts, step }: UsageSeries,
  years: boolean,
  formats: Formats,
): PointName[] {
  let year = "";
  return namedPoints(plot, starts.length, room[step]).map((at) => {
    const start = starts[at] ?? "";
    const text = step === "month" ? formats.monthName(start) : formats.dayOfYear(start);
    const isNew = years && start.slice(0, 4) !== year;
    year = start.slice(0, 4);
    const yearText = isNew ? formats.year(start) : "";
    // A name in the middle of the last point may be wider than the point.
    const half = Math.max(widthOf(text), widthOf(yearText)) / 2;
    const x = Math.max(half, Math.min(plot.width - half, middleOf(plot, at)));
    return { at, x, text, ...(isNew ? { year: yearText } : {}) };
  });
}

/** About how wide a text of the chart is: exact enough to keep it within the chart. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? size.wide : size.digit), 0);
}

function forecastBlock(plot: Plot, at: number, now: number, then: number): Block | null {
  if (then <= now) {
    return null;
  }
  const [upper, lower] = [heightOf(plot, then), heightOf(plot, now)];
  return [middleOf(plot, at) - plot.bar / 2, upper, plot.bar, lower - upper];
}
