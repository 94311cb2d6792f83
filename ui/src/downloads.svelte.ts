import type { Backend } from "./backend/backend";
import type { BeginDownload, Download, DownloadChoice } from "./backend/generated/commands";

/** Documents that somebody is about to download, before they have said how. */
export interface AskedDownload {
  choice: DownloadChoice;
  /** How many there are, if that is known. */
  count?: number;
  /** The year, where it is a year's. */
  year?: number;
  /** The years to choose from, where it is a year's and nobody has said which. */
  years?: number[];
  /** Hears that it has begun. */
  onbegun?: () => void;
}

/**
 * Downloads of many documents: begun once for each decision, carried on by the core without the
 * window, and in sight until they are put away.
 */
export class Downloads {
  /** Under way, or ended and not put away. */
  list = $state.raw<Download[]>([]);
  /** What is to be downloaded, as long as its dialog is open. */
  asked = $state.raw<AskedDownload | null>(null);
  #latest = 0;
  readonly #backend: Pick<Backend, "call">;
  readonly #onDone: (download: Download) => void;

  constructor(backend: Pick<Backend, "call">, onDone: (download: Download) => void) {
    this.#backend = backend;
    this.#onDone = onDone;
  }

  /** Reads them once more; those that have come to their end since are told. */
  async again(): Promise<void> {
    await this.#take(this.#backend.call("downloads", null));
  }

  /** Begins one. */
  async begin(wish: BeginDownload): Promise<void> {
    await this.#backend.call("begin_download", wish);
    await this.again();
  }

  /** Goes on with one that waits. */
  async resume(id: string): Promise<void> {
    await this.#take(this.#backend.call("resume_download", { id }));
  }

  /** Calls one off. */
  async cancel(id: string): Promise<void> {
    await this.#take(this.#backend.call("cancel_download", { id }));
  }

  /** Puts one that has ended out of sight. */
  async dismiss(id: string): Promise<void> {
    await this.#take(this.#backend.call("dismiss_download", { id }));
  }

  /** Puts several that have ended out of sight. */
  async dismissAll(ids: string[]): Promise<void> {
    for (const id of ids) {
      await this.dismiss(id);
    }
  }

  /** Shows where one lies. */
  async show(id: string): Promise<void> {
    await this.#backend.call("show_download", { id });
  }

  /** Knows nothing any more, as after signing out. */
  forget(): void {
    this.#latest += 1;
    this.list = [];
    this.asked = null;
  }

  async #take(reading: Promise<Download[]>): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    const list = await reading;
    if (mine !== this.#latest) {
      return;
    }
    const ran = new Set(this.list.filter(({ state }) => state === "running").map(({ id }) => id));
    this.list = list;
    for (const download of list) {
      if (download.state === "done" && ran.has(download.id)) {
        this.#onDone(download);
      }
    }
  }
}
