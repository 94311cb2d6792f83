import type {
  Checkout,
  CheckoutFocus,
  CheckoutId,
  Checkouts,
  Subscription,
} from "./backend/generated/commands";

/** How many whole seconds remain of `seconds` that were counted `sinceMs` ago. */
export function remainingSeconds(seconds: number, sinceMs: number): number {
  return Math.max(0, Math.ceil(seconds - Math.max(0, sinceMs) / 1000));
}

/** Whether it can still come to a payment by what is on the screen. */
export function isOpen({ stage }: Checkout): boolean {
  return !["paid", "expired", "cancelled", "returned", "refused"].includes(stage);
}

/**
 * The purchases of this computer, as the window shows them.
 *
 * Their life: read at the start and whenever the core says that they changed; between two readings
 * only their seconds move, by the page's own clock, which no change of the wall clock touches. One
 * of them may be open as the dialog; a reading may ask for one, as after a click on a notification.
 */
export class OpenCheckouts {
  items = $state.raw<Checkout[]>([]);
  /** The one shown as the dialog. */
  shown = $state<CheckoutId | null>(null);
  /** Seconds that have passed since the reading, whole enough for a countdown. */
  #now = $state(0);
  #readAt = 0;
  /** The subscription as it was when a purchase began. */
  readonly #before = new Map<CheckoutId, Subscription>();
  #latest = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #read: () => Promise<Checkouts>;
  readonly #onOrder: (orderId: string) => void;
  readonly #onNotices: () => void;

  constructor(
    read: () => Promise<Checkouts>,
    onOrder: (orderId: string) => void,
    onNotices: () => void,
  ) {
    this.#read = read;
    this.#onOrder = onOrder;
    this.#onNotices = onNotices;
  }

  /** Those that wait for their payment, newest first. */
  get open(): Checkout[] {
    return this.items.filter(isOpen);
  }

  /** The one of that name. */
  find(id: CheckoutId | null): Checkout | null {
    return this.items.find((checkout) => checkout.id === id) ?? null;
  }

  /** Reads once more; of overlapping readings the last one counts. */
  async again(): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    const { items, focus } = await this.#read();
    if (mine === this.#latest) {
      this.#take(items);
    }
    // It is told once: a reading that was overtaken still brings the person there.
    if (focus) {
      this.#bring(focus);
    }
  }

  /** Goes on with a checkout that a command answered. */
  put(checkout: Checkout): void {
    this.#latest += 1;
    const isKnown = this.items.some(({ id }) => id === checkout.id);
    // The seconds of the others were counted earlier: they are brought to the same moment.
    const others = this.items.map((item) =>
      item.id === checkout.id ? checkout : { ...item, ...this.#secondsOf(item) },
    );
    this.#take(isKnown ? others : [checkout, ...others]);
  }

  /** Goes on with the list that a command answered. */
  replace({ items }: Checkouts): void {
    this.#latest += 1;
    this.#take(items);
  }

  /** Keeps how the subscription was, to tell later what the purchase has changed. */
  rememberBefore(id: CheckoutId, subscription: Subscription | null): void {
    if (subscription) {
      this.#before.set(id, subscription);
    }
  }

  /** The subscription before that purchase; none if it was begun in another run. */
  before(id: CheckoutId): Subscription | null {
    return this.#before.get(id) ?? null;
  }

  /** Whole seconds until the code is renewed; none where nothing runs out. */
  secondsLeft({ seconds_left }: Checkout): number | null {
    return seconds_left === undefined
      ? null
      : remainingSeconds(seconds_left, this.#now - this.#readAt);
  }

  /** Knows nothing any more, as after signing out. */
  forget(): void {
    this.#latest += 1;
    this.shown = null;
    this.#before.clear();
    this.#take([]);
  }

  #take(items: Checkout[]): void {
    this.items = items;
    this.#readAt = performance.now();
    this.#now = this.#readAt;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (items.some((item) => isOpen(item) && item.seconds_left !== undefined)) {
      // Begun with the reading, so that every tick falls on a whole second of it.
      this.#timer = setInterval(() => this.#tick(), 1000);
    }
  }

  #tick(): void {
    this.#now = performance.now();
    if (this.items.every((item) => (this.secondsLeft(item) ?? 0) === 0)) {
      clearInterval(this.#timer);
    }
  }

  #secondsOf(checkout: Checkout): Pick<Checkout, "seconds_left"> {
    const left = this.secondsLeft(checkout);
    return left === null ? {} : { seconds_left: left };
  }

  #bring(focus: CheckoutFocus): void {
    if (focus.kind === "checkout") {
      this.shown = focus.id;
    } else if (focus.kind === "order") {
      this.shown = null;
      this.#onOrder(focus.order_id);
    } else {
      this.shown = null;
      this.#onNotices();
    }
  }
}

/** A new name for a decision to buy or to refund, which the service counts once. */
export function newDecision(): string {
  // Not randomUUID: the window's own scheme is no secure context everywhere.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
