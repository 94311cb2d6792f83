import { asCommandError, type Backend, commandError } from "./backend";
import type { Event } from "./generated/commands";

/**
 * The core in a process of its own, for an ordinary browser: for tests and for work on the UI,
 * never in the product. The development server passes commands on; events come straight from the
 * core, because a stream that is passed on opens only with its first event.
 */
export function httpBackend(core: string): Backend {
  return {
    async call(name, request) {
      let answer: Response;
      try {
        answer = await fetch(`/command/${name}`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(request),
        });
      } catch (thrown) {
        throw asCommandError(thrown);
      }
      const body: unknown = await answer.json().catch(() => null);
      if (!answer.ok) {
        throw body === null ? commandError("internal") : asCommandError(body);
      }
      return body as never;
    },
    listen(onEvent) {
      const stream = new EventSource(`${core}/events`);
      stream.onmessage = ({ data }) => onEvent(data as Event);
      return new Promise((resolve) => {
        // Only an open stream misses nothing that is asked for afterwards.
        stream.onopen = () => resolve(() => stream.close());
      });
    },
    onScreenRequested: async () => () => {},
  };
}
