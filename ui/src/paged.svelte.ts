import { asCommandError } from "./backend/backend";
import type { CommandError, Figure } from "./backend/generated/commands";
import { pagesOf } from "./components/rows";

/** Places in a list, the last one excluded. */
export interface Span {
  first: number;
  end: number;
}

const pageSize = 200;

/** A long list kept by the core, of which only the pages that were in sight are held. */
export class Paged<List extends { rows: unknown[] }> {
  /** The newest answer, with everything that is said of the list as a whole. */
  head = $state.raw<Figure<List> | null>(null);
  failure = $state.raw<CommandError | null>(null);
  answered = $state(false);
  #pages = $state.raw<ReadonlyMap<number, List["rows"]>>(new Map());
  readonly #asked = new Set<number>();
  #edition = 0;
  readonly #read: (offset: number, limit: number) => Promise<Figure<List> | null>;

  constructor(read: (offset: number, limit: number) => Promise<Figure<List> | null>) {
    this.#read = read;
  }

  /** The row at a place; none as long as it was not read. */
  at(place: number): List["rows"][number] | undefined {
    return this.#pages.get(Math.floor(place / pageSize))?.[place % pageSize];
  }

  /** Reads what lies between two places, unless it is here or on its way. */
  async want(span: Span): Promise<void> {
    const missing = pagesOf(span, pageSize).filter((page) => !this.#asked.has(page));
    await this.#fetch(missing, false);
  }

  /** Reads once more, as after a change; what is in sight stays until it is here. */
  async again(span: Span = { first: 0, end: 1 }): Promise<void> {
    this.#edition += 1;
    this.#asked.clear();
    await this.#fetch(
      pagesOf({ ...span, end: Math.max(span.end, span.first + 1) }, pageSize),
      true,
    );
  }

  async #fetch(pages: number[], isNew: boolean): Promise<void> {
    const edition = this.#edition;
    for (const page of pages) {
      this.#asked.add(page);
    }
    try {
      const read = await Promise.all(
        pages.map(async (page) => [page, await this.#read(page * pageSize, pageSize)] as const),
      );
      const newest = read[0]?.[1];
      if (edition !== this.#edition || newest === undefined) {
        return;
      }
      const rows = read.map(([page, figure]) => [page, figure?.value.rows ?? []] as const);
      this.#pages = new Map([...(isNew ? [] : this.#pages), ...rows]);
      this.head = newest;
      this.failure = null;
      this.answered = true;
    } catch (thrown) {
      if (edition === this.#edition) {
        for (const page of pages) {
          this.#asked.delete(page);
        }
        this.failure = asCommandError(thrown);
        this.answered = true;
      }
    }
  }
}
