import { asCommandError } from "./backend/backend";
import type {
  CommandError,
  CustomerId,
  CustomerOf,
  CustomerView,
} from "./backend/generated/commands";
import type { Places } from "./places.svelte";

/** Names whose figures are wanted; nothing is named where they are one's own. */
export interface OfWhom {
  customer?: CustomerId;
}

/**
 * Whose figures staff look at.
 *
 * A customer is chosen among all customers and stays chosen from screen to screen until staff go
 * back to the list; where the screens were left, the customer is remembered with them. Who belongs
 * to a customer has only their own figures and never chooses.
 */
export class Whose {
  /** The customer as last seen. */
  view = $state.raw<CustomerView | null>(null);
  failure = $state.raw<CommandError | null>(null);
  answered = $state(false);
  /** What the list said the customer is called, until more is known. */
  #called = $state.raw<{ customer: CustomerId; name: string } | null>(null);
  #latest = 0;
  readonly #places: Places;
  readonly #read: (wish: CustomerOf) => Promise<CustomerView>;
  /** The customer; none is one's own, or nobody yet. */
  readonly chosen: CustomerId | null = $derived.by(() =>
    this.#isStaff() ? this.#places.choice("customers", "customer") || null : null,
  );
  /** To be spread into whatever asks for figures. */
  readonly wish: OfWhom = $derived(this.chosen === null ? {} : { customer: this.chosen });
  /** What the customer is called. */
  readonly name: string | null = $derived.by(
    () =>
      this.view?.account?.value.company_name ??
      (this.#called && this.#called.customer === this.chosen ? this.#called.name : null),
  );
  readonly #isStaff: () => boolean;

  constructor(
    places: Places,
    isStaff: () => boolean,
    read: (wish: CustomerOf) => Promise<CustomerView>,
  ) {
    this.#places = places;
    this.#isStaff = isStaff;
    this.#read = read;
  }

  /** Looks at a customer's figures from now on. */
  choose(customer: CustomerId, name?: string): void {
    if (customer !== this.chosen) {
      this.#forgetView();
    }
    this.#called = name === undefined ? this.#called : { customer, name };
    this.#places.choose("customers", "customer", customer);
  }

  /** Looks at nobody any more. */
  leave(): void {
    this.#forgetView();
    this.#places.choose("customers", "customer", "");
  }

  /** Reads the customer, who is kept fresh from then on. */
  async again(): Promise<void> {
    const customer = this.chosen;
    if (customer === null) {
      return;
    }
    this.#latest += 1;
    const mine = this.#latest;
    try {
      const view = await this.#read({ customer });
      if (mine === this.#latest) {
        this.view = view;
        this.failure = null;
      }
    } catch (thrown) {
      if (mine === this.#latest) {
        this.failure = asCommandError(thrown);
      }
    }
    if (mine === this.#latest) {
      this.answered = true;
    }
  }

  /** Knows nothing any more, as after signing out. */
  forget(): void {
    this.#forgetView();
    this.#called = null;
  }

  #forgetView(): void {
    this.#latest += 1;
    this.view = null;
    this.failure = null;
    this.answered = false;
  }
}
