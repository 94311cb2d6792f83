import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { CommandError, PackageConfig } from "../../backend/generated/commands";
import { newDecision } from "../../checkouts.svelte";
import { type Change, changesOf } from "./changes";
import {
  configOf,
  type Draft,
  draftOf,
  moved,
  newRule,
  problemsOf,
  type RuleDraft,
  type RuleProblems,
} from "./draft";

/**
 * What the operator decides, while it is being decided. It outlives the page, so that a look at an
 * order loses nothing. If somebody else has saved meanwhile, nothing is overwritten unseen: the
 * operator either takes theirs or goes on with their own over it, and the bar says what that changes.
 */
export class PackageEditing {
  saved = $state.raw<PackageConfig | null>(null);
  draft = $state<Draft>({ open: false, rules: [], explanation: "", agreement: "" });
  /** What somebody else has saved meanwhile. */
  theirs = $state.raw<PackageConfig | null>(null);
  chosen = $state<string | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  readonly #application: Application;

  constructor(application: Application) {
    this.#application = application;
  }

  get changes(): Change[] {
    return this.saved ? changesOf(this.saved, configOf(this.draft, this.saved.version)) : [];
  }

  /** What is wrong, by package. */
  get problems(): Map<string, RuleProblems> {
    const all = this.draft.rules.map((rule) => [rule.id, problemsOf(rule)] as const);
    return new Map(all.filter(([, problems]) => Object.keys(problems).length > 0));
  }

  get rule(): RuleDraft | null {
    return this.draft.rules.find(({ id }) => id === this.chosen) ?? null;
  }

  /** Reads what is saved; what is typed stays. */
  async read(): Promise<void> {
    try {
      const config = await this.#application.call("package_config", null);
      if (this.saved === null || this.changes.length === 0) {
        this.#begin(config);
      } else if (config.version !== this.saved.version) {
        this.theirs = config;
      }
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** Lets go of what was typed. */
  discard(): void {
    if (this.saved) {
      this.#begin(this.saved);
    }
    this.error = null;
  }

  /** Goes on with what somebody else has saved, instead of what was typed. */
  takeTheirs(): void {
    if (this.theirs) {
      this.#begin(this.theirs);
    }
  }

  /** Goes on with what was typed, over what somebody else has saved. */
  keepMine(): void {
    this.saved = this.theirs ?? this.saved;
    this.theirs = null;
    this.error = null;
  }

  add(): void {
    const currency = this.draft.rules.at(-1)?.currency ?? "CNY";
    const rule = newRule(`pkg_${newDecision()}`, currency);
    this.draft.rules.push(rule);
    this.chosen = rule.id;
  }

  remove(id: string): void {
    const place = this.draft.rules.findIndex((rule) => rule.id === id);
    this.draft.rules = this.draft.rules.filter((rule) => rule.id !== id);
    this.chosen = (this.draft.rules[place] ?? this.draft.rules[place - 1])?.id ?? null;
  }

  move(from: number, to: number): void {
    this.draft.rules = moved(this.draft.rules, from, to);
  }

  /** Saves, which takes effect at once; true if the service has taken it. */
  async save(): Promise<boolean> {
    if (this.busy || !this.saved || this.problems.size > 0) {
      return false;
    }
    this.busy = true;
    this.error = null;
    const sent = configOf(this.draft, this.saved.version);
    try {
      const saved = await this.#application.call("save_package_config", sent);
      // What was typed while it was being saved is kept, and counts as not saved.
      const isSame = JSON.stringify(configOf(this.draft, sent.version)) === JSON.stringify(sent);
      this.saved = saved;
      if (isSame) {
        this.#begin(saved);
      }
      return true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      if (this.error.code === "changed_meanwhile") {
        await this.#lookAtTheirs();
      }
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #lookAtTheirs(): Promise<void> {
    try {
      this.theirs = await this.#application.call("package_config", null);
    } catch {
      // The notice stands, and saving again finds the same.
    }
  }

  #begin(config: PackageConfig): void {
    this.saved = config;
    this.theirs = null;
    this.draft = draftOf(config);
    if (!this.rule) {
      this.chosen = this.draft.rules[0]?.id ?? null;
    }
  }
}

/** The one editing in progress; it belongs to a person's stay. */
let begun: { of: Application; stay: number; editing: PackageEditing } | null = null;

/** The editing in progress of the person signed in, begun now if there is none. */
export function packageEditing(application: Application): PackageEditing {
  if (begun?.of !== application || begun.stay !== application.stay) {
    begun = { of: application, stay: application.stay, editing: new PackageEditing(application) };
  }
  return begun.editing;
}
