import Check from "@lucide/svelte/icons/check";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import Eye from "@lucide/svelte/icons/eye";
import Hourglass from "@lucide/svelte/icons/hourglass";
import ShieldX from "@lucide/svelte/icons/shield-x";
import type { AuditLine, AuditOutcome } from "../../backend/generated/commands";
import type { Tone } from "../../components/Badge.svelte";
import type { Glyph } from "../../components/Icon.svelte";
import { language } from "../../language/language.svelte";

/** How each outcome looks; its word is the sentence `audit-outcome-…`. */
export const auditMarks: Record<AuditOutcome, { tone: Tone; icon: Glyph }> = {
  done: { tone: "green", icon: Check },
  failed: { tone: "amber", icon: CircleX },
  refused: { tone: "red", icon: ShieldX },
  asked: { tone: "amber", icon: Hourglass },
  allowed: { tone: "neutral", icon: Eye },
  unknown: { tone: "neutral", icon: CircleHelp },
};

/** Every outcome that can be asked for. */
export const auditOutcomes = (Object.keys(auditMarks) as AuditOutcome[]).filter(
  (outcome) => outcome !== "unknown",
);

/** The name of the sentence for what a route does: its words, joined. */
export function deedKey({ method, route }: Pick<AuditLine, "method" | "route">): string {
  const words = route
    .replace(/\{[^}]*\}/g, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && word !== "api");
  return `deed-${[method.toLowerCase(), ...words].join("-")}`;
}

/** What was done, in words; method and route where there are none for it. */
export function deedText(line: AuditLine): string {
  return language.find(deedKey(line)) ?? `${line.method} ${line.route}`;
}
