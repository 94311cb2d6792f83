import { describe, expect, it } from "vitest";
import { Formats } from "./formats";

const english = new Formats("en");
const chinese = new Formats("zh-CN");
const japanese = new Formats("ja");

describe("money", () => {
  it.each([
    [english, "CNY", "9990.00", "¥9,990.00"],
    [chinese, "CNY", "9990.00", "¥9,990.00"],
    [japanese, "CNY", "9990.00", "CN¥9,990.00"],
    [english, "JPY", "1935", "¥1,935"],
    [chinese, "JPY", "1935", "JP¥1,935"],
    [japanese, "JPY", "1935", "￥1,935"],
    [english, "USD", "12.50", "$12.50"],
    [chinese, "USD", "12.50", "$12.50"],
    [japanese, "USD", "12.50", "$12.50"],
  ])("has a symbol that %o cannot mistake for another currency than %s", (...line) => {
    const [formats, currency, amount, shown] = line;
    expect(spaceless(formats.money(amount, currency))).toBe(shown);
  });

  it("has the currency's own decimals", () => {
    expect(spaceless(english.money("12.345", "KWD"))).toBe("KWD12.345");
    expect(english.money("5", "USD")).toBe("$5.00");
    expect(english.money("-0.05", "USD")).toBe("-$0.05");
  });

  it("drops the decimals of a whole price where that is asked for", () => {
    expect(english.money("2990.00", "CNY", { wholeIfExact: true })).toBe("¥2,990");
    expect(english.money("2990.50", "CNY", { wholeIfExact: true })).toBe("¥2,990.50");
  });

  it("is exact beyond what a float can hold", () => {
    expect(english.money("90071992547409930.01", "USD")).toBe("$90,071,992,547,409,930.01");
  });
});

describe("a calendar day", () => {
  it("is the same day in every time zone", () => {
    expect(english.day("2026-08-12")).toBe("Aug 12, 2026");
    expect(chinese.day("2026-08-12")).toBe("2026年8月12日");
    expect(japanese.day("2026-08-12")).toBe("2026年8月12日");
  });
});

describe("a moment", () => {
  const now = new Date(2026, 5, 18, 16, 30);
  const at = (...parts: [number, number, number, number, number]) =>
    new Date(...parts).toISOString();

  it("of today is its time", () => {
    expect(english.moment(at(2026, 5, 18, 14, 2), now)).toBe("14:02");
    expect(chinese.moment(at(2026, 5, 18, 0, 2), now)).toBe("00:02");
  });

  it("of another day carries the day", () => {
    expect(english.moment(at(2026, 5, 17, 14, 2), now)).toBe("Jun 17, 14:02");
    expect(japanese.moment(at(2026, 5, 17, 14, 2), now)).toBe("6月17日 14:02");
  });

  it("of another year carries the year", () => {
    expect(english.moment(at(2025, 11, 31, 9, 5), now)).toBe("Dec 31, 2025, 09:05");
  });
});

describe("counts, shares and sizes", () => {
  it("are written as the language does", () => {
    expect(english.number(41260)).toBe("41,260");
    expect(chinese.percent(0.834)).toBe("83%");
    expect(english.bytes(999)).toBe("999 bytes");
    expect(english.bytes(1_482_752)).toBe("1.48 MB");
    expect(english.bytes(0)).toBe("0 bytes");
    expect(english.list(["A", "B", "C"])).toBe("A, B, & C");
    expect(japanese.list(["A", "B"])).toBe("A、B");
  });
});

function spaceless(text: string): string {
  return text.replace(/\s/g, "");
}

describe("ranges of days", () => {
  it.each([
    ["en", "Jul 2025 – Jun 2026", "Jan – Jun 2026", "Jun 1 – 18, 2026"],
    ["zh-CN", "2025年7月 – 2026年6月", "2026年1月 – 6月", "2026年6月1日 – 6月18日"],
    ["ja", "2025年7月～2026年6月", "2026年1月～6月", "2026年6月1日～6月18日"],
  ])("in %s name nothing that goes without saying", (tag, years, months, days) => {
    const formats = new Formats(tag);
    const plain = (text: string) => text.replaceAll(/\s/gu, " ");
    expect(plain(formats.months("2025-07-01", "2026-06-18"))).toBe(years);
    expect(plain(formats.months("2026-01-01", "2026-06-18"))).toBe(months);
    expect(plain(formats.days("2026-06-01", "2026-06-18"))).toBe(days);
    expect(formats.days("2026-06-18", "2026-06-18")).toBe(formats.day("2026-06-18"));
    expect(formats.months("2026-06-01", "2026-06-18")).toBe(formats.month("2026-06-01"));
  });
});
