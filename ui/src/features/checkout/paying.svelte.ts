import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { Checkout, CommandError, PayType } from "../../backend/generated/commands";

/** What is being done about a checkout just now. */
export type Doing = "renew" | "change" | "open" | "ask" | "cancel";

/** What a person can do about a checkout: one thing at a time, each answered before the next. */
export class Paying {
  doing = $state<Doing | null>(null);
  error = $state.raw<CommandError | null>(null);
  readonly #application: Application;

  constructor(application: Application) {
    this.#application = application;
  }

  /** Asks for a new code. */
  renew = (id: string) => this.#do("renew", () => this.#application.call("renew_code", { id }));

  /** Pays by another method. */
  change = (id: string, pay_type: PayType) =>
    this.#do("change", () => this.#application.call("change_method", { id, pay_type }));

  /** Asks now whether it is paid. */
  ask = (id: string) => this.#do("ask", () => this.#application.call("ask_payment", { id }));

  /** Calls the order off. */
  cancel = (id: string) =>
    this.#do("cancel", () => this.#application.call("cancel_checkout", { id }));

  /** Opens the page to pay on. */
  open = (id: string) =>
    this.#do("open", async () => {
      await this.#application.call("open_payment_page", { id });
      return null;
    });

  async #do(doing: Doing, act: () => Promise<Checkout | null>): Promise<boolean> {
    if (this.doing !== null) {
      return false;
    }
    this.doing = doing;
    this.error = null;
    try {
      const checkout = await act();
      if (checkout) {
        this.#application.checkouts.put(checkout);
      }
      return true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return false;
    } finally {
      this.doing = null;
    }
  }
}
