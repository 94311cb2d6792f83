import type { Application } from "../../application.svelte";
import type { UsageSeries, UsageStep, UsageWish } from "../../backend/generated/commands";
import { dayOf, monthStart } from "../../calendar";
import { Reading } from "../../reading.svelte";
import { choiceOf, type Period, periodOf, stepFor } from "./period";

const steps: UsageStep[] = ["day", "week", "month"];

/**
 * What the usage screen looks at, remembered as its choices, and the figures for it.
 *
 * Two readings live side by side: the period in sight, and every month there is, for the brush.
 * Both are read again when the wish or the usage itself changes.
 */
export class UsageView {
  readonly shown: Reading<UsageSeries>;
  readonly everything: Reading<UsageSeries>;
  /** As many points as can be told apart in the width there is. */
  mostPoints = $state(300);
  /** What was in sight before looking closer, the last one at the end. */
  #closer = $state.raw<{ period: string | undefined; step: UsageStep }[]>([]);
  readonly #application: Application;
  readonly today: string = $derived.by(() => dayOf(this.#application.clock.now));
  readonly periodChoice: string | undefined = $derived.by(() => this.#choice("period"));
  readonly knownSince: string | undefined = $derived.by(() => this.shown.figure?.value.known_since);
  readonly period: Period = $derived(periodOf(this.periodChoice, this.today, this.knownSince));
  readonly step: UsageStep = $derived.by(
    () => steps.find((step) => step === this.#choice("step")) ?? stepFor(this.period),
  );
  readonly product: string | null = $derived.by(() => this.#choice("product") || null);
  readonly compares: boolean = $derived.by(() => this.#choice("compare") !== "no");
  readonly wish: UsageWish = $derived.by(() => ({
    ...this.#application.whose.wish,
    ...this.#knownPeriod(),
    step: this.step,
    compare: this.compares,
    most_points: this.mostPoints,
  }));

  constructor(application: Application) {
    this.#application = application;
    this.shown = new Reading(() => application.call("usage", this.wish));
    this.everything = new Reading(() =>
      application.call("usage", {
        ...application.whose.wish,
        from: monthStart(this.knownSince ?? this.today),
        to: this.today,
        step: "month",
        compare: false,
      }),
    );
  }

  /** Knows nothing any more, as when somebody else's figures are wanted. */
  forget(): void {
    this.shown.forget();
    this.everything.forget();
    this.#closer = [];
  }

  /** Whether one has looked closer and can go back. */
  get isCloser(): boolean {
    return this.#closer.length > 0;
  }

  /** Looks at another period, in the step that suits it. */
  choosePeriod(choice: string): void {
    this.#closer = [];
    this.#choose("period", choice);
    this.#choose("step", stepFor(periodOf(choice, this.today, this.knownSince)));
  }

  /** Moves the period without another step. */
  movePeriod(period: Period): void {
    this.#closer = [];
    this.#choose("period", choiceOf(period));
  }

  /** Looks closer at a part of what is in sight. */
  lookCloser(period: Period): void {
    this.#closer = [...this.#closer, { period: this.periodChoice, step: this.step }];
    this.#choose("period", choiceOf(period));
    this.#choose("step", stepFor(period));
  }

  /** Goes back to where one was before looking closer. */
  goBack(): void {
    const before = this.#closer.at(-1);
    if (before) {
      this.#closer = this.#closer.slice(0, -1);
      this.#choose("period", before.period ?? "");
      this.#choose("step", before.step);
    }
  }

  chooseStep(step: UsageStep): void {
    this.#choose("step", step);
  }

  chooseProduct(product: string): void {
    this.#choose("product", product);
  }

  compare(compares: boolean): void {
    this.#choose("compare", compares ? "yes" : "no");
  }

  /** The part of the period of which something can be known: what was never counted is no zero. */
  #knownPeriod(): Period {
    const { from, to } = this.period;
    const known = monthStart(this.knownSince ?? from);
    return from < known && known <= to ? { from: known, to } : { from, to };
  }

  #choice(name: string): string | undefined {
    return this.#application.places.choice("usage", name);
  }

  #choose(name: string, value: string): void {
    this.#application.places.choose("usage", name, value);
  }
}
