import type { Application } from "./application.svelte";
import type { Archive } from "./backend/generated/commands";

/** How complete the archive is out of which figures are shown. */
export interface Completeness {
  /** Whether something may be missing, because everything was never here yet. */
  readonly isPartial: boolean;
}

/** Follows how complete the archive is whose figures are looked at, as long as the caller is there. */
export function followArchive(application: Application): Completeness {
  let archive = $state.raw<Archive | null>(null);
  $effect(() => {
    void application.changesOf("archive_changed");
    let isWanted = true;
    application.call("archive", application.whose.wish).then(
      (answer) => {
        if (isWanted) {
          archive = answer;
        }
      },
      // It stands beside the figures: without an answer they are what they are.
      () => {},
    );
    return () => {
      isWanted = false;
    };
  });
  return {
    get isPartial() {
      return archive !== null && archive.as_of === undefined;
    },
  };
}
