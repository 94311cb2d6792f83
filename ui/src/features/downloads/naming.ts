/** How each file is called if nobody says otherwise. */
export const usualTemplate = "{date}_{number}";

/** The same where files of several customers lie beside each other: each says whose it is. */
export const usualTemplateOfSeveral = `{company}_${usualTemplate}`;

/** What a template can name. */
export const placeholders = ["number", "date", "period", "company", "amount", "currency"] as const;

type Placeholder = (typeof placeholders)[number];

/** The names in braces that a template uses and nobody knows. */
export function unknownIn(template: string): string[] {
  const used = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");
  return [...new Set(used.filter((name) => !placeholders.includes(name as Placeholder)))];
}

/** How a file would be called, to show what a template means. */
export function exampleName(template: string, example: Record<Placeholder, string>): string {
  const name = template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    placeholders.includes(key as Placeholder) ? example[key as Placeholder] : whole,
  );
  return `${name}.pdf`;
}
