import type { UsageStep } from "./backend/generated/commands";

// Days are `YYYY-MM-DD` and compare as text; arithmetic happens in UTC, where every day has 24 hours.
const dayMs = 86_400_000;
const textOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

/** The day in UTC, in which usage is counted. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Whether it is a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && textOf(Date.parse(text) || 0) === text;
}

/** So many days later, or earlier. */
export function daysLater(date: string, days: number): string {
  return textOf(Date.parse(date) + days * dayMs);
}

/** So many months later, or earlier; on the last day there is if the month is too short. */
export function monthsLater(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return textOf(Date.UTC(year, month - 1 + months, Math.min(day, last)));
}

/** How many days both enclose, themselves included. */
export function daysIn(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** The first day of the month. */
export function monthStart(date: string): string {
  return `${date.slice(0, 7)}-01`;
}

/** The last day of the step that begins with the day. */
export function stepEnd(start: string, step: UsageStep): string {
  switch (step) {
    case "day":
      return start;
    case "week":
      return daysLater(start, 6);
    case "month":
      return daysLater(monthsLater(monthStart(start), 1), -1);
  }
}

/** The first days of every month from one to another. */
export function monthsBetween(from: string, to: string): string[] {
  const found: string[] = [];
  for (let month = monthStart(from); month <= to; month = monthsLater(month, 1)) {
    found.push(month);
  }
  return found;
}
