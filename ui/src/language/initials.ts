// Two letters of these would join into something that is no initials.
const joining = /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}]/u;

/**
 * The first letters of a name's first and last word; of a CJK name, or one in letters that join,
 * its first character.
 */
export function initials(name: string, most = 2): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen =
    words.length > 1 && most > 1 && !joining.test(words[0] ?? "")
      ? [words[0], words[words.length - 1]]
      : [words[0]];
  const letters = chosen.map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase("en");
}
