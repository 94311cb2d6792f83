import { expect, it } from "vitest";
import { shortcutFor } from "./keys";

const press = (key: string, more: KeyboardEventInit = {}) =>
  shortcutFor(new KeyboardEvent("keydown", { key, ...more }), 3);

it("keys ask for what the list of shortcuts says", () => {
  expect(press("?")).toEqual({ does: "shortcuts" });
  expect(press("r", { ctrlKey: true })).toEqual({ does: "refresh" });
  expect(press("k", { ctrlKey: true })).toEqual({ does: "search" });
  expect(press("F5")).toEqual({ does: "refresh" });
  expect(press(",", { ctrlKey: true })).toEqual({ does: "settings" });
  expect(press("2", { ctrlKey: true })).toEqual({ does: "screen", place: 1 });
  expect(press("E", { ctrlKey: true, shiftKey: true })).toEqual({ does: "evidence" });
});

it("a key without meaning is left alone", () => {
  expect(press("r")).toBeNull();
  expect(press("4", { ctrlKey: true })).toBeNull();
  expect(press("1")).toBeNull();
});

it("a question mark that is typed into a field is text", () => {
  const input = document.createElement("input");
  document.body.append(input);
  let found: unknown = "not asked";
  input.addEventListener("keydown", (event) => {
    found = shortcutFor(event, 3);
  });
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "?" }));
  expect(found).toBeNull();
});
