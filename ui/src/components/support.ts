import { getContext, setContext } from "svelte";
import type { CommandError } from "../backend/generated/commands";

/** The ways out of a failure that lead elsewhere in the window. */
export interface Support {
  /** Opens what support needs, with what is to be quoted. */
  contact: (error: CommandError) => void;
  /** Opens the settings. */
  settings: () => void;
}

const key = Symbol("support");

/** Offers these ways to every failure shown inside the calling component. */
export function provideSupport(support: Support): void {
  setContext(key, support);
}

/** The ways there are where the calling component stands; none before anybody is signed in. */
export function findSupport(): Support | undefined {
  return getContext<Support | undefined>(key);
}
