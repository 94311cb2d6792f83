import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type {
  ChangeBegun,
  ChangePreview,
  ChangeWish,
  CommandError,
  PayType,
} from "../../backend/generated/commands";
import { newDecision } from "../../checkouts.svelte";
import type { CountedCoupon, Couponed } from "../../components/coupon";
import { parseAmount } from "../../language/amount";

/** What leaves it open whether the service has done it: the same decision is sent again. */
export const uncertain = new Set(["no_connection", "timed_out", "service_busy", "internal"]);

/** Whether an amount is none at all. */
export function isNothing(amount: string): boolean {
  return parseAmount(amount)?.minor === 0n;
}

/**
 * A change of plan that somebody thinks about.
 *
 * Its life: the service is asked what it would cost; the answer is shown, and deciding sends back
 * what was shown. If that no longer holds, nothing is done and the new answer is shown. A decision
 * has one name until it has a certain answer.
 */
export class Change implements Couponed {
  preview = $state.raw<ChangePreview | null>(null);
  asking = $state(false);
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);
  coupon = $state("");
  applied = $state<string | null>(null);
  /** The coupon that the preview on the screen was asked with. */
  #asked = $state<string | null>(null);
  #latest = 0;
  #decision: { about: string; id: string } | null = null;
  readonly #application: Application;
  readonly #wish: ChangeWish;

  constructor(application: Application, wish: ChangeWish) {
    this.#application = application;
    this.#wish = wish;
  }

  /** Whether anything is to be paid for it now. */
  get isDue(): boolean {
    return this.preview !== null && !isNothing(this.preview.displayed_amount);
  }

  get counted(): CountedCoupon | null {
    const code = this.#counting;
    return this.preview && code !== null && code === this.applied
      ? { code, currency: this.preview.currency }
      : null;
  }

  get couponProblem() {
    return this.preview?.coupon_problem;
  }

  get #counting(): string | null {
    return this.preview === null || this.preview.coupon_problem ? null : this.#asked;
  }

  async apply(): Promise<void> {
    const code = this.coupon.trim();
    this.applied = code === "" ? null : code;
    await this.ask();
  }

  async withdraw(): Promise<void> {
    this.coupon = "";
    this.applied = null;
    await this.ask();
  }

  /** Asks what it would cost; of overlapping questions the last one counts. */
  async ask(): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.asking = true;
    this.error = null;
    const { applied } = this;
    try {
      const preview = await this.#application.call("preview_change", this.#with(applied));
      if (mine === this.#latest) {
        this.preview = preview;
        this.#asked = applied;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.error = asCommandError(thrown);
        this.preview = null;
      }
    } finally {
      if (mine === this.#latest) {
        this.asking = false;
      }
    }
  }

  /** Decides for what is shown; what became of it, or none if nothing did. */
  async decide(method: PayType | null): Promise<ChangeBegun | null> {
    const { preview, isDue } = this;
    const { checkouts, subscription } = this.#application;
    // The second half of a double click may come after the answer and before the dialog is drawn.
    if (checkouts.shown !== null || this.busy || this.asking || !preview) {
      return null;
    }
    if (isDue && method === null) {
      return null;
    }
    this.busy = true;
    this.error = null;
    const change = this.#with(this.#counting);
    const paying = isDue && method !== null ? { pay_type: method } : {};
    const about = JSON.stringify([change, paying, preview]);
    if (this.#decision?.about !== about) {
      this.#decision = { about, id: newDecision() };
    }
    const { id } = this.#decision;
    try {
      const before = subscription.figure?.value ?? null;
      const request = { id, change, preview, ...paying };
      const begun = await this.#application.call("begin_change", request);
      this.#decision = null;
      if (begun.checkout) {
        checkouts.rememberBefore(begun.checkout.id, before);
        checkouts.put(begun.checkout);
        checkouts.shown = begun.checkout.id;
      }
      return begun;
    } catch (thrown) {
      await this.#fail(asCommandError(thrown));
      return null;
    } finally {
      this.busy = false;
    }
  }

  #with(coupon: string | null): ChangeWish {
    return coupon === null ? this.#wish : { ...this.#wish, coupon_code: coupon };
  }

  async #fail(error: CommandError): Promise<void> {
    if (!uncertain.has(error.code)) {
      this.#decision = null;
    }
    if (["amount_changed", "coupon_refused", "subscription_moved"].includes(error.code)) {
      await this.ask();
    }
    this.error = error;
  }
}
