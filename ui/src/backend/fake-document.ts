import type { Invoice } from "./generated/commands";

/** A one-page PDF of an invoice, plain but whole: what a viewer is to show. */
export function documentOf(invoice: Invoice, title: string): string {
  const texts: [left: number, top: number, size: number, text: string][] = [
    [56, 92, 11, "Cloudline Software Ltd"],
    [56, 108, 9, "Building 7, 88 Keyuan Road, Shanghai 201203"],
    [430, 92, 18, title],
    [430, 108, 9, invoice.number],
    [430, 121, 9, invoice.created_at.slice(0, 10)],
    [56, 168, 9, "Billed to"],
    [56, 182, 10, invoice.billed_to],
    [320, 168, 9, "Period"],
    [320, 182, 10, invoice.period],
    [56, 250, 9, "Description"],
    [470, 250, 9, "Amount"],
    ...invoice.lines.flatMap((line, at): [number, number, number, string][] => [
      [56, 276 + 22 * at, 10, `${line.description} (${line.quantity})`],
      [470, 276 + 22 * at, 10, line.amount],
    ]),
    [390, 340, 10, "Tax"],
    [470, 340, 10, invoice.tax_amount],
    [390, 362, 12, "Total"],
    [470, 362, 12, `${invoice.amount} ${invoice.currency}`],
  ];
  const drawn = [
    "0.23 0.36 0.86 rg 56 762 18 18 re f 0 0 0 rg",
    "0.85 0.85 0.88 RG 0.7 w 56 584 m 540 584 l S 56 516 m 540 516 l S",
    ...texts.map(
      ([left, top, size, text]) =>
        `BT /F1 ${size} Tf ${left} ${842 - top} Td (${escaped(text)}) Tj ET`,
    ),
  ].join("\n");
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ]);
}

/** The file that such objects make, one byte a character. */
function pdfOf(objects: string[]): string {
  let file = "%PDF-1.4\n";
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

function escaped(text: string): string {
  // The one font of this file has no more than Western letters.
  return text.replace(/[^\x20-\xff]/g, "?").replace(/[\\()]/g, "\\$&");
}
