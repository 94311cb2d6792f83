import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { asCommandError, type Backend } from "./backend";
import type { Event } from "./generated/commands";

/** The core behind the window, through Tauri's own IPC. */
export function tauriBackend(): Backend {
  return {
    async call(name, request) {
      try {
        return await invoke(name, { request });
      } catch (thrown) {
        throw asCommandError(thrown);
      }
    },
    listen: (onEvent) => listen<Event>("console-event", ({ payload }) => onEvent(payload)),
    onScreenRequested: (onScreen) =>
      listen<string>("screen-requested", ({ payload }) => onScreen(payload)),
  };
}
