import type { UsageStep } from "../../backend/generated/commands";
import { daysIn, daysLater, isDay, monthStart, monthsLater } from "../../calendar";

/** The days that are looked at, both included. */
export interface Period {
  from: string;
  to: string;
}

/** Periods that move on with the days, in the order in which they are offered. */
export const presets = [
  "this-month",
  "last-month",
  "30-days",
  "90-days",
  "12-months",
  "this-year",
  "last-year",
  "everything",
] as const;
export type Preset = (typeof presets)[number];

const usual: Preset = "12-months";

/** The preset that is chosen; none where the days are one's own. */
export function presetOf(choice: string | undefined): Preset | null {
  if (choice !== undefined && ownPeriod(choice)) {
    return null;
  }
  return presets.find((preset) => preset === choice) ?? usual;
}

/** The days that a choice means on a day; what cannot be understood is the usual choice. */
export function periodOf(
  choice: string | undefined,
  today: string,
  knownSince: string | undefined,
): Period {
  const own = choice === undefined ? null : ownPeriod(choice);
  return own ?? daysOf(presetOf(choice) ?? usual, today, knownSince);
}

/** One's own days as a choice. */
export function choiceOf({ from, to }: Period): string {
  return `${from}..${to}`;
}

/** The step in which that many days are best seen at first. */
export function stepFor({ from, to }: Period): UsageStep {
  const days = daysIn(from, to);
  return days <= 62 ? "day" : days <= 190 ? "week" : "month";
}

/** Whether the days are whole months, the last one perhaps not over yet. */
export function isWholeMonths({ from, to }: Period, today: string): boolean {
  return from.endsWith("-01") && (to === today || daysLater(to, 1).endsWith("-01"));
}

function ownPeriod(choice: string): Period | null {
  const [from = "", to = "", ...rest] = choice.split("..");
  return rest.length === 0 && isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

function daysOf(preset: Preset, today: string, knownSince: string | undefined): Period {
  const month = monthStart(today);
  const year = `${today.slice(0, 4)}-01-01`;
  switch (preset) {
    case "this-month":
      return { from: month, to: today };
    case "last-month":
      return { from: monthsLater(month, -1), to: daysLater(month, -1) };
    case "30-days":
      return { from: daysLater(today, -29), to: today };
    case "90-days":
      return { from: daysLater(today, -89), to: today };
    case "12-months":
      return { from: monthsLater(month, -11), to: today };
    case "this-year":
      return { from: year, to: today };
    case "last-year":
      return { from: monthsLater(year, -12), to: daysLater(year, -1) };
    case "everything":
      return { from: monthStart(knownSince ?? monthsLater(month, -35)), to: today };
  }
}
