import type { UsageSeries, UsageStep } from "../../backend/generated/commands";
import { stepEnd } from "../../calendar";
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
} from "./plot";
import { quotaOf, type Stack } from "./stack";

/** Everything the chart consists of, for the screen and for a picture alike. */
export interface Drawing {
  plot: Plot;
  lines: { y: number; text: string }[];
  names: { at: number; x: number; text: string }[];
  layers: { colour: number; blocks: Block[] }[];
  marks: Block[];
  quota: { y: number; value: number } | null;
  forecast: Block | null;
}

/** How wide a name of a point is at most, by its step. */
const room: Record<UsageStep, number> = { day: 56, week: 56, month: 44 };
/** A quota so many times as high as the highest bar would flatten all of them. */
const farAbove = 4;

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
  const plot = plotOf(width, height, starts.length, most);
  const last = starts.length - 1;
  return {
    plot,
    lines: plot.ticks.map((value) => ({
      y: heightOf(plot, value),
      text: formats.number(value),
    })),
    names: namedPoints(plot, starts.length, room[step]).map((at) => ({
      at,
      x: middleOf(plot, at),
      text: nameOf(starts[at] ?? "", step, at, formats),
    })),
    layers: blocksOf(
      plot,
      stack.layers.map(({ column }) => column.counts),
    ).map((blocks, at) => ({ colour: stack.layers[at]?.colour ?? 1, blocks })),
    marks: stack.totalsBefore ? marksOf(plot, stack.totalsBefore) : [],
    quota: showsQuota ? { y: heightOf(plot, quota), value: quota } : null,
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

function nameOf(start: string, step: UsageStep, at: number, formats: Formats): string {
  if (step !== "month") {
    return formats.dayOfYear(start);
  }
  // Where a year begins, its number says more than the name of January.
  return start.slice(5, 7) === "01" && at > 0 ? formats.year(start) : formats.monthName(start);
}

function forecastBlock(plot: Plot, at: number, now: number, then: number): Block | null {
  if (then <= now) {
    return null;
  }
  const [upper, lower] = [heightOf(plot, then), heightOf(plot, now)];
  return [middleOf(plot, at) - plot.bar / 2, upper, plot.bar, lower - upper];
}
