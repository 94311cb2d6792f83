import type { PackageConfig, PackageRule } from "../../backend/generated/commands";
import { parseAmount } from "../../language/amount";

/** A package as it is typed: its numbers are still text. */
export interface RuleDraft {
  id: string;
  name: string;
  duration: string;
  originalPrice: string;
  currentPrice: string;
  currency: string;
  description: string;
}

/** What the operator decides, as it is typed. */
export interface Draft {
  open: boolean;
  rules: RuleDraft[];
  explanation: string;
  agreement: string;
}

/** The fields of a package that can be wrong, and how. */
export type RuleProblems = Partial<
  Record<"name" | "duration" | "originalPrice" | "currentPrice", string>
>;

/** What is saved, as it is typed. */
export function draftOf(config: PackageConfig): Draft {
  return {
    open: config.cozePackageStatus,
    rules: config.cozePackageRule.map((rule) => ({ ...rule, duration: String(rule.duration) })),
    explanation: config.cozePackageExplain,
    agreement: config.agreement,
  };
}

/** What is typed, as it is saved over that version. */
export function configOf(draft: Draft, version: number | undefined): PackageConfig {
  return {
    cozePackageStatus: draft.open,
    cozePackageRule: draft.rules.map(ruleOf),
    cozePackageExplain: draft.explanation,
    agreement: draft.agreement,
    ...(version === undefined ? {} : { version }),
  };
}

/** A package as it would be for sale; a price that is none yet is empty, never a price of zero. */
export function ruleOf(rule: RuleDraft): PackageRule {
  const decimals = decimalsOf(rule.currency);
  const days = Number(rule.duration.trim());
  return {
    ...rule,
    name: rule.name.trim(),
    duration: Number.isSafeInteger(days) && days > 0 ? days : 0,
    originalPrice: priceText(rule.originalPrice.trim() || rule.currentPrice, decimals),
    currentPrice: priceText(rule.currentPrice, decimals),
    description: rule.description.trim(),
  };
}

/** What is wrong with a package, by field, as the end of a sentence's name. */
export function problemsOf(rule: RuleDraft): RuleProblems {
  const problems: RuleProblems = {};
  if (rule.name.trim() === "") {
    problems.name = "required";
  }
  if (!/^\d{1,5}$/.test(rule.duration.trim())) {
    problems.duration = "days";
  }
  const decimals = decimalsOf(rule.currency);
  const current = parseAmount(rule.currentPrice.trim());
  if (!current || current.minor <= 0n || current.decimals > decimals) {
    problems.currentPrice = "amount";
  }
  if (rule.originalPrice.trim() !== "") {
    const original = parseAmount(rule.originalPrice.trim());
    if (!original || original.minor <= 0n || original.decimals > decimals) {
      problems.originalPrice = "amount";
    } else if (current && scaled(original, decimals) < scaled(current, decimals)) {
      problems.originalPrice = "below-current";
    }
  }
  return problems;
}

/** A new package to be filled in. */
export function newRule(id: string, currency: string): RuleDraft {
  return {
    id,
    name: "",
    duration: "30",
    originalPrice: "",
    currentPrice: "",
    currency,
    description: "",
  };
}

/** The list with one package moved to another place. */
export function moved<Item>(list: Item[], from: number, to: number): Item[] {
  const item = list[from];
  const place = Math.min(list.length - 1, Math.max(0, to));
  if (item === undefined || from === place) {
    return list;
  }
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, place), item, ...others.slice(place)];
}

function decimalsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function scaled({ minor, decimals }: { minor: bigint; decimals: number }, to: number): bigint {
  return to >= decimals ? minor * 10n ** BigInt(to - decimals) : minor;
}

/** An amount as it can be typed in a currency. */
export function exampleOf(currency: string): string {
  return priceText("2990", decimalsOf(currency));
}

/** A price with the currency's own decimals; empty while it is no price. */
function priceText(typed: string, decimals: number): string {
  const amount = parseAmount(typed.trim());
  if (!amount || amount.minor <= 0n || amount.decimals > decimals) {
    return "";
  }
  const digits = String(scaled(amount, decimals)).padStart(decimals + 1, "0");
  return decimals === 0
    ? digits
    : `${digits.slice(0, digits.length - decimals)}.${digits.slice(-decimals)}`;
}
