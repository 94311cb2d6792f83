/**
 * Where a key leads in a menu of such names, from the line that has the focus (-1: none of them);
 * none if the key is not one of a menu's.
 */
export function nextPlace(key: string, names: string[], from: number): number | null {
  const count = names.length;
  switch (key) {
    case "ArrowDown":
      return (from + 1) % count;
    case "ArrowUp":
      return from < 0 ? count - 1 : (from + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
  }
  if ([...key].length !== 1 || key === " ") {
    return null;
  }
  // A letter goes to the next name that begins with it, around the end.
  const wanted = key.toLocaleLowerCase();
  const order = names.map((_, step) => (from + 1 + step) % count);
  return order.find((place) => names[place]?.toLocaleLowerCase().startsWith(wanted)) ?? null;
}
