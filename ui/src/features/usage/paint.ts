import type { Drawing } from "./drawing";
import type { Block } from "./plot";

/** What stands above the chart in a picture of it. */
export interface Caption {
  /** Whose usage it is. */
  company: string;
  title: string;
  period: string;
  legend: { colour: number; text: string }[];
  quota: string | null;
  before: string | null;
  /** What the dashed block on the last bar is called. */
  forecast: string | null;
}

/** A line of the legend with the places of its entries. */
type LegendLine = { x: number; entry: LegendEntry }[];
type LegendEntry = { colour: number | "before" | "forecast"; text: string };

/** The colours of a picture, by the names of the surface's tokens. */
export type Palette = (token: string) => string;

const inset = 24;
const legendTop = 82;
const legendLine = 20;
const family = '"Inter Variable", system-ui, sans-serif';

const legendFont = `400 13px ${family}`;

/** How large the picture of a drawing is; the pen measures how many lines the legend takes. */
export function pictureSize(
  pen: CanvasRenderingContext2D,
  drawing: Drawing,
  caption: Caption,
): { width: number; height: number } {
  const { plot } = drawing;
  const head = headHeight(linesOf(pen, caption, plot.width + 2 * inset));
  return { width: plot.width + 2 * inset, height: plot.height + head + inset };
}

function headHeight(lines: LegendLine[]): number {
  return legendTop + lines.length * legendLine;
}

/** The legend in as many lines as it takes, so that no product is left out. */
function linesOf(pen: CanvasRenderingContext2D, caption: Caption, width: number): LegendLine[] {
  const entries: LegendEntry[] = [
    ...caption.legend,
    ...(caption.before === null ? [] : [{ colour: "before" as const, text: caption.before }]),
    ...(caption.forecast === null ? [] : [{ colour: "forecast" as const, text: caption.forecast }]),
  ];
  pen.font = legendFont;
  const lines: LegendLine[] = [];
  let x = inset;
  for (const entry of entries) {
    const wide = 20 + pen.measureText(entry.text).width;
    if (lines.length === 0 || (x > inset && x + wide > width - inset)) {
      lines.push([]);
      x = inset;
    }
    lines.at(-1)?.push({ x, entry });
    x += wide + 20;
  }
  return lines;
}

/** Paints the chart with its caption, as it is seen on the screen. */
export function paint(
  pen: CanvasRenderingContext2D,
  drawing: Drawing,
  caption: Caption,
  palette: Palette,
): void {
  const { width, height } = pictureSize(pen, drawing, caption);
  const lines = linesOf(pen, caption, width);
  pen.fillStyle = palette("--surface");
  pen.fillRect(0, 0, width, height);
  paintCaption(pen, caption, lines, width, palette);
  pen.save();
  pen.translate(inset, headHeight(lines));
  paintScale(pen, drawing, palette);
  for (const { colour, blocks } of drawing.layers) {
    pen.fillStyle = palette(`--series-${colour}`);
    for (const [x, y, wide, tall] of blocks) {
      pen.fillRect(x, y, wide, tall);
    }
  }
  paintMarks(pen, drawing, palette);
  paintForecast(pen, drawing, caption.forecast, palette);
  paintQuota(pen, drawing, caption.quota, palette);
  pen.restore();
}

function paintCaption(
  pen: CanvasRenderingContext2D,
  { company, title, period }: Caption,
  lines: LegendLine[],
  width: number,
  palette: Palette,
): void {
  const room = width - 2 * inset;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  pen.fillStyle = palette("--text");
  pen.font = `600 16px ${family}`;
  pen.fillText(company === "" ? title : company, inset, 36, room);
  pen.font = legendFont;
  pen.fillStyle = palette("--text-2");
  pen.fillText(company === "" ? period : `${title} · ${period}`, inset, 58, room);
  for (const [at, line] of lines.entries()) {
    const y = legendTop + at * legendLine;
    for (const { x, entry } of line) {
      paintSign(pen, entry, x, y, palette);
      pen.fillStyle = palette("--text-2");
      pen.fillText(entry.text, x + 20, y, Math.max(0, width - inset - x - 20));
    }
  }
}

/** What a legend's entry looks like in the chart. */
function paintSign(
  pen: CanvasRenderingContext2D,
  { colour }: LegendEntry,
  x: number,
  y: number,
  palette: Palette,
): void {
  if (colour === "before") {
    pen.fillStyle = palette("--text");
    pen.fillRect(x, y - 6, 14, 1.5);
  } else if (colour === "forecast") {
    paintDashed(pen, [x + 2, y - 10, 10, 10], palette);
  } else {
    pen.fillStyle = palette(`--series-${colour}`);
    pen.fillRect(x + 3, y - 9, 8, 8);
  }
}

function paintScale(
  pen: CanvasRenderingContext2D,
  { plot, lines, names }: Drawing,
  palette: Palette,
): void {
  pen.font = `400 12px ${family}`;
  for (const { y, text } of lines) {
    pen.fillStyle = palette("--line");
    pen.fillRect(plot.left, Math.round(y), plot.right - plot.left, 1);
    pen.fillStyle = palette("--text-3");
    pen.textAlign = "right";
    pen.fillText(text, plot.left - 10, y + 4);
  }
  pen.textAlign = "center";
  for (const { x, text, year } of names) {
    pen.fillText(text, x, plot.bottom + 18);
    if (year) {
      pen.fillText(year, x, plot.bottom + 34);
    }
  }
}

function paintMarks(pen: CanvasRenderingContext2D, { marks }: Drawing, palette: Palette): void {
  for (const [x, y, wide] of marks) {
    pen.fillStyle = palette("--surface");
    pen.fillRect(x, y - 1.75, wide, 3.5);
    pen.fillStyle = palette("--text");
    pen.fillRect(x, y - 0.75, wide, 1.5);
  }
}

function paintForecast(
  pen: CanvasRenderingContext2D,
  { plot, forecast }: Drawing,
  text: string | null,
  palette: Palette,
): void {
  if (!forecast) {
    return;
  }
  paintDashed(pen, forecast, palette);
  const [x, y, wide] = forecast;
  if (text !== null && plot.band > 52) {
    pen.textAlign = "center";
    pen.fillStyle = palette("--text-3");
    pen.fillText(text, x + wide / 2, y - 6);
  }
}

function paintDashed(pen: CanvasRenderingContext2D, block: Block, palette: Palette): void {
  pen.setLineDash([3, 3]);
  pen.strokeStyle = palette("--text-3");
  pen.lineWidth = 1;
  pen.strokeRect(...block);
  pen.setLineDash([]);
}

function paintQuota(
  pen: CanvasRenderingContext2D,
  { plot, quota }: Drawing,
  text: string | null,
  palette: Palette,
): void {
  if (quota === null || text === null) {
    return;
  }
  pen.strokeStyle = palette("--red-text");
  pen.lineWidth = 1.25;
  pen.setLineDash([6, 4]);
  pen.beginPath();
  pen.moveTo(plot.left, quota.y);
  pen.lineTo(plot.right, quota.y);
  pen.stroke();
  pen.setLineDash([]);
  pen.textAlign = "left";
  pen.fillStyle = palette("--red-text");
  pen.fillText(text, plot.left + 4, quota.textY);
}
