import { getContext, type Snippet, setContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "./backend/backend";
import type {
  Account,
  Commands,
  CustomerSummary,
  Event,
  InvoiceList,
  Me,
  NoticeList,
  Order,
  PackageCenter,
  Permission,
  Plan,
  Session,
  Settings,
  Start,
  Subscription,
  Sync,
  UsageSeries,
} from "./backend/generated/commands";
import { dayOf } from "./calendar";
import { OpenCheckouts } from "./checkouts.svelte";
import { Clock } from "./clock.svelte";
import { Downloads } from "./downloads.svelte";
import type { EvidenceAsked } from "./features/evidence/asked";
import { monthWish } from "./features/overview/month";
import { language, t } from "./language/language.svelte";
import { Notices } from "./notices.svelte";
import { Places } from "./places.svelte";
import { Reading } from "./reading.svelte";
import { Selection } from "./selection.svelte";
import { Whose } from "./whose.svelte";

/**
 * What the whole window knows: who is signed in, what was chosen, which figures are known.
 *
 * Its life: it listens before it asks for the start, so that no change falls between the two;
 * shows what the start brought from local files; reads the figures; and from then on reads again
 * whatever an event says has changed. Signing out forgets every figure at once.
 */
export class Application {
  readonly version: string;
  readonly clock = new Clock();
  readonly notices = new Notices();
  readonly places: Places;
  readonly whose: Whose;
  /** The customers whom staff do something with together; still so after looking at one of them. */
  readonly selectedCustomers = new Selection<CustomerSummary>(({ customer_id }) => customer_id);
  readonly downloads: Downloads;
  readonly account: Reading<Account>;
  readonly subscription: Reading<Subscription | null>;
  readonly plans: Reading<Plan[]>;
  readonly packageCenter: Reading<PackageCenter>;
  readonly orders: Reading<Order[]>;
  /** What the customer is told of. */
  readonly noticeList: Reading<NoticeList>;
  readonly checkouts: OpenCheckouts;
  /** Every day of this month and of the weeks before it. */
  readonly recentUsage: Reading<UsageSeries>;
  readonly latestInvoices: Reading<InvoiceList>;
  readonly overdueInvoices: Reading<InvoiceList>;
  /** Those that are still to be paid in time. */
  readonly openInvoices: Reading<InvoiceList>;
  settings = $state.raw() as Settings;
  session = $state.raw() as Session;
  sync = $state.raw() as Sync;
  /** Whether the list of shortcuts is open. */
  shortcutsShown = $state(false);
  /** Whether the notices are to be brought to the person's eyes. */
  noticesWanted = $state(false);
  /** Whether one looks for something in everything. */
  isSearching = $state(false);
  /** What support is to be given evidence about, while one is asked what to do with it. */
  evidence = $state.raw<EvidenceAsked | null>(null);
  /** What the screen in sight puts beside its name in the title row. */
  titleTools = $state.raw<Snippet | null>(null);
  /** Counts up whenever somebody comes or goes: what was typed belongs to one stay. */
  stay = 0;
  readonly me: Me | null = $derived(this.session.state === "signed_in" ? this.session.me : null);
  /** Whether figures can come from the service at this moment. */
  readonly connected: boolean = $derived(
    this.sync.state !== "offline" &&
      (this.session.state === "signed_out" || this.session.can_update),
  );
  /** How often each event was heard. */
  readonly #heard = new SvelteMap<Event, number>();
  readonly #backend: Backend;

  private constructor(backend: Backend, start: Start) {
    this.#backend = backend;
    this.version = start.version;
    this.settings = start.settings;
    this.session = start.session;
    this.sync = start.sync;
    this.places = new Places(start.place, (place) => {
      // Where one was is a comfort: not worth a word if it cannot be kept.
      backend.call("remember_place", place).catch(() => {});
    });
    this.whose = new Whose(
      this.places,
      () => this.me !== null && this.me.customer_id === undefined,
      (wish) => backend.call("customer", wish),
    );
    this.downloads = new Downloads(backend, ({ id, path }) =>
      this.notices.say("good", t("download-done"), path, {
        label: t("show-file"),
        does: () => void this.downloads.show(id).catch(() => {}),
      }),
    );
    this.account = new Reading(() => backend.call("account", null));
    this.subscription = new Reading(() => backend.call("subscription", null));
    this.plans = new Reading(() => backend.call("plans", null));
    this.packageCenter = new Reading(() => backend.call("package_center", null));
    this.orders = new Reading(() => backend.call("orders", null));
    this.noticeList = new Reading(() => backend.call("notices", null));
    this.recentUsage = new Reading(() => backend.call("usage", monthWish(dayOf(this.clock.now))));
    this.latestInvoices = new Reading(() => backend.call("invoices", { offset: 0, limit: 5 }));
    this.overdueInvoices = new Reading(() =>
      backend.call("invoices", { standing: "overdue", offset: 0, limit: 3 }),
    );
    this.openInvoices = new Reading(() =>
      backend.call("invoices", { standing: "open", offset: 0, limit: 50 }),
    );
    this.checkouts = new OpenCheckouts(
      () => backend.call("checkouts", null),
      (order) => this.showOrder(order),
      () => {
        this.noticesWanted = true;
      },
    );
  }

  /** Opens with everything that local files give, in the language chosen. */
  static async open(backend: Backend): Promise<Application> {
    const early: Event[] = [];
    let onEvent = (event: Event): void => {
      early.push(event);
    };
    await backend.listen((event) => onEvent(event));
    const start = await backend.call("start", null);
    const application = new Application(backend, start);
    await language.use(start.settings.language);
    await application.#readFigures();
    onEvent = (event) => void application.#hear(event);
    for (const event of early) {
      onEvent(event);
    }
    await backend.onScreenRequested((screen) => application.#show(screen));
    return application;
  }

  /** Asks the core for one thing. */
  call<Name extends keyof Commands>(
    name: Name,
    request: Commands[Name]["request"],
  ): Promise<Commands[Name]["answer"]> {
    return this.#backend.call(name, request);
  }

  /** Whether the person's role has that right. */
  may(permission: Permission): boolean {
    return this.me?.permissions.includes(permission) ?? false;
  }

  /** How often something has changed: an effect that asks runs again at the next change. */
  changesOf(event: Event): number {
    return this.#heard.get(event) ?? 0;
  }

  /** Opens one order on its screen. */
  showOrder(orderId: string): void {
    this.places.choose("orders", "order", orderId);
    this.places.go("orders");
  }

  /** Opens figures on their screen; staff see them beside the customer whose they are. */
  showFigures(screen: "usage" | "credits" | "invoices"): void {
    if (this.me?.customer_id === undefined) {
      this.places.choose("customers", "view", screen);
      this.places.go("customers");
    } else {
      this.places.go(screen);
    }
  }

  /** Opens one invoice where the person reads invoices. */
  showInvoice(invoiceId: string): void {
    this.places.choose("invoices", "invoice", invoiceId);
    this.showFigures("invoices");
  }

  /** Notes what the person did; the core tells nobody without their consent. */
  note(action: string, event_data: Record<string, string> = {}): void {
    const page = this.places.screen;
    // What is only told with consent is never worth an error in anybody's way.
    this.call("note_behaviour", { action, page, event_data }).catch(() => {});
  }

  /** Goes on with what a sign-in, sign-out or unlocking answered. */
  async enter(session: Session): Promise<void> {
    const before = this.me?.user_id;
    this.session = session;
    if (this.me?.user_id !== before) {
      this.stay += 1;
      this.whose.forget();
      this.selectedCustomers.clear();
      this.downloads.forget();
      this.account.forget();
      this.subscription.forget();
      this.plans.forget();
      this.packageCenter.forget();
      this.orders.forget();
      this.noticeList.forget();
      this.recentUsage.forget();
      this.latestInvoices.forget();
      this.overdueInvoices.forget();
      this.openInvoices.forget();
      this.checkouts.forget();
    }
    await Promise.all([this.#readFigures(), this.#readSync()]);
  }

  /** Signs out; everything of the account leaves the computer. */
  async signOut(): Promise<void> {
    await this.call("sign_out", null);
    this.places.forget();
    await this.enter({ state: "signed_out", reason: null });
  }

  /** Removes everything from the computer; the console then is as it was when it was new. */
  async deleteLocalData(): Promise<void> {
    await this.call("delete_local_data", null);
    this.places.forget();
    await this.enter({ state: "signed_out", reason: null });
    await this.adopt(await this.call("settings", null));
  }

  /** Fetches now what has changed. */
  async refresh(): Promise<void> {
    this.sync = await this.call("refresh", null);
    await this.#readFigures();
  }

  /** Goes on with settings that a command answered. */
  async adopt(settings: Settings): Promise<void> {
    this.settings = settings;
    await language.use(settings.language);
  }

  #show(screen: string): void {
    if (screen === "shortcuts") {
      this.shortcutsShown = true;
    } else {
      this.places.go(screen);
    }
  }

  async #hear(event: Event): Promise<void> {
    this.#heard.set(event, this.changesOf(event) + 1);
    try {
      switch (event) {
        case "session_changed":
          return await this.enter(await this.call("session", null));
        case "sync_changed":
          return await this.#readSync();
        case "account_changed":
          return await this.account.again();
        case "subscription_changed":
          return await this.subscription.again();
        case "plans_changed":
          return await this.plans.again();
        case "package_center_changed":
          return await this.packageCenter.again();
        case "orders_changed":
          return await this.orders.again();
        case "notices_changed":
          return await this.noticeList.again();
        case "checkouts_changed":
          return await this.checkouts.again();
        case "usage_changed":
          return await this.recentUsage.again();
        case "invoices_changed":
          return void (await this.#readInvoices());
        case "downloads_changed":
          return await this.downloads.again();
        case "settings_changed":
          return await this.adopt(await this.call("settings", null));
      }
    } catch {
      // The next event or action shows the state again; a reading that failed changes nothing.
    }
  }

  async #readSync(): Promise<void> {
    this.sync = await this.call("sync", null);
  }

  async #readInvoices(): Promise<void> {
    await Promise.all([
      this.latestInvoices.again(),
      this.overdueInvoices.again(),
      this.openInvoices.again(),
    ]);
  }

  async #readFigures(): Promise<void> {
    const downloads = this.may("view_invoices") && this.downloads.again().catch(() => {});
    if (this.me?.customer_id === undefined) {
      await downloads;
      return;
    }
    await Promise.all([
      downloads,
      this.may("view_account") && this.account.again(),
      this.may("view_subscription") && this.subscription.again(),
      this.may("view_plans") && this.plans.again(),
      this.may("view_plans") && this.packageCenter.again(),
      this.may("view_orders") && this.orders.again(),
      this.may("view_orders") && this.noticeList.again(),
      this.may("view_usage") && this.recentUsage.again(),
      this.may("view_invoices") && this.#readInvoices(),
      // Without the right to buy there may still be one that a colleague's sign-in began here.
      this.may("view_orders") && this.checkouts.again().catch(() => {}),
    ]);
  }
}

const key = Symbol("application");

/** Makes the application known to everything inside the calling component. */
export function provideApplication(application: Application): void {
  setContext(key, application);
}

/** The application that the calling component belongs to. */
export function useApplication(): Application {
  return getContext<Application>(key);
}
