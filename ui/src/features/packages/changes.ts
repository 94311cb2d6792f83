import type { PackageConfig, PackageRule } from "../../backend/generated/commands";

/** One difference between what is saved and what is typed. */
export type Change =
  | { about: "open"; now: boolean }
  | { about: "added"; name: string }
  | { about: "removed"; name: string }
  | { about: "price"; name: string; before: string; after: string; currency: string }
  | { about: "edited"; name: string }
  | { about: "order" }
  | { about: "explanation" }
  | { about: "agreement" };

/** Everything that saving would change, the weightiest first. */
export function changesOf(saved: PackageConfig, typed: PackageConfig): Change[] {
  const changes: Change[] = [];
  if (saved.cozePackageStatus !== typed.cozePackageStatus) {
    changes.push({ about: "open", now: typed.cozePackageStatus });
  }
  const before = new Map(saved.cozePackageRule.map((rule) => [rule.id, rule]));
  const after = new Map(typed.cozePackageRule.map((rule) => [rule.id, rule]));
  for (const rule of typed.cozePackageRule) {
    const old = before.get(rule.id);
    if (!old) {
      changes.push({ about: "added", name: rule.name });
    } else if (old.currentPrice !== rule.currentPrice || old.currency !== rule.currency) {
      changes.push({
        about: "price",
        name: rule.name,
        before: old.currentPrice,
        after: rule.currentPrice,
        currency: rule.currency,
      });
    } else if (!sameRule(old, rule)) {
      changes.push({ about: "edited", name: rule.name });
    }
  }
  for (const rule of saved.cozePackageRule) {
    if (!after.has(rule.id)) {
      changes.push({ about: "removed", name: rule.name });
    }
  }
  const kept = (rules: PackageRule[], others: Map<string, PackageRule>) =>
    rules.filter(({ id }) => others.has(id)).map(({ id }) => id);
  if (kept(saved.cozePackageRule, after).join() !== kept(typed.cozePackageRule, before).join()) {
    changes.push({ about: "order" });
  }
  if (saved.cozePackageExplain !== typed.cozePackageExplain) {
    changes.push({ about: "explanation" });
  }
  if (saved.agreement !== typed.agreement) {
    changes.push({ about: "agreement" });
  }
  return changes;
}

function sameRule(one: PackageRule, other: PackageRule): boolean {
  return (
    one.name === other.name &&
    one.duration === other.duration &&
    one.originalPrice === other.originalPrice &&
    one.description === other.description
  );
}
