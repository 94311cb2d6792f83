import type { CommandError, CommandErrorCode, Commands, Event } from "./generated/commands";

/** The way to the core: the shell's in the product, a stand-in for tests and UI work. */
export interface Backend {
  /** Asks for one thing; rejects with a `CommandError` and nothing else. */
  call<Name extends keyof Commands>(
    name: Name,
    request: Commands[Name]["request"],
  ): Promise<Commands[Name]["answer"]>;
  /** Hears every event from now on, until the returned function is called. */
  listen(onEvent: (event: Event) => void): Promise<() => void>;
  /** Hears of screens asked for outside the page, as by the native menu. */
  onScreenRequested(onScreen: (screen: string) => void): Promise<() => void>;
}

/** An error of the given code that the page itself noticed. */
export function commandError(
  code: CommandErrorCode,
  more: Partial<CommandError> = {},
): CommandError {
  return { code, args: {}, fields: [], retry: { when: "never" }, ...more };
}

/** What was thrown as a `CommandError`; anything unforeseen counts as a defect. */
export function asCommandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "retry" in thrown) {
    return thrown as CommandError;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return commandError("internal", { args: { detail: message } });
}

/** Whether the service could not be asked at all: being offline is an outcome, not an error. */
export function isOutOfReach({ code }: CommandError): boolean {
  return code === "no_connection" || code === "timed_out";
}
