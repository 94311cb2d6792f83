/** Whether a key pressed on a row selects it. */
export function isSelecting({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === "x" && !ctrlKey && !metaKey && !altKey;
}
