import { SvelteMap } from "svelte/reactivity";

/** Gives the rows between two places of a list, the last one excluded. */
export type ReadRows<Row> = (first: number, end: number) => Row[] | Promise<Row[]>;

/** The rows of a list that are selected: one by one, or all from the last one to another. */
export class Selection<Row> {
  readonly #rows = new SvelteMap<string, Row>();
  readonly #idOf: (row: Row) => string;
  /** Where the last row was selected, for all up to another one. */
  #anchor: number | null = null;

  constructor(idOf: (row: Row) => string) {
    this.#idOf = idOf;
  }

  get count(): number {
    return this.#rows.size;
  }

  get ids(): string[] {
    return [...this.#rows.keys()];
  }

  get rows(): Row[] {
    return [...this.#rows.values()];
  }

  has(row: Row): boolean {
    return this.#rows.has(this.#idOf(row));
  }

  /** Selects the row at a place or no longer, or everything since the last one up to it. */
  async select(place: number, toHere: boolean, read: ReadRows<Row>): Promise<void> {
    const from = toHere ? this.#anchor : null;
    this.#anchor = place;
    if (from === null) {
      const [row] = await read(place, place + 1);
      if (row !== undefined) {
        this.toggle(row);
      }
    } else {
      this.add(await read(Math.min(from, place), Math.max(from, place) + 1));
    }
  }

  /** Selects it, or no longer. */
  toggle(row: Row): void {
    if (!this.#rows.delete(this.#idOf(row))) {
      this.#rows.set(this.#idOf(row), row);
    }
  }

  /** Selects these as well. */
  add(rows: Row[]): void {
    for (const row of rows) {
      this.#rows.set(this.#idOf(row), row);
    }
  }

  /** Selects these no longer. */
  remove(rows: Row[]): void {
    for (const row of rows) {
      this.#rows.delete(this.#idOf(row));
    }
  }

  /** Lets go of everything but these, as when the others are gone. */
  retain(rows: Row[]): void {
    const known = new Set(rows.map(this.#idOf));
    for (const id of this.ids) {
      if (!known.has(id)) {
        this.#rows.delete(id);
      }
    }
  }

  /** Begins the next range anew, because the places mean other rows now. */
  loseAnchor(): void {
    this.#anchor = null;
  }

  clear(): void {
    this.#rows.clear();
    this.loseAnchor();
  }
}
