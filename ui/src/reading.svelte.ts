import { asCommandError } from "./backend/backend";
import type { CommandError, Figure } from "./backend/generated/commands";

/** A figure as the core last gave it, read again whenever it says that it changed. */
export class Reading<Value> {
  /** What is known; none as long as nothing is. */
  figure = $state.raw<Figure<Value> | null>(null);
  /** Why the last reading failed, if it did. */
  failure = $state.raw<CommandError | null>(null);
  /** Whether the core has answered at all. */
  answered = $state(false);
  readonly #read: () => Promise<Figure<Value> | null>;
  #latest = 0;

  constructor(read: () => Promise<Figure<Value> | null>) {
    this.#read = read;
  }

  /** Reads once more; of overlapping readings the last one counts. */
  async again(): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    try {
      const figure = await this.#read();
      if (mine === this.#latest) {
        this.figure = figure;
        this.failure = null;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.failure = asCommandError(thrown);
      }
    }
    if (mine === this.#latest) {
      this.answered = true;
    }
  }

  /** Takes a figure that another answer brought. */
  take(figure: Figure<Value>): void {
    this.#latest += 1;
    this.figure = figure;
    this.failure = null;
    this.answered = true;
  }

  /** Knows nothing any more, as after signing out. */
  forget(): void {
    this.#latest += 1;
    this.figure = null;
    this.failure = null;
    this.answered = false;
  }
}
