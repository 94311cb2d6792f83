/** How one language writes money, numbers, dates and times. */
export class Formats {
  readonly #made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>();

  constructor(readonly tag: string) {}

  /**
   * An amount of money from its decimal string, with the symbol that this language cannot mistake;
   * a dash for none.
   */
  money(amount: string, currency: string, { wholeIfExact = false } = {}): string {
    if (amount === "") {
      return "–"; // The formatter would write zero.
    }
    const format = this.#once(`money ${currency} ${wholeIfExact}`, () => {
      const decimals = decimalsOf(currency);
      return new Intl.NumberFormat(this.tag, {
        style: "currency",
        currency,
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        trailingZeroDisplay: wholeIfExact ? "stripIfInteger" : "auto",
      });
    });
    const plainSymbol = unmistakable[this.tag]?.[currency];
    // The decimal string goes in as it is: a detour over a float would lose large amounts.
    const parts = format.formatToParts(amount as Intl.StringNumericLiteral);
    return parts
      .map(({ type, value }) => (type === "currency" && plainSymbol ? plainSymbol : value))
      .join("");
  }

  /** A count or measure, grouped. */
  number(value: number): string {
    return this.#once("number", () => new Intl.NumberFormat(this.tag)).format(value);
  }

  /** A share from 0 to 1 as whole percent. */
  percent(share: number): string {
    return this.#once(
      "percent",
      () => new Intl.NumberFormat(this.tag, { style: "percent", maximumFractionDigits: 0 }),
    ).format(share);
  }

  /** By which part something has changed, in whole percent and with its sign. */
  change(share: number): string {
    return this.#once(
      "change",
      () =>
        new Intl.NumberFormat(this.tag, {
          style: "percent",
          maximumFractionDigits: 0,
          signDisplay: "exceptZero",
        }),
    ).format(share);
  }

  /** A count with its sign. */
  signed(value: number): string {
    return this.#once(
      "signed",
      () => new Intl.NumberFormat(this.tag, { signDisplay: "exceptZero" }),
    ).format(value);
  }

  /** A size on disk. */
  bytes(count: number): string {
    const steps = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const step = count < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(count) / 3));
    const unit = steps[step] ?? "byte";
    return this.#once(
      unit,
      () =>
        new Intl.NumberFormat(this.tag, {
          style: "unit",
          unit,
          unitDisplay: step === 0 ? "long" : "short",
          maximumSignificantDigits: 3,
        }),
    ).format(count / 1000 ** step);
  }

  /** A calendar day from `YYYY-MM-DD`, the same day in every time zone. */
  day(date: string): string {
    return this.#calendar("day", wholeDay).format(utc(date));
  }

  /** A calendar day without its year. */
  dayOfYear(date: string): string {
    return this.#calendar("dayOfYear", { month: "short", day: "numeric" }).format(utc(date));
  }

  /** The month of a calendar day. */
  month(date: string): string {
    return this.#calendar("month", wholeMonth).format(utc(date));
  }

  /** The name alone of the month of a calendar day. */
  monthName(date: string): string {
    return this.#calendar("monthName", { month: "short" }).format(utc(date));
  }

  /** The year of a calendar day. */
  year(date: string): string {
    return this.#calendar("year", { year: "numeric" }).format(utc(date));
  }

  /** Two calendar days as a range that names the year once if it is the same. */
  days(from: string, to: string): string {
    const between = bareRanges[this.tag];
    if (between === undefined) {
      return this.#calendar("day", wholeDay).formatRange(utc(from), utc(to));
    }
    const end = from.slice(0, 4) === to.slice(0, 4) ? this.dayOfYear(to) : this.day(to);
    return from === to ? this.day(from) : this.day(from) + between + end;
  }

  /** The months of two calendar days as a range that names the year once if it is the same. */
  months(from: string, to: string): string {
    const between = bareRanges[this.tag];
    if (between === undefined) {
      return this.#calendar("month", wholeMonth).formatRange(utc(from), utc(to));
    }
    const end = from.slice(0, 4) === to.slice(0, 4) ? this.monthName(to) : this.month(to);
    return from.slice(0, 7) === to.slice(0, 7)
      ? this.month(from)
      : this.month(from) + between + end;
  }

  /** The local day of a moment. */
  dayOf(moment: string): string {
    return this.#once("dayOf", () => new Intl.DateTimeFormat(this.tag, wholeDay)).format(
      new Date(moment),
    );
  }

  /** A moment: the time alone today, with its day otherwise, with its year in another year. */
  moment(moment: string, now: Date): string {
    const then = new Date(moment);
    const sameYear = then.getFullYear() === now.getFullYear();
    const sameDay =
      sameYear && then.getMonth() === now.getMonth() && then.getDate() === now.getDate();
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    if (sameDay) {
      return this.#once("time", () => new Intl.DateTimeFormat(this.tag, time)).format(then);
    }
    return this.#once(
      `moment ${sameYear}`,
      () =>
        new Intl.DateTimeFormat(this.tag, {
          ...(sameYear ? {} : { year: "numeric" }),
          month: "short",
          day: "numeric",
          ...time,
        }),
    ).format(then);
  }

  /** A moment's time of day, to the second. */
  second(moment: string): string {
    return this.#once(
      "second",
      () =>
        new Intl.DateTimeFormat(this.tag, {
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          hourCycle: "h23",
        }),
    ).format(new Date(moment));
  }

  /** Several names as one enumeration. */
  list(names: string[]): string {
    return this.#once(
      "list",
      () => new Intl.ListFormat(this.tag, { style: "short", type: "conjunction" }),
    ).format(names);
  }

  #calendar(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.#once(
      name,
      () => new Intl.DateTimeFormat(this.tag, { ...options, timeZone: "UTC" }),
    );
  }

  #once<Format extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>(
    name: string,
    make: () => Format,
  ): Format {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made as Format;
  }
}

/** The moment at which a calendar day begins in the zone that days are written in. */
function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

const wholeDay = { year: "numeric", month: "short", day: "numeric" } as const;
const wholeMonth = { year: "numeric", month: "short" } as const;

/** What stands between two days where the formatter would write ranges in bare numbers. */
const bareRanges: Record<string, string> = { "zh-CN": " – ", ja: "～" };

/**
 * Symbols that would be read as another currency in a language: ¥ is the yuan in Chinese and the
 * yen in Japanese, so there the other one carries its country. An account has one currency, so
 * English may write ¥ for either.
 */
const unmistakable: Record<string, Record<string, string>> = {
  ja: { CNY: "CN¥" },
  "zh-CN": { JPY: "JP¥" },
};

/** How many decimals the currency has by itself, however a service may have written it. */
function decimalsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  );
}
