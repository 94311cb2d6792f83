import { expect, it } from "vitest";
import { orderOf, placementOf } from "../../backend/fake-payments";
import type { Order, OrderState } from "../../backend/generated/commands";
import { orderStates } from "../../components/orderStates";
import { verdictOf } from "./verdict";

const title = (state: OrderState, changes: Parameters<typeof orderOf>[1] = {}) =>
  verdictOf(orderOf(state, changes), false).title;

it("money that all counts for the order is said to, also when it came late", () => {
  expect(title("fulfilled")).toBe("All of your payment counts for this order");
  expect(verdictOf(orderOf("paid_late"), false)).toMatchObject({
    tone: "green",
    tellsPlaces: false,
  });
  expect(verdictOf(orderOf("paid_late"), false).text).toContain("late");
});

it("without money nothing is claimed to have been paid", () => {
  expect(title("awaiting_payment")).toBe("Nothing has been paid yet");
  expect(title("expired")).toBe("No money was received");
  expect(title("cancelled")).toBe("No money was received");
});

it("what a coupon paid for wholly is told as delivered, not as unknown", () => {
  const free = { finalAmount: "0.00", placements: [] };
  expect(verdictOf(orderOf("fulfilled", free), false)).toMatchObject({
    tone: "green",
    title: "Nothing was to be paid",
  });
  const { fulfilledAt: _, ...paid } = orderOf("paid", free);
  for (const state of ["paid", "fulfil_failed"] as const) {
    expect(verdictOf({ ...paid, state }, false)).toMatchObject({
      tone: "accent",
      title: "Nothing was to be paid; your purchase is being activated",
    });
  }
  expect(title("disputed", { placements: [] })).toMatch("not known yet");
});

it("what is missing is told with its amount", () => {
  const order = orderOf("underpaid", { placements: [placementOf("9000.00", "order")] });
  expect(verdictOf(order, false).title).toBe("¥990.00 is still missing");
});

it("whenever money went anywhere else every place is told", () => {
  for (const place of ["credit_balance", "refund", "held_for_support"] as const) {
    const order = orderOf("fulfilled", {
      placements: [placementOf("9990.00", "order"), placementOf("10.00", place)],
    });
    expect(verdictOf(order, false).tellsPlaces, place).toBe(true);
  }
});

it("every state has a verdict in whole sentences", () => {
  for (const state of orderStates) {
    for (const placements of [[], [placementOf("9990.00", "order")]]) {
      for (const toStaff of [false, true]) {
        const verdict = verdictOf(orderOf(state, { placements }), toStaff);
        expect(verdict.title, state).not.toMatch(/^verdict-/);
        expect(verdict.text, state).not.toMatch(/^verdict-/);
      }
    }
  }
});

it("staff are never spoken to as if the money were theirs", () => {
  const free = { finalAmount: "0.00", placements: [] };
  const { fulfilledAt: _, ...undelivered } = orderOf("paid");
  const orders = [
    ...orderStates.map((state) => orderOf(state)),
    ...orderStates.map((state) => orderOf(state, { placements: [] })),
    ...(["order", "credit_balance", "refund", "held_for_support"] as const).flatMap((place) => [
      orderOf("fulfilled", { placements: [placementOf("10.00", place)] }),
      orderOf("underpaid", {
        placements: [placementOf("9.00", "order"), placementOf("10.00", place)],
      }),
    ]),
    orderOf("fulfilled", free),
    { ...orderOf("paid", free), fulfilledAt: undefined },
    undelivered,
  ] as Order[];
  for (const order of orders) {
    const { title, text } = verdictOf(order, true);
    expect(`${title} ${text}`, order.state).not.toMatch(/\b(your?|our)\b/i);
  }
});
