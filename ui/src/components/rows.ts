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

/** The pages of a size that such rows lie on. */
export function pagesOf({ first, end }: { first: number; end: number }, size: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / size); page * size < end; page += 1) {
    pages.push(page);
  }
  return pages;
}
