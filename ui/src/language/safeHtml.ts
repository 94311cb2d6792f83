import DOMPurify from "dompurify";

// What a text of an operator needs, and nothing that loads, leads away or takes input.
const allowed = [
  ...["p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"],
  ...["b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "span", "div"],
  ...["ul", "ol", "li", "dl", "dt", "dd"],
  ...["table", "thead", "tbody", "tr", "th", "td", "caption"],
];

/**
 * An operator's HTML with only its words and their form: no attribute at all, so no style, no
 * picture and no link. It was cleaned before it came here; this holds even if it was not.
 */
export function safeHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: allowed,
    ALLOWED_ATTR: [],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}
