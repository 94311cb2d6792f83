import { language } from "./language.svelte";

/** A unit's name beside a count; one that this version does not know stands as it came. */
export function unitName(unit: string, count: number): string {
  return language.find(`unit-${unit.replaceAll("_", "-")}`, { count }) ?? unit;
}
