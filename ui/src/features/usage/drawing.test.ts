import { describe, expect, it } from "vitest";
import { Fake } from "../../backend/fake";
import { consumptionOf } from "../../backend/fake-usage";
import { signedIn } from "../../backend/fake-world";
import type { UsageSeries, UsageWish } from "../../backend/generated/commands";
import { Formats } from "../../language/formats";
import { drawingOf, pointName, twinOf } from "./drawing";
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
  it("has a bar for every count, and a line for a quota of whole months", () => {
    const months = series({});
    const drawn = (product: string | null) =>
      drawingOf(months, stackOf(months, product), null, 900, 280, formats);
    const { layers, quota, marks } = drawn(null);
    expect(layers).toHaveLength(3);
    expect(layers.every(({ blocks }) => blocks.length === months.starts.length)).toBe(true);
    // Messages, e-mails and minutes have no quota together.
    expect(quota).toBeNull();
    expect(marks).toEqual([]);
    const chat = drawn("ai_chat");
    expect(chat.quota?.value).toBe(32_000);
    expect(chat.quota?.y).toBeGreaterThanOrEqual(chat.plot.top);
  });

  it("keeps the words of a quota at the upper edge below their line", () => {
    const months = series({});
    const seats = drawingOf(months, stackOf(months, "agent_seats"), null, 900, 280, formats);
    expect(seats.quota?.y).toBeLessThan(20);
    expect(seats.quota?.textY).toBeGreaterThan(seats.quota?.y ?? 0);
  });

  it("names January a month, and the year once below the first name of each", () => {
    const months = series({});
    const { names, plot } = drawingOf(months, stackOf(months, null), null, 1600, 280, formats);
    for (const { text, at } of names) {
      expect(text).toBe(formats.monthName(months.starts[at] ?? ""));
    }
    const years = [...new Set(months.starts.map((start) => start.slice(0, 4)))];
    expect(names.flatMap(({ year }) => year ?? [])).toEqual(years);
    expect(plot.height - plot.bottom).toBe(40);
    const one = series({ from: "2026-01-01", to: "2026-03-31" });
    const short = drawingOf(
      { ...one, starts: ["2026-01-01", "2026-02-01"] },
      stackOf(one, null),
      null,
      900,
      280,
      formats,
    );
    expect(short.names.every(({ year }) => year === undefined)).toBe(true);
    expect(short.plot.height - short.plot.bottom).toBe(24);
  });

  it("keeps every word within the picture, however long", () => {
    const days = series({ step: "day" });
    for (const product of days.products) {
      product.counts = product.counts.map((count) => count * 10_000);
    }
    for (const tag of ["en", "zh-CN", "ja"]) {
      const { names, plot, lines } = drawingOf(
        days,
        stackOf(days, null),
        null,
        900,
        280,
        new Formats(tag),
      );
      const last = names.at(-1);
      expect((last?.x ?? 0) + 3.5 * (last?.text.length ?? 0)).toBeLessThanOrEqual(plot.width);
      const longest = Math.max(...lines.map(({ text }) => text.length));
      expect(plot.left - 10 - 7 * longest).toBeGreaterThanOrEqual(0);
    }
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

describe("the days that a point is compared with", () => {
  const whole = { from: "2026-06-01", to: "2026-06-18", before: ["2026-05-01", "2026-05-18"] };

  it("are the same days, and the same month where months are", () => {
    const days = { ...whole, step: "day", starts: ["2026-06-01", "2026-06-02"] };
    expect(twinOf(days as unknown as UsageSeries, 1)).toEqual(["2026-05-02", "2026-05-02"]);
    const months = {
      from: "2025-12-01",
      to: "2026-02-18",
      before: ["2024-12-01", "2025-02-18"],
      step: "month",
      starts: ["2025-12-01", "2026-01-01", "2026-02-01"],
    } as unknown as UsageSeries;
    expect(twinOf(months, 1)).toEqual(["2025-01-01", "2025-01-31"]);
    expect(twinOf(months, 2)).toEqual(["2025-02-01", "2025-02-18"]);
  });

  it("are cut as the weeks are, and none where nothing is compared", () => {
    const weeks = { ...whole, step: "week", starts: ["2026-06-01", "2026-06-08", "2026-06-15"] };
    expect(twinOf(weeks as unknown as UsageSeries, 1)).toEqual(["2026-05-08", "2026-05-14"]);
    expect(twinOf(weeks as unknown as UsageSeries, 2)).toEqual(["2026-05-15", "2026-05-18"]);
    const { before: _, ...alone } = weeks;
    expect(twinOf(alone as unknown as UsageSeries, 1)).toBeNull();
  });
});

it("the picture shows every bar in its colour and every word of the caption", () => {
  const months = series({ compare: true });
  const drawing = drawingOf(months, stackOf(months, "ai_chat"), 60_000, 900, 280, formats);
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
    company: "Northwind Labs",
    title: "Usage",
    period: "2026",
    legend: [{ colour: 1, text: "AI chat 12" }],
    quota: "Quota 32,000",
    before: "Period before",
    forecast: "forecast",
  };
  paint(pen as unknown as CanvasRenderingContext2D, drawing, caption, (token) => token);
  for (const { colour, blocks } of drawing.layers) {
    const swatches = colour === 1 ? 1 : 0;
    expect(rectangles.get(`--series-${colour}`)).toBe(blocks.length + swatches);
  }
  expect(words).toEqual(
    expect.arrayContaining([
      "Northwind Labs",
      "Usage · 2026",
      "AI chat 12",
      "Quota 32,000",
      "Period before",
      "forecast",
    ]),
  );
  const size = pictureSize(pen as unknown as CanvasRenderingContext2D, drawing, caption);
  expect(size.width).toBeGreaterThan(900);
  // Many products take more lines, and none is left out.
  const many = Array.from({ length: 40 }, (_, at) => ({ colour: 1, text: `Product ${at}` }));
  const more = { ...caption, legend: many };
  const taller = pictureSize(pen as unknown as CanvasRenderingContext2D, drawing, more);
  expect(taller.height).toBeGreaterThan(size.height);
  paint(pen as unknown as CanvasRenderingContext2D, drawing, more, (token) => token);
  expect(words).toEqual(expect.arrayContaining(many.map(({ text }) => text)));
});
