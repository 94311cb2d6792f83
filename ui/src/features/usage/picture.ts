import type { Drawing } from "./drawing";
import { type Caption, type Palette, paint, pictureSize } from "./paint";

/** Pixels of the picture for each of the screen: it is also meant for print. */
const fineness = 2;

/** The chart as a PNG in base64. */
export async function pictureOf(drawing: Drawing, caption: Caption): Promise<string> {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) {
    throw new Error("this web view cannot draw pictures");
  }
  const { width, height } = pictureSize(pen, drawing, caption);
  canvas.width = width * fineness;
  canvas.height = height * fineness;
  pen.scale(fineness, fineness);
  paint(pen, drawing, caption, shownColours());
  const url = canvas.toDataURL("image/png");
  return url.slice(url.indexOf(",") + 1);
}

/** The tokens' colours as they are just now: a token may differ by theme, a canvas needs the one. */
function shownColours(): Palette {
  const probe = document.body.appendChild(document.createElement("span"));
  const found = new Map<string, string>();
  const names = ["surface", "line", "text", "text-2", "text-3", "red-text"];
  for (const name of [...names, ...[1, 2, 3, 4, 5, 6, 7, 8].map((series) => `series-${series}`)]) {
    probe.style.color = `var(--${name})`;
    found.set(`--${name}`, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => found.get(token) ?? "transparent";
}
