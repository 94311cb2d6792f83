import type { FeatureValue } from "../backend/generated/commands";
import { language } from "./language.svelte";

/** What a plan includes, by name. */
export type Features = Record<string, FeatureValue>;

/** The features that are counted, those known to this version first and in its order. */
export function quotasOf(features: Features): [string, number][] {
  return sorted(features).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
}

/** The features that are there or not, those known to this version first and in its order. */
export function inclusionsOf(features: Features): [string, boolean][] {
  return sorted(features).filter(
    (entry): entry is [string, boolean] => typeof entry[1] === "boolean",
  );
}

/** A feature's name; one that this version does not know is named by its code. */
export function featureName(feature: string): string {
  return (
    language.find(`feature-${feature.replaceAll("_", "-")}`) ??
    feature.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase())
  );
}

const order = [
  "ai_chat_quota",
  "email_quota",
  "agent_seats",
  "invoice_archive",
  "usage_export",
  "voice_channel",
  "single_sign_on",
];

function sorted(features: Features): [string, FeatureValue][] {
  const place = (name: string) => order.indexOf(name) + 1 || order.length + 1;
  return Object.entries(features).sort(
    ([a], [b]) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0),
  );
}
