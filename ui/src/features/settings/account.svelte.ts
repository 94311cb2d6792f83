import { untrack } from "svelte";
import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { Account, CommandError } from "../../backend/generated/commands";
import {
  type AccountField,
  afterSaving,
  type Conflict,
  changedFields,
  draftOf,
  merge,
  updateOf,
} from "./merge";

/**
 * The account being edited. It outlives the page, so that a look at another screen loses nothing;
 * whatever else changes the account meanwhile is brought together with what was typed.
 */
export class AccountEditing {
  draft = $state() as ReturnType<typeof draftOf>;
  conflicts = $state.raw<Conflict[]>([]);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  #base = $state.raw() as Account;
  readonly #application: Application;

  constructor(application: Application, account: Account) {
    this.#application = application;
    this.#base = account;
    this.draft = draftOf(account);
  }

  /** The fields that differ from what is saved. */
  get changed(): AccountField[] {
    // Computed when asked: a derived value would end with the page that happened to begin the editing.
    return changedFields(draftOf(this.#base), this.draft);
  }

  /** Takes note of the account as the service has it by now. */
  meet(account: Account): void {
    if (account.version === this.#base.version) {
      return;
    }
    const { draft, conflicts } = merge(draftOf(this.#base), this.draft, account);
    const open = this.conflicts.filter(
      ({ field }) => !conflicts.some((conflict) => conflict.field === field),
    );
    this.#base = account;
    this.draft = draft;
    this.conflicts = [...open, ...conflicts];
  }

  /** Settles a field that both have changed. */
  settle(conflict: Conflict, choice: "mine" | "theirs"): void {
    this.draft[conflict.field] = conflict[choice];
    this.conflicts = this.conflicts.filter(({ field }) => field !== conflict.field);
    if (this.conflicts.length === 0 && this.error?.code === "changed_meanwhile") {
      this.error = null;
    }
  }

  /** Lets go of what was typed. */
  discard(): void {
    this.draft = draftOf(this.#base);
    this.conflicts = [];
    this.error = null;
  }

  /** Saves; true if the service has taken it. */
  async save(): Promise<boolean> {
    if (this.busy) {
      return false;
    }
    const sent = { ...this.draft };
    this.busy = true;
    this.error = null;
    try {
      const figure = await this.#application.call("update_account", {
        update: updateOf(sent),
        version: this.#base.version,
      });
      this.#base = figure.value;
      this.draft = afterSaving(sent, this.draft, figure.value);
      this.conflicts = [];
      this.#application.account.take(figure);
      return true;
    } catch (thrown) {
      await this.#fail(asCommandError(thrown));
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #fail(error: CommandError): Promise<void> {
    this.error = error;
    if (error.code !== "changed_meanwhile") {
      return;
    }
    try {
      await this.#application.refresh();
    } catch {
      return; // The notice stands; the newer account comes with the next refresh.
    }
    const newer = this.#application.account.figure?.value;
    if (newer) {
      this.meet(newer);
    }
  }
}

/** The one editing in progress; it belongs to a person's stay. */
let begun = $state.raw<{ of: Application; stay: number; editing: AccountEditing } | null>(null);

function editingOf(application: Application): AccountEditing | null {
  return begun?.of === application && begun.stay === application.stay ? begun.editing : null;
}

/** How many changes to the account the person signed in has not saved yet. */
export function unsavedChanges(application: Application): number {
  return editingOf(application)?.changed.length ?? 0;
}

/** The editing in progress of the person signed in, begun now if there is none. */
export function accountEditing(application: Application, account: Account): AccountEditing {
  const found = untrack(() => editingOf(application));
  if (found) {
    found.meet(account);
    return found;
  }
  const editing = new AccountEditing(application, account);
  begun = { of: application, stay: application.stay, editing };
  return editing;
}
