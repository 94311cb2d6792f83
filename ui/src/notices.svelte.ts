/** A short word about something that just happened. */
export interface Notice {
  id: number;
  tone: "good" | "bad";
  title: string;
  detail?: string;
  /** What can be done about it. */
  action?: { label: string; does: () => void };
}

const shownForMs = 6000;

/** The notices in sight; each leaves by itself or when dismissed. */
export class Notices {
  list = $state.raw<Notice[]>([]);
  #last = 0;

  /** Says it once. */
  say(tone: Notice["tone"], title: string, detail?: string, action?: Notice["action"]): void {
    this.#last += 1;
    const id = this.#last;
    this.list = [
      ...this.list,
      { id, tone, title, ...(detail === undefined ? {} : { detail }), ...(action && { action }) },
    ];
    // What went wrong stays until it has been read.
    if (tone === "good") {
      setTimeout(() => this.dismiss(id), shownForMs);
    }
  }

  /** Takes a notice away. */
  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
