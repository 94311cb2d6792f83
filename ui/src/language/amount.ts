/** An exact amount: whole smallest units, as many decimals as the wire gave. */
export interface Amount {
  readonly minor: bigint;
  readonly decimals: number;
}

/** Reads a decimal string as it stands on the wire; none if it is no amount. */
export function parseAmount(text: string): Amount | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) {
    return null;
  }
  const [, sign, whole = "", fraction = ""] = parts;
  const size = BigInt(whole + fraction);
  return { minor: sign === "-" ? -size : size, decimals: fraction.length };
}

/** The amount as a decimal string again. */
export function decimalText({ minor, decimals }: Amount): string {
  const sign = minor < 0n ? "-" : "";
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** Both together, with the decimals of the finer one. */
export function plus(one: Amount, other: Amount): Amount {
  const decimals = Math.max(one.decimals, other.decimals);
  const at = ({ minor, decimals: own }: Amount) => minor * 10n ** BigInt(decimals - own);
  return { minor: at(one) + at(other), decimals };
}

/** The first without the second. */
export function minus(one: Amount, other: Amount): Amount {
  return plus(one, times(other, -1));
}

/** So many times the amount. */
export function times(amount: Amount, factor: number): Amount {
  return { minor: amount.minor * BigInt(factor), decimals: amount.decimals };
}

/** Which part of a price has come off, in whole hundredths, rounded down; none if nothing has. */
export function discountShare(before: string, now: string): number | null {
  const [high, low] = [parseAmount(before), parseAmount(now)];
  if (!high || !low || high.minor <= 0n) {
    return null;
  }
  const off = minus(high, low);
  const base = high.minor * 10n ** BigInt(off.decimals - high.decimals);
  const share = Number((off.minor * 100n) / base) / 100;
  return share > 0 ? share : null;
}
