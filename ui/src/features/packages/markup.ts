/** What a button of the toolbar makes of the chosen text. */
export type Mark = "bold" | "italic" | "heading" | "list";

/** A text with the part of it that is chosen. */
export interface Chosen {
  text: string;
  start: number;
  end: number;
}

const tags: Record<Exclude<Mark, "list">, string> = { bold: "b", italic: "i", heading: "h3" };

/** The text with the chosen part marked, and that part still chosen; marked already, it is freed. */
export function mark({ text, start, end }: Chosen, how: Mark): Chosen {
  const inside = text.slice(start, end);
  if (how === "list") {
    const lines = inside
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    const items = (lines.length > 0 ? lines : [""]).map((line) => `<li>${line}</li>`);
    return replaced({ text, start, end }, `<ul>\n${items.join("\n")}\n</ul>`);
  }
  const [open, close] = [`<${tags[how]}>`, `</${tags[how]}>`];
  if (text.slice(0, start).endsWith(open) && text.slice(end).startsWith(close)) {
    const from = start - open.length;
    return {
      text: text.slice(0, from) + inside + text.slice(end + close.length),
      start: from,
      end: from + inside.length,
    };
  }
  return {
    text: text.slice(0, start) + open + inside + close + text.slice(end),
    start: start + open.length,
    end: start + open.length + inside.length,
  };
}

function replaced({ text, start, end }: Chosen, by: string): Chosen {
  return { text: text.slice(0, start) + by + text.slice(end), start, end: start + by.length };
}
