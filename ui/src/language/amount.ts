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

/** So many times the amount. */
export function times(amount: Amount, factor: number): Amount {
  return { minor: amount.minor * BigInt(factor), decimals: amount.decimals };
}
