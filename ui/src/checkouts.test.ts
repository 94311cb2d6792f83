import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { checkoutOf } from "./backend/fake-payments";
import type { Checkouts } from "./backend/generated/commands";
import { newDecision, OpenCheckouts, remainingSeconds } from "./checkouts.svelte";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval", "Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

function reading(answer: () => Checkouts) {
  const orders: string[] = [];
  const checkouts = new OpenCheckouts(
    async () => answer(),
    (order) => orders.push(order),
    () => orders.push("notices"),
  );
  return { checkouts, orders };
}

it("seconds that remain are whole, begin with all of them and end at zero", () => {
  expect(remainingSeconds(120, 0)).toBe(120);
  expect(remainingSeconds(120, 1)).toBe(120);
  expect(remainingSeconds(120, 1000)).toBe(119);
  expect(remainingSeconds(120, 119_999)).toBe(1);
  expect(remainingSeconds(120, 500_000)).toBe(0);
  // A clock of the page that went back would otherwise add seconds.
  expect(remainingSeconds(120, -5000)).toBe(120);
});

it("the countdown follows the page's own clock, whatever the wall clock does", async () => {
  const checkout = checkoutOf({ seconds_left: 100 });
  const { checkouts } = reading(() => ({ items: [checkout] }));
  await checkouts.again();
  expect(checkouts.secondsLeft(checkout)).toBe(100);
  vi.advanceTimersByTime(41_000);
  expect(checkouts.secondsLeft(checkout)).toBe(59);
  vi.setSystemTime(Date.now() + 10 * 365 * 86_400_000);
  vi.advanceTimersByTime(1000);
  expect(checkouts.secondsLeft(checkout)).toBe(58);
  vi.advanceTimersByTime(100_000);
  expect(checkouts.secondsLeft(checkout)).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it("a purchase without a code has no countdown and keeps no timer", async () => {
  const { seconds_left: _, ...checkout } = checkoutOf();
  const { checkouts } = reading(() => ({ items: [checkout] }));
  await checkouts.again();
  expect(checkouts.secondsLeft(checkout)).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

it("an answer about one purchase leaves the others' seconds running", async () => {
  const first = checkoutOf({ id: "first", seconds_left: 100 });
  const second = checkoutOf({ id: "second", seconds_left: 120 });
  const { checkouts } = reading(() => ({ items: [first] }));
  await checkouts.again();
  vi.advanceTimersByTime(30_000);
  checkouts.put(second);
  expect(checkouts.items.map((item) => checkouts.secondsLeft(item))).toEqual([120, 70]);
});

it("of overlapping readings the last one counts, and what a person comes back to is never lost", async () => {
  const answers: ((answer: Checkouts) => void)[] = [];
  const orders: string[] = [];
  const checkouts = new OpenCheckouts(
    () => new Promise((resolve) => answers.push(resolve)),
    (order) => orders.push(order),
    () => orders.push("notices"),
  );
  const early = checkouts.again();
  const late = checkouts.again();
  answers[1]?.({ items: [checkoutOf({ id: "late" })] });
  answers[0]?.({
    items: [checkoutOf({ id: "early" })],
    focus: { kind: "checkout", id: "late" },
  });
  await Promise.all([early, late]);
  expect(checkouts.items.map(({ id }) => id)).toEqual(["late"]);
  expect(checkouts.shown).toBe("late");
});

it("a click on a notification of a settled order leads to that order", async () => {
  const { checkouts, orders } = reading(() => ({
    items: [],
    focus: { kind: "order", order_id: "ord_1" },
  }));
  checkouts.shown = "other";
  await checkouts.again();
  expect(orders).toEqual(["ord_1"]);
  expect(checkouts.shown).toBeNull();
});

it("no two decisions have the same name", () => {
  const names = new Set(Array.from({ length: 1000 }, newDecision));
  expect(names.size).toBe(1000);
  expect([...names].every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
});
