/** How each file is called if nobody says otherwise. */
export const usualTemplate = "{date}_{number}";

/** The same where files of several customers lie beside each other: each says whose it is. */
export const usualTemplateOfSeveral = `{company}_${usualTemplate}`;

/** What a template can name. */
export const placeholders = ["number", "date", "period", "company", "amount", "currency"] as const;

type Placeholder = (typeof placeholders)[number];

/** What stands in braces. */
const inBraces = /\{([^}]*)\}/g;

/** The names in braces that a template uses and nobody knows. */
export function unknownIn(template: string): string[] {
  const used = [...template.matchAll(inBraces)].map(([, name]) => name ?? "");
  return [...new Set(used.filter((name) => !placeholders.includes(name as Placeholder)))];
}

/** How a file would be called, to show what a template means. */
export function exampleName(template: string, example: Record<Placeholder, string>): string {
  const name = template.replace(inBraces, (whole, key: string) =>
    placeholders.includes(key as Placeholder) ? example[key as Placeholder] : whole,
  );
  return `${safeStem(name)}.pdf`;
}

/** How many bytes a name may have before its ending. */
const longest = 120;

/**
 * A name out of any text as the core makes it: one component of a path, visible from start to end,
 * and no device of Windows.
 */
export function safeStem(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[/\\:*?"<>|]/g, "-")
    .replace(/\p{White_Space}/gu, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(invisible, "")
    .replace(/ +/g, " ");
  const stem = trimmed(cut(trimmed(plain)));
  if (stem === "") {
    return "document";
  }
  return isDevice(stem) ? `_${stem}` : stem;
}

/** Hidden files begin with a full stop, and Windows drops full stops and spaces at the end. */
function trimmed(stem: string): string {
  return stem.replace(/^[. ]+|[. ]+$/g, "");
}

/** As many characters as have room, none of them in half. */
function cut(stem: string): string {
  const bytes = new TextEncoder();
  let room = longest;
  let kept = "";
  for (const character of stem) {
    room -= bytes.encode(character).length;
    if (room < 0) {
      break;
    }
    kept += character;
  }
  return kept;
}

/** Marks of direction, joiners, tags, fillers, private characters and what is none. */
const invisible = new RegExp(
  `[${[
    "\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}",
    "\\u{200b}-\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{e000}-\\u{f8ff}",
    "\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}",
    "\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{10ffff}",
    // The last two characters of every plane are none.
    Array.from(
      { length: 14 },
      (_, plane) => `\\u{${plane.toString(16)}fffe}\\u{${plane.toString(16)}ffff}`,
    ).join(""),
  ].join("")}]`,
  "gu",
);

/** Whether Windows takes the name for a device, whatever its ending. */
function isDevice(stem: string): boolean {
  const name = stem.split(".")[0] ?? "";
  return /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i.test(
    name.trimEnd(),
  );
}
