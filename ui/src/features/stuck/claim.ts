import type {
  HandSettlementRequest,
  MoneyCameBy,
  StuckPayment,
} from "../../backend/generated/commands";
import { type Amount, decimalText, minus, parseAmount } from "../../language/amount";

/** The longest texts the service takes, in characters as it counts them. */
export const longest = { reference: 128, reason: 500, evidence: 2_000 };

/** What somebody says has come, as it is typed. */
export interface Claim {
  amount: string;
  cameBy: MoneyCameBy;
  reference: string;
  reason: string;
  evidence: string;
}

export type ClaimField = "amount" | "reference" | "reason" | "evidence";

/** What is wrong with an amount; none if it can be claimed. */
export function amountProblem(typed: string, payment: StuckPayment): "invalid" | "too-much" | null {
  const missing = parseAmount(payment.missing_amount);
  const amount = read(typed, missing);
  if (!missing || !amount || amount.minor <= 0n) {
    return "invalid";
  }
  return minus(missing, amount).minor < 0n ? "too-much" : null;
}

/** Whether a second person must approve so much, by the limit; the service has the last word. */
export function needsSecond(typed: string, payment: StuckPayment): boolean {
  const limit = parseAmount(payment.alone_up_to);
  const settled = payment.settlements.filter(
    ({ state, needs_second }) => state === "settled" && !needs_second,
  );
  const sums = [typed, ...settled.map(({ amount }) => amount)].map((one) => read(one, limit));
  if (!limit || sums.some((one) => one === null)) {
    return true;
  }
  const sum = sums.reduce((total, one) => total + (one?.minor ?? 0n), 0n);
  return sum > limit.minor;
}

/** What is sent; none as long as something is missing or too long. */
export function claimed(claim: Claim, payment: StuckPayment): HandSettlementRequest | null {
  const texts = (["reference", "reason", "evidence"] as const).map((field) => {
    const text = claim[field].trim();
    return text !== "" && [...text].length <= longest[field];
  });
  if (texts.includes(false) || amountProblem(claim.amount, payment) !== null) {
    return null;
  }
  const missing = parseAmount(payment.missing_amount);
  const amount = read(claim.amount, missing);
  return amount === null
    ? null
    : {
        order_id: payment.order.orderId,
        amount: decimalText(amount),
        came_by: claim.cameBy,
        reference: claim.reference.trim(),
        reason: claim.reason.trim(),
        evidence: claim.evidence.trim(),
      };
}

/** An amount typed with no more decimals than the currency has, in those decimals. */
function read(typed: string, like: Amount | null): Amount | null {
  const amount = parseAmount(typed.trim());
  if (!amount || !like || amount.decimals > like.decimals) {
    return null;
  }
  const finer = 10n ** BigInt(like.decimals - amount.decimals);
  return { minor: amount.minor * finer, decimals: like.decimals };
}
