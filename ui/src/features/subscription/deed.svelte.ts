import { asCommandError } from "../../backend/backend";
import type { CommandError, StandingPreview } from "../../backend/generated/commands";
import { newDecision } from "../../checkouts.svelte";
import { uncertain } from "./change.svelte";

/** Something that can be done with a subscription without money: previewed, then decided. */
export class Deed {
  preview = $state.raw<StandingPreview | null>(null);
  asking = $state(false);
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);
  #latest = 0;
  #decision: { about: string; id: string } | null = null;

  /** Asks what it would bring; of overlapping questions the last one counts. */
  async ask(question: () => Promise<StandingPreview>): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.asking = true;
    this.error = null;
    this.preview = null;
    try {
      const preview = await question();
      if (mine === this.#latest) {
        this.preview = preview;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.error = asCommandError(thrown);
      }
    } finally {
      if (mine === this.#latest) {
        this.asking = false;
      }
    }
  }

  /**
   * Does it under a name that stays the same as long as it is about the same and nobody knows
   * whether it was done; true if it is. What no longer holds is asked anew.
   */
  async decide(
    about: string,
    act: (decision: string) => Promise<unknown>,
    again: () => Promise<void>,
  ): Promise<boolean> {
    if (this.busy || this.asking || !this.preview) {
      return false;
    }
    this.busy = true;
    this.error = null;
    if (this.#decision?.about !== about) {
      this.#decision = { about, id: newDecision() };
    }
    try {
      await act(this.#decision.id);
      this.#decision = null;
      return true;
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (!uncertain.has(error.code)) {
        this.#decision = null;
      }
      if (error.code === "amount_changed" || error.code === "subscription_moved") {
        await again();
      }
      this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
