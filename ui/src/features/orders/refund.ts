import type { Order } from "../../backend/generated/commands";
import { decimalText, minus, parseAmount } from "../../language/amount";

/** The most that can still be sent back. */
export function refundable({ receivedAmount, refundedAmount }: Order): string {
  const [received, refunded] = [parseAmount(receivedAmount), parseAmount(refundedAmount)];
  if (!received || !refunded) {
    return "0";
  }
  const rest = minus(received, refunded);
  return decimalText(rest.minor < 0n ? { ...rest, minor: 0n } : rest);
}

/** What is wrong with an amount to send back. */
export type RefundProblem = "invalid" | "too_much" | "too_little";

/** The amount typed, as the wire wants it, or what is wrong with it. */
export function readRefund(typed: string, most: string): { amount: string } | RefundProblem {
  const [amount, limit] = [parseAmount(typed.trim()), parseAmount(most)];
  if (!amount || !limit || amount.decimals > limit.decimals) {
    return "invalid";
  }
  const rest = minus(limit, amount);
  if (rest.minor < 0n) {
    return "too_much";
  }
  if (amount.minor <= 0n) {
    return "too_little";
  }
  // The currency's own decimals, whatever was typed.
  return { amount: decimalText(minus(limit, rest)) };
}
