import { describe, expect, it } from "vitest";
import { Fake } from "../../backend/fake";
import { consumptionOf } from "../../backend/fake-usage";
import { signedIn } from "../../backend/fake-world";
import type { UsageSeries, UsageWish } from "../../backend/generated/commands";
import { Formats } from "../../language/formats";
import { drawingOf, pointName } from "./drawing";
import { paint, pictureSize } from "./paint";
import { stackOf } from "./stack";

const formats = new Formats("en");
const fake = new Fake(signedIn("admin", { consumption: consumptionOf() }));

function series(wish: Partial<UsageWish>): UsageSeries {
  const days = [...(fake.world.consumption?.products[0]?.days.keys() ?? [])];
  const all = {
    from: days[0] ?? "",
    to: days.at(-1) ?? "",
    step: "month" as const,
    compare: false,
  };
  const figure = fake.do_usage({ ...all, ...wish });
  if (!figure) {
    throw new Error("the fake has usage");
  }
  return figure.value;
}

describe("the drawing", () => {
  it("has a bar for every count and a line for the quotas of whole months", () => {
    const months = series({});
    const { layers, quota, marks, plot } = drawingOf(
      months,
      stackOf(months, null),
      null,
      900,
      280,
      formats,
    );
    expect(layers).toHaveLength(3);
    expect(layers.every(({ blocks }) => blocks.length === months.starts.length)).toBe(true);
    expect(quota?.value).toBe(45_500);
    expect(quota?.y).toBeGreaterThanOrEqual(plot.top);
    expect(marks).toEqual([]);
  });

  it("has no line for a quota that other steps cannot reach, or that would flatten the bars", () => {
    const days = series({ step: "day", compare: true });
    const drawn = drawingOf(days, stackOf(days, null), null, 900, 280, formats);
    expect(drawn.quota).toBeNull();
    expect(drawn.marks.length).toBeGreaterThanOrEqual(0);
    const small = series({});
    for (const product of small.products) {
      product.counts = product.counts.map(() => 1);
    }
    expect(drawingOf(small, stackOf(small, null), null, 900, 280, formats).quota).toBeNull();
  });

  it("leaves room for what the last point may reach", () => {
    const months = series({});
    const stack = stackOf(months, null);
    const now = stack.totals.at(-1) ?? 0;
    const { forecast, plot } = drawingOf(months, stack, 90_000, 900, 280, formats);
    expect(plot.most).toBeGreaterThanOrEqual(90_000);
    expect(forecast?.[3]).toBeGreaterThan(0);
    expect(drawingOf(months, stack, now, 900, 280, formats).forecast).toBeNull();
  });

  it("stays within its field with every day of three years", () => {
    const days = series({ step: "day" });
    const { layers, plot, names } = drawingOf(days, stackOf(days, null), null, 600, 280, formats);
    for (const [x, y, wide, tall] of layers.flatMap(({ blocks }) => blocks)) {
      expect(x).toBeGreaterThanOrEqual(plot.left - 0.5);
      expect(x + wide).toBeLessThanOrEqual(plot.right + 0.5);
      expect(y + tall).toBeLessThanOrEqual(plot.bottom + 0.75);
    }
    expect(names.length).toBeLessThan(12);
  });
});

it("a week is named by the days that are looked at", () => {
  const weeks = { from: "2026-06-03", to: "2026-06-18", step: "week" } as UsageSeries;
  expect(pointName(weeks, "2026-06-01", formats)).toBe(formats.days("2026-06-03", "2026-06-07"));
  expect(pointName(weeks, "2026-06-15", formats)).toBe(formats.days("2026-06-15", "2026-06-18"));
});

it("the picture shows every bar in its colour and every word of the caption", () => {
  const months = series({ compare: true });
  const drawing = drawingOf(months, stackOf(months, null), 60_000, 900, 280, formats);
  const rectangles = new Map<string, number>();
  const words: string[] = [];
  const pen = {
    fillStyle: "",
    fillRect(this: { fillStyle: string }) {
      rectangles.set(this.fillStyle, (rectangles.get(this.fillStyle) ?? 0) + 1);
    },
    fillText: (text: string) => words.push(text),
    measureText: () => ({ width: 40 }),
  };
  const silent = () => {};
  const rest = ["save", "restore", "translate", "setLineDash", "strokeRect", "beginPath"];
  for (const name of [...rest, "moveTo", "lineTo", "stroke"]) {
    Object.assign(pen, { [name]: silent });
  }
  const caption = {
    title: "Usage",
    period: "2026",
    legend: [{ colour: 1, text: "AI chat 12" }],
    quota: "Quota 45,500",
    before: "Period before",
  };
  paint(pen as unknown as CanvasRenderingContext2D, drawing, caption, (token) => token);
  for (const { colour, blocks } of drawing.layers) {
    const swatches = colour === 1 ? 1 : 0;
    expect(rectangles.get(`--series-${colour}`)).toBe(blocks.length + swatches);
  }
  expect(words).toEqual(
    expect.arrayContaining(["Usage", "2026", "AI chat 12", "Quota 45,500", "Period before"]),
  );
  expect(pictureSize(drawing).width).toBeGreaterThan(900);
});
