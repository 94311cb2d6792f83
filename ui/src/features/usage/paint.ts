import type { Drawing } from "./drawing";

/** What stands above the chart in a picture of it. */
export interface Caption {
  title: string;
  period: string;
  legend: { colour: number; text: string }[];
  quota: string | null;
  before: string | null;
}

/** The colours of a picture, by the names of the surface's tokens. */
export type Palette = (token: string) => string;

const inset = 24;
const headHeight = 84;
const family = '"Inter Variable", system-ui, sans-serif';

/** How large the picture of a drawing is. */
export function pictureSize({ plot }: Drawing): { width: number; height: number } {
  return { width: plot.width + 2 * inset, height: plot.height + headHeight + inset };
}

/** Paints the chart with its caption, as it is seen on the screen. */
export function paint(
  pen: CanvasRenderingContext2D,
  drawing: Drawing,
  caption: Caption,
  palette: Palette,
): void {
  const { width, height } = pictureSize(drawing);
  pen.fillStyle = palette("--surface");
  pen.fillRect(0, 0, width, height);
  paintCaption(pen, caption, width, palette);
  pen.save();
  pen.translate(inset, headHeight);
  paintScale(pen, drawing, palette);
  for (const { colour, blocks } of drawing.layers) {
    pen.fillStyle = palette(`--series-${colour}`);
    for (const [x, y, wide, tall] of blocks) {
      pen.fillRect(x, y, wide, tall);
    }
  }
  paintMarks(pen, drawing, palette);
  paintForecast(pen, drawing, palette);
  paintQuota(pen, drawing, caption.quota, palette);
  pen.restore();
}

function paintCaption(
  pen: CanvasRenderingContext2D,
  { title, period, legend, before }: Caption,
  width: number,
  palette: Palette,
): void {
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  pen.fillStyle = palette("--text");
  pen.font = `600 16px ${family}`;
  pen.fillText(title, inset, 36);
  const titleWidth = pen.measureText(title).width;
  pen.font = `400 13px ${family}`;
  pen.fillStyle = palette("--text-2");
  pen.fillText(period, inset + titleWidth + 12, 36);
  let x = inset;
  for (const { colour, text } of legend) {
    pen.fillStyle = palette(`--series-${colour}`);
    pen.fillRect(x, 53, 8, 8);
    pen.fillStyle = palette("--text-2");
    pen.fillText(text, x + 14, 62, width - x - 14);
    x += 14 + pen.measureText(text).width + 20;
  }
  if (before !== null) {
    pen.fillStyle = palette("--text");
    pen.fillRect(x, 56, 14, 1.5);
    pen.fillStyle = palette("--text-2");
    pen.fillText(before, x + 20, 62);
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
  for (const { x, text } of names) {
    pen.fillText(text, x, plot.bottom + 18);
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
  { forecast }: Drawing,
  palette: Palette,
): void {
  if (forecast) {
    pen.setLineDash([3, 3]);
    pen.strokeStyle = palette("--text-3");
    pen.strokeRect(...forecast);
    pen.setLineDash([]);
  }
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
  pen.fillText(text, plot.left + 4, quota.y - 6);
}
