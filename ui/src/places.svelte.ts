import type { Place } from "./backend/generated/commands";

/** Where the person is, where they were, and each screen's own choices. */
export class Places {
  /** The screen wanted; a role that cannot open it is shown its first one instead. */
  screen = $state("overview");
  /** What each screen had chosen when it was last seen. */
  #choices = $state.raw<Record<string, Place["choices"]>>({});
  readonly #remember: (place: Place) => void;

  constructor(place: Place | undefined, remember: (place: Place) => void) {
    this.#remember = remember;
    if (place) {
      this.screen = place.screen;
      this.#choices = { [place.screen]: place.choices };
    }
    history.replaceState({ screen: this.screen }, "");
    addEventListener("popstate", ({ state }) => {
      if (typeof state?.screen === "string") {
        this.screen = state.screen;
        this.#keep();
      }
    });
  }

  /** Opens a screen as it was left. */
  go(screen: string): void {
    if (screen !== this.screen) {
      this.screen = screen;
      // The window never navigates; the entry only serves the way back.
      history.pushState({ screen }, "");
      this.#keep();
    }
  }

  /** What a screen has chosen under a name. */
  choice(screen: string, name: string): string | undefined {
    return this.#choices[screen]?.[name];
  }

  /** Chooses something on a screen, to be found so again. */
  choose(screen: string, name: string, value: string): void {
    this.#choices = {
      ...this.#choices,
      [screen]: { ...this.#choices[screen], [name]: value },
    };
    this.#keep();
  }

  /** Starts from the beginning, as for another person. */
  forget(): void {
    this.screen = "overview";
    this.#choices = {};
  }

  #keep(): void {
    this.#remember({ screen: this.screen, choices: this.#choices[this.screen] ?? {} });
  }
}
