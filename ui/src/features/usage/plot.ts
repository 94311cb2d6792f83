/** Where everything of the chart stands, in pixels. */
export interface Plot {
  width: number;
  height: number;
  /** The edges of the field in which the bars stand. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** How much room each point has, and how much of it its bar takes. */
  band: number;
  bar: number;
  /** The value at the upper edge. */
  most: number;
  /** The values that have a line. */
  ticks: number[];
}

/** Room beside the field: for the scale on its left, for the names at its foot. */
export interface Edges {
  left: number;
  foot: number;
}

const widestBar = 34;
const gap = 1;
const usualEdges: Edges = { left: 52, foot: 24 };

/** A field for so many points whose greatest value is `most`. */
export function plotOf(
  width: number,
  height: number,
  count: number,
  most: number,
  edges: Edges = usualEdges,
): Plot {
  const [left, right, top, bottom] = [edges.left, width - 8, 8, height - edges.foot];
  const ticks = ticksFor(most);
  const band = count > 0 ? Math.max(0, right - left) / count : 0;
  const bar = Math.max(0.5, Math.min(widestBar, band > 6 ? band * 0.62 : band - 0.5));
  return { width, height, left, right, top, bottom, band, bar, most: ticks.at(-1) ?? 1, ticks };
}

/** Round values from zero to at least `most`, three to five of them. */
export function ticksFor(most: number): number[] {
  if (!(most > 0)) {
    return [0, 1];
  }
  const size = 10 ** Math.floor(Math.log10(most / 3));
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * size);
  // Counts are whole: no line stands between two of them.
  const step = steps.find((one) => Number.isInteger(one) && one * 4 >= most) ?? most;
  const ticks = [0];
  while ((ticks.at(-1) ?? 0) < most) {
    ticks.push(ticks.length * step);
  }
  return ticks;
}

/** The middle of a point. */
export function middleOf({ left, band }: Plot, at: number): number {
  return left + band * (at + 0.5);
}

/** The height at which a value stands. */
export function heightOf({ top, bottom, most }: Plot, value: number): number {
  return bottom - (Math.min(value, most) / most) * (bottom - top);
}

/** The point at a place; none beside the field. */
export function pointAt({ left, right, band }: Plot, x: number, count: number): number | null {
  if (x < left || x > right || count === 0) {
    return null;
  }
  return Math.min(count - 1, Math.floor((x - left) / band));
}

/** A rectangle: left edge, upper edge, width, height. */
export type Block = [x: number, y: number, width: number, height: number];

/** The bars of every layer, from the foot up, each with a hair of ground above it. */
export function blocksOf(plot: Plot, layers: number[][]): Block[][] {
  const feet: number[] = [];
  return layers.map((counts) =>
    counts.flatMap((count, at): Block[] => {
      const foot = feet[at] ?? 0;
      feet[at] = foot + count;
      if (count <= 0) {
        return [];
      }
      const lower = heightOf(plot, foot);
      const upper = heightOf(plot, foot + count);
      const tall = Math.max(0.75, lower - upper - (foot > 0 ? gap : 0));
      return [[middleOf(plot, at) - plot.bar / 2, upper, plot.bar, tall]];
    }),
  );
}

/** All of a layer's bars as one path. */
export function pathOf(blocks: Block[]): string {
  return blocks
    .map(
      ([x, y, width, tall]) =>
        `M${short(x)} ${short(y)}h${short(width)}v${short(tall)}h${short(-width)}z`,
    )
    .join("");
}

/** A short line across each bar, at the value of the period before. */
export function marksOf(plot: Plot, values: number[]): Block[] {
  const wide = Math.min(plot.band, plot.bar + 10);
  return values.flatMap((value, at): Block[] =>
    value > 0 ? [[middleOf(plot, at) - wide / 2, heightOf(plot, value), wide, 0]] : [],
  );
}

/** The points whose names have room beside each other, the newest among them. */
export function namedPoints({ band }: Plot, count: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(room / Math.max(band, 0.01)));
  return Array.from({ length: count }, (_, at) => at).filter(
    (at) => (count - 1 - at) % every === 0,
  );
}

const short = (value: number) => Math.round(value * 100) / 100;
