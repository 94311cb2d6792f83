/** A piece of a text, and whether it is one of the words looked for. */
export interface Piece {
  text: string;
  isHit: boolean;
}

/** The words of what was typed; all of them must be found. */
export function wordsOf(typed: string): string[] {
  return typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether every word stands somewhere in the text. */
export function holdsAll(text: string, words: string[]): boolean {
  const folded = text.toLocaleLowerCase();
  return words.every((word) => folded.includes(word));
}

/** Whether some word of the text begins with what was typed first. */
export function beginsWith(text: string, words: string[]): boolean {
  const [first] = words;
  return (
    first !== undefined &&
    holdsAll(text, words) &&
    text
      .toLocaleLowerCase()
      .split(/[\s–-]+/)
      .some((word) => word.startsWith(first))
  );
}

/** The text in pieces, so that the words can be set off; together they are the text. */
export function piecesOf(text: string, words: string[]): Piece[] {
  const folded = text.toLocaleLowerCase();
  // Some capitals grow when they are folded: then no place in one is a place in the other.
  const spans =
    folded.length === text.length ? words.flatMap((word) => placesOf(folded, word)) : [];
  const pieces: Piece[] = [];
  let end = 0;
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    if (to > end) {
      const start = Math.max(from, end);
      add(pieces, text.slice(end, start), false);
      add(pieces, text.slice(start, to), true);
      end = to;
    }
  }
  add(pieces, text.slice(end), false);
  return pieces;
}

function placesOf(text: string, word: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf(word); at >= 0 && word !== ""; at = text.indexOf(word, at + 1)) {
    found.push([at, at + word.length]);
  }
  return found;
}

function add(pieces: Piece[], text: string, isHit: boolean): void {
  const last = pieces.at(-1);
  if (text === "") {
    return;
  }
  if (last?.isHit === isHit) {
    last.text += text;
  } else {
    pieces.push({ text, isHit });
  }
}
