/** What a pressed key asks for. */
export type Shortcut =
  | { does: "shortcuts" }
  | { does: "search" }
  | { does: "refresh" }
  | { does: "settings" }
  | { does: "evidence" }
  | { does: "screen"; place: number };

const typing = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** Whether the computer's keyboard has ⌘ where others have Ctrl. */
export const isApple = /Mac|iP(hone|ad)/.test(navigator.platform);

/** The shortcut of a key press, if it is one; `screens` is how many the rail has. */
export function shortcutFor(event: KeyboardEvent, screens: number): Shortcut | null {
  const { key, altKey, shiftKey } = event;
  const command = isApple ? event.metaKey : event.ctrlKey;
  if (key === "F5" || (command && !altKey && !shiftKey && key.toLowerCase() === "r")) {
    return { does: "refresh" };
  }
  if (command && !altKey && !shiftKey && key.toLowerCase() === "k") {
    return { does: "search" };
  }
  if (command && !altKey && shiftKey && key.toLowerCase() === "e") {
    return { does: "evidence" };
  }
  if (command && key === ",") {
    return { does: "settings" };
  }
  if (command && !altKey && /^[1-9]$/.test(key) && Number(key) <= screens) {
    return { does: "screen", place: Number(key) - 1 };
  }
  const inField = event.target instanceof Element && typing.has(event.target.tagName);
  if (key === "?" && !inField && !command && !altKey) {
    return { does: "shortcuts" };
  }
  return null;
}

/** Keys that only mean something where they are pressed: in a list or on the chart. */
export const placeKeys = [
  { name: "list", keys: "↑ ↓" },
  { name: "list-ends", keys: "Home End" },
  { name: "select", keys: "X" },
  { name: "select-to", keys: "Shift X" },
  { name: "save", keys: `${isApple ? "⌘" : "Ctrl"} Enter` },
  { name: "chart", keys: "← →" },
  { name: "chart-closer", keys: "Enter" },
] as const;

/** The keys of a shortcut as they are printed on this keyboard. */
export function keyNames(does: Shortcut["does"], place = 0): string {
  const command = isApple ? "⌘" : "Ctrl ";
  switch (does) {
    case "shortcuts":
      return "?";
    case "search":
      return `${command}K`;
    case "refresh":
      return `${command}R`;
    case "settings":
      return `${command},`;
    case "evidence":
      return isApple ? "⇧ ⌘E" : "Ctrl Shift E";
    case "screen":
      return `${command}${place + 1}`;
  }
}
