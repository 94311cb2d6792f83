import type { AutoTopUpUpdate, CreditPack } from "../../backend/generated/commands";
import { decimalText, parseAmount, times } from "../../language/amount";

/** The limits that the service sets. */
export const highestBelow = 1_000_000_000_000;
export const mostAMonth = 31;

/** A whole number from one to a highest one as it is typed; none if it is none. */
export function readCount(typed: string, highest: number): number | null {
  const plain = typed.replaceAll(/[\s,.'\u202f\u00a0]/g, "");
  const count = /^\d{1,15}$/.test(plain) ? Number(plain) : Number.NaN;
  return count >= 1 && count <= highest ? count : null;
}

/** What all the orders of a month can come to; none if the pack is not offered any more. */
export function mostToPay(
  { pack_id, most_a_month }: Pick<AutoTopUpUpdate, "pack_id" | "most_a_month">,
  packs: CreditPack[],
): { amount: string; currency: string } | null {
  const pack = packs.find(({ id }) => id === pack_id);
  const price = pack && parseAmount(pack.price);
  return price && pack
    ? { amount: decimalText(times(price, most_a_month)), currency: pack.currency }
    : null;
}
