import { expect, it } from "vitest";
import { settlementOf, stuckPaymentsOf } from "../../backend/fake-operations";
import { amountProblem, type Claim, claimed, needsSecond } from "./claim";

const [, waiting] = stuckPaymentsOf();
if (!waiting) {
  throw new Error("the fake knows several payments");
}
const payment = { ...waiting, missing_amount: "99.00", alone_up_to: "50.00", settlements: [] };
const claim: Claim = {
  amount: "99.00",
  cameBy: "provider",
  reference: " 4200 ",
  reason: "The notice was lost",
  evidence: "Line 4",
};

it("an amount is no more than what is missing, in the currency's decimals", () => {
  for (const [typed, problem] of [
    ["99.00", null],
    ["99", null],
    ["0.01", null],
    ["99.01", "too-much"],
    ["0", "invalid"],
    ["-1", "invalid"],
    ["1.005", "invalid"],
    ["much", "invalid"],
  ] as const) {
    expect(amountProblem(typed, payment), typed).toBe(problem);
  }
});

it("above the limit a second person is needed, and two halves are above it too", () => {
  expect(needsSecond("50", payment)).toBe(false);
  expect(needsSecond("50.01", payment)).toBe(true);
  const settled = settlementOf({ state: "settled", amount: "30.00", needs_second: false });
  expect(needsSecond("20.01", { ...payment, settlements: [settled] })).toBe(true);
  expect(needsSecond("20.00", { ...payment, settlements: [settled] })).toBe(false);
});

it("a claim is sent whole, and not at all as long as something is missing", () => {
  expect(claimed({ ...claim, amount: "99" }, payment)).toEqual({
    order_id: payment.order.orderId,
    amount: "99.00",
    came_by: "provider",
    reference: "4200",
    reason: "The notice was lost",
    evidence: "Line 4",
  });
  for (const field of ["reference", "reason", "evidence"] as const) {
    expect(claimed({ ...claim, [field]: " " }, payment)).toBeNull();
    expect(claimed({ ...claim, [field]: "x".repeat(2_001) }, payment)).toBeNull();
  }
});
