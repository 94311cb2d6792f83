import { asCommandError } from "./backend/backend";
import type { CommandError } from "./backend/generated/commands";

/** Something that only the service knows, asked anew each time; what is shown stays until it is there. */
export class Asking<Value> {
  value = $state.raw<Value | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  readonly #ask: () => Promise<Value>;
  #latest = 0;

  constructor(ask: () => Promise<Value>) {
    this.#ask = ask;
  }

  /** Asks; of overlapping questions the last one counts. */
  async again(): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.busy = true;
    this.error = null;
    try {
      const value = await this.#ask();
      if (mine === this.#latest) {
        this.value = value;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.error = asCommandError(thrown);
      }
    } finally {
      if (mine === this.#latest) {
        this.busy = false;
      }
    }
  }
}
