import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type {
  CommandError,
  CreditLedger,
  CreditTransaction,
  Figure,
} from "../../backend/generated/commands";
import { pagesOf } from "../../components/rows";

const pageSize = 200;

/**
 * The ledger of credits, of which only the pages that were in sight are held.
 */
export class Ledger {
  /** The newest answer: balance, number of movements and whether they are verified. */
  head = $state.raw<Figure<CreditLedger> | null>(null);
  failure = $state.raw<CommandError | null>(null);
  answered = $state(false);
  #pages = $state.raw<ReadonlyMap<number, CreditTransaction[]>>(new Map());
  readonly #asked = new Set<number>();
  #edition = 0;
  readonly #read: (offset: number, limit: number) => Promise<Figure<CreditLedger> | null>;

  constructor(application: Application) {
    this.#read = (offset, limit) =>
      application.call("credits", { ...application.whose.wish, offset, limit });
  }

  /** The movement at a place from the newest on; none as long as it was not read. */
  at(place: number): CreditTransaction | undefined {
    return this.#pages.get(Math.floor(place / pageSize))?.[place % pageSize];
  }

  /** Reads what lies between two places, unless it is here or on its way. */
  async want(rows: Rows): Promise<void> {
    const missing = pagesOf(rows, pageSize).filter((page) => !this.#asked.has(page));
    await this.#fetch(missing, false);
  }

  /** Reads the same once more, as after a change; what is in sight stays until it is here. */
  async again(rows: Rows = { first: 0, end: 1 }): Promise<void> {
    this.#edition += 1;
    this.#asked.clear();
    await this.#fetch(
      pagesOf({ ...rows, end: Math.max(rows.end, rows.first + 1) }, pageSize),
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

/** Places in the ledger, the last one excluded. */
interface Rows {
  first: number;
  end: number;
}
