import { asCommandError } from "./backend/backend";
import type { CommandError } from "./backend/generated/commands";

/** A page of a list that only the service has. */
export interface ListPage<Item> {
  items: Item[];
  next_cursor?: string;
}

/** A list of the service's, fetched page by page. */
export class Pages<Item> {
  items = $state.raw<Item[]>([]);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);
  answered = $state(false);
  #next = $state<string>();
  #latest = 0;
  readonly #read: (cursor: string | undefined) => Promise<ListPage<Item>>;

  constructor(read: (cursor: string | undefined) => Promise<ListPage<Item>>) {
    this.#read = read;
  }

  /** Whether there is more than what is here. */
  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /** Begins again with the first page; what is shown stays until it is there. */
  restart(): Promise<void> {
    return this.#fetch(undefined);
  }

  /** Fetches the next page. */
  async more(): Promise<void> {
    if (!this.busy && this.#next !== undefined) {
      await this.#fetch(this.#next);
    }
  }

  /** Puts a newer form of an item into its place. */
  put(newer: Item, isSame: (item: Item) => boolean): void {
    this.items = this.items.map((item) => (isSame(item) ? newer : item));
  }

  async #fetch(cursor: string | undefined): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.busy = true;
    this.error = null;
    try {
      const page = await this.#read(cursor);
      if (mine === this.#latest) {
        this.items = cursor === undefined ? page.items : [...this.items, ...page.items];
        this.#next = page.next_cursor;
        this.answered = true;
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
