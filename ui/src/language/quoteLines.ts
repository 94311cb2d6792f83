import type { Quote, ReductionKind } from "../backend/generated/commands";

/** One line of what a price is made of. */
export type QuoteLine =
  | { kind: "price"; amount: string }
  | { kind: "reduction"; reason: ReductionKind; name: string; code: string | null; amount: string };

/** The price and what comes off it; only the total where nothing does. */
export function quoteLines(quote: Quote): QuoteLine[] {
  if (quote.reductions.length === 0) {
    return [];
  }
  return [
    { kind: "price", amount: quote.original_amount },
    ...quote.reductions.map(
      ({ kind, name, code, amount }): QuoteLine => ({
        kind: "reduction",
        reason: kind,
        name,
        code: code ?? null,
        amount: `-${amount}`,
      }),
    ),
  ];
}
