import { expect, it } from "vitest";
import { checkoutOf, placementOf } from "../../backend/fake-payments";
import type { OrderState } from "../../backend/generated/commands";
import { reasonOf } from "./returned";
import { countsDown, isPayable, isUnordered, needsRenewal, statusOf } from "./status";

const under = checkoutOf({ stage: "underpaid", placements: [placementOf("9000.00", "order")] });
const { code: _, ...codeless } = under;
const page = { ...codeless, has_page: true };

it("after a part has come its code is spent: the rest wants a new one", () => {
  expect(isPayable(under, 0)).toBe(false);
  expect(needsRenewal(under, 0)).toBe(true);
  expect(countsDown(under, 0)).toBe(false);
  expect(statusOf(under, 0)).toMatchObject({
    tone: "amber",
    title: "¥990.00 is still missing",
    text: "¥9,000.00 has come and counts for this order.",
  });
  // The test wallet has both, and its page is spent with its code.
  expect(isPayable({ ...under, has_page: true }, 0)).toBe(false);
});

it("once there is a new code or page the rest can be paid, and nothing is to be renewed", () => {
  for (const [checkout, seconds] of [
    [under, 118],
    [{ ...under, has_page: true }, 118],
    [page, 1800],
    [page, null],
  ] as const) {
    expect(isPayable(checkout, seconds)).toBe(true);
    expect(needsRenewal(checkout, seconds)).toBe(false);
    expect(statusOf(checkout, seconds).title).toBe("¥990.00 is still missing");
  }
  expect(isPayable(codeless, 118)).toBe(false);
});

it("how the rest is paid is said as for the whole", () => {
  expect(statusOf(under, 118)).toMatchObject({
    mark: "scan",
    text: "Scan the code with WeChat Pay to pay the rest.",
  });
  expect(statusOf({ ...under, pay_type: 9, has_page: true }, 118).text).toContain(
    "Open the test wallet to pay the rest",
  );
  expect(statusOf({ ...page, pay_type: 3 }, null)).toMatchObject({
    mark: "browser",
    text: "Pay the rest on the page of PayPal. This window notices by itself.",
  });
  expect(countsDown(under, 42)).toBe(true);
  expect(statusOf(under, 42).text).toContain("42 s");
  expect(statusOf({ ...under, watch: "no_network" }, 118)).toMatchObject({ mark: "offline" });
});

it("what waits is payable, what ran out or was declined is not", () => {
  expect(isPayable(checkoutOf(), 118)).toBe(true);
  for (const stage of ["code_expired", "declined"] as const) {
    expect(isPayable(checkoutOf({ stage }), 118)).toBe(false);
    expect(needsRenewal(checkoutOf({ stage }), 118)).toBe(true);
  }
});

it("before there is an order nobody is told to pay", () => {
  const { code: _, order_id: __, ...bare } = checkoutOf({ stage: "starting" });
  const cut = { ...bare, watch: "no_network" as const };
  expect(isUnordered(bare)).toBe(false);
  expect(isUnordered(cut)).toBe(true);
  expect(statusOf(cut, null)).toEqual({
    tone: "amber",
    mark: "offline",
    title: "No network – nothing is ordered yet",
    text: "No money has moved. This goes on by itself as soon as the network is back.",
  });
  expect(statusOf({ ...cut, order_id: "ord_1" }, null).text).toContain("The order is kept");
});

it("a wish that was taken back before it was ordered is told as such", () => {
  const { code: _, order_id: __, ...bare } = checkoutOf({ stage: "starting" });
  const undone = { ...bare, watch: "no_network" as const, available_actions: [] };
  expect(statusOf(undone, null)).toMatchObject({ mark: "end", title: "Nothing is bought" });
});

it("a declined payment offers another way only where there is one", () => {
  const declined = checkoutOf({ stage: "declined" });
  expect(statusOf(declined, 90, true).text).toContain("another way");
  expect(statusOf(declined, 90, false).text).not.toContain("another way");
});

it("money sent back is told by how far it has come, and no reason is made up", () => {
  const told = (order_state?: OrderState) => {
    const { order_state: _, ...rest } = checkoutOf({ stage: "returned" });
    return statusOf(order_state ? { ...rest, order_state } : rest, null);
  };
  expect(told()).toMatchObject({ title: "Your money goes back to you" });
  expect(told("refund_pending")).toMatchObject({ title: "Your money goes back to you" });
  expect(told("refunded")).toMatchObject({ title: "Your payment went back to you" });
  expect(told("refund_failed")).toMatchObject({ tone: "amber", mark: "alert" });
  for (const state of ["refund_pending", "refunded", "partially_refunded", "disputed"] as const) {
    expect(told(state).text, state).not.toMatch(/Less came|verdict-|pay-/);
  }
});

it("the reason for a refund is the last one that was given", () => {
  const at = "2026-06-18T14:33:41Z";
  expect(reasonOf([{ at, kind: "ordered" }])).toBeNull();
  expect(reasonOf([{ at, kind: "declined", note: "DECLINED" }])).toBeNull();
  expect(
    reasonOf([
      { at, kind: "refund_requested", note: "Goodwill" },
      { at, kind: "refund_requested", note: "Changed their mind" },
      { at, kind: "refunded" },
    ]),
  ).toBe("Changed their mind");
});
