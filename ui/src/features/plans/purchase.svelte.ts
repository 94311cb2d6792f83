import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { CommandError, PayType, Quote, Wish } from "../../backend/generated/commands";
import { newDecision } from "../../checkouts.svelte";
import type { CountedCoupon, Couponed } from "../../components/coupon";

/** What leaves it open whether the service has made the order: the same decision is asked again. */
const uncertain = new Set(["no_connection", "timed_out", "service_busy", "internal"]);

/**
 * What somebody is about to buy.
 *
 * Its life: for every wish and coupon the service is asked what it would cost; the answer is shown,
 * and paying sends back what was shown. A decision to pay has one name until it has a certain
 * answer, so that pressing again after a cut never buys twice.
 */
export class Purchase implements Couponed {
  quote = $state.raw<Quote | null>(null);
  /** Whether an answer about the price is on its way. */
  asking = $state(false);
  /** Whether the purchase is being begun. */
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** The coupon as it is typed. */
  coupon = $state("");
  /** The coupon that is asked for. */
  applied = $state<string | null>(null);
  /** The coupon that the quote on the screen was asked with. */
  #quoted = $state<string | null>(null);
  wish = $state.raw<Wish | null>(null);
  #latest = 0;
  #decision: { about: string; id: string } | null = null;
  readonly #application: Application;

  constructor(application: Application) {
    this.#application = application;
  }

  /** Whether the coupon asked for counts: the price on the screen is the one with it. */
  get couponCounts(): boolean {
    return this.#counting !== null && this.#counting === this.applied;
  }

  get counted(): CountedCoupon | null {
    const { quote } = this;
    const found = quote?.reductions.find(
      ({ kind, code }) => kind === "coupon" && code !== undefined,
    );
    return quote && found && this.couponCounts
      ? { ...found, code: found.code ?? "", currency: quote.currency }
      : null;
  }

  get couponProblem() {
    return this.quote?.coupon_problem;
  }

  /** The coupon that counts in the price on the screen, whatever has been asked for since. */
  get #counting(): string | null {
    return this.quote === null || this.quote.coupon_problem ? null : this.#quoted;
  }

  /** Wants something else. */
  async want(wish: Wish): Promise<void> {
    this.wish = wish;
    this.quote = null;
    await this.ask();
  }

  /** Asks with the coupon that is typed. */
  async apply(): Promise<void> {
    const code = this.coupon.trim();
    this.applied = code === "" ? null : code;
    await this.ask();
  }

  /** Lets go of the coupon. */
  async withdraw(): Promise<void> {
    this.coupon = "";
    this.applied = null;
    await this.ask();
  }

  /** Asks what it costs; of overlapping questions the last one counts. */
  async ask(): Promise<void> {
    if (!this.wish) {
      return;
    }
    this.#latest += 1;
    const mine = this.#latest;
    this.asking = true;
    this.error = null;
    const { applied } = this;
    const coupon = applied === null ? {} : { coupon_code: applied };
    try {
      const quote = await this.#application.call("preview_order", { wish: this.wish, ...coupon });
      if (mine === this.#latest) {
        this.quote = quote;
        this.#quoted = applied;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.error = asCommandError(thrown);
      }
    } finally {
      if (mine === this.#latest) {
        this.asking = false;
      }
    }
  }

  /** Begins to pay what is shown; true if there is a checkout now. */
  async begin(pay_type: PayType): Promise<boolean> {
    const { wish, quote } = this;
    // The second half of a double click may come after the answer and before the dialog is drawn.
    if (this.#application.checkouts.shown !== null) {
      return false;
    }
    if (this.busy || this.asking || !wish || !quote) {
      return false;
    }
    this.busy = true;
    this.error = null;
    const coupon = this.#counting === null ? {} : { coupon_code: this.#counting };
    const about = JSON.stringify([wish, pay_type, coupon, quote.final_amount, quote.currency]);
    if (this.#decision?.about !== about) {
      this.#decision = { about, id: newDecision() };
    }
    const { id } = this.#decision;
    const { checkouts, subscription } = this.#application;
    try {
      const before = subscription.figure?.value ?? null;
      const checkout = await this.#application.call("begin_checkout", {
        id,
        wish,
        pay_type,
        quote,
        ...coupon,
      });
      this.#decision = null;
      checkouts.rememberBefore(checkout.id, before);
      checkouts.put(checkout);
      checkouts.shown = checkout.id;
      this.#application.note("order_created", {
        product: wish.product_id,
        method: String(pay_type),
        amount: quote.final_amount,
        currency: quote.currency,
      });
      return true;
    } catch (thrown) {
      await this.#fail(asCommandError(thrown));
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #fail(error: CommandError): Promise<void> {
    if (!uncertain.has(error.code)) {
      this.#decision = null;
    }
    if (error.code === "amount_changed" || error.code === "coupon_refused") {
      await this.ask();
    } else if (error.code === "shop_closed" || error.code === "method_not_offered") {
      await this.#application.packageCenter.again();
    }
    this.error = error;
  }
}
