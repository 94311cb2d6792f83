/** Which rows of one height are in sight, with a few before and after, the last one excluded. */
export function rowsInSight(
  scrolled: number,
  tall: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const beyond = 8;
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - beyond);
  const end = Math.ceil((scrolled + tall) / rowHeight) + beyond;
  return { first: Math.min(first, count), end: Math.min(end, count) };
}

/**
 * Where a key leads from a row of a long list; none if it is not one of its keys. The list has ends:
 * going around them would lose one's place.
 */
export function rowAfter(key: string, place: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(place + 1, count - 1);
    case "ArrowUp":
      return Math.max(place - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
  }
  return null;
}

/** Scrolls a list no further than brings a row into sight, and says how far it is scrolled now. */
export function bringIntoSight(list: HTMLElement, place: number, rowHeight: number): number {
  const top = place * rowHeight;
  list.scrollTop = Math.min(top, Math.max(list.scrollTop, top + rowHeight - list.clientHeight));
  return list.scrollTop;
}

/** The pages of a size that such rows lie on. */
export function pagesOf({ first, end }: { first: number; end: number }, size: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / size); page * size < end; page += 1) {
    pages.push(page);
  }
  return pages;
}
