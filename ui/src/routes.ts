import Activity from "@lucide/svelte/icons/activity";
import ChartColumn from "@lucide/svelte/icons/chart-column";
import Coins from "@lucide/svelte/icons/coins";
import FileSearch from "@lucide/svelte/icons/file-search";
import FileText from "@lucide/svelte/icons/file-text";
import Layers from "@lucide/svelte/icons/layers";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import LifeBuoy from "@lucide/svelte/icons/life-buoy";
import Package from "@lucide/svelte/icons/package";
import Receipt from "@lucide/svelte/icons/receipt-text";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import SettingsIcon from "@lucide/svelte/icons/settings";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Users from "@lucide/svelte/icons/users";
import Webhook from "@lucide/svelte/icons/webhook";
import type { Component } from "svelte";
import type { Me, Permission, Role } from "./backend/generated/commands";
import type { Glyph } from "./components/Icon.svelte";
import OverviewPage from "./features/overview/Page.svelte";
import SettingsPage from "./features/settings/Page.svelte";

/** One screen: where it is found, who may open it, what it shows. */
export interface Route {
  /** Names it in `data-screen`, `data-nav`, the remembered place and the sentence `screen-…`. */
  screen: string;
  icon: Glyph;
  /** What the role must allow, for customers and for staff; a door without a key is not theirs. */
  key: { customers?: Permission; staff?: Permission } | "everybody";
  /** Which of the staff look there; all who have the key if it does not say. */
  staff?: Role[];
  /** Whether it takes the whole width and scrolls within, as a list beside its detail does. */
  whole?: boolean;
  /** The group under whose name it stands in the rail, if it stands in one. */
  group?: "operations";
  /** Whether what it shows is one customer's: staff choose the customer first. */
  ofCustomer?: boolean;
  /** What it shows. */
  page: Component | Later;
}

/** A screen that is not needed for the first paint: fetched when it is first opened. */
export class Later<Props extends Record<string, unknown> = Record<string, never>> {
  #fetched: Promise<{ default: Component<Props> }> | undefined;
  readonly #fetch: () => Promise<{ default: Component<Props> }>;

  constructor(fetch: () => Promise<{ default: Component<Props> }>) {
    this.#fetch = fetch;
  }

  /** The screen, fetched at most once unless fetching failed. */
  get(): Promise<{ default: Component<Props> }> {
    this.#fetched ??= this.#fetch().catch((thrown: unknown) => {
      this.#fetched = undefined;
      throw thrown;
    });
    return this.#fetched;
  }
}

/** The invoices, which customers find after their credits and staff beside their customers. */
const invoices = {
  screen: "invoices",
  icon: FileText,
  whole: true,
  ofCustomer: true,
  page: new Later(() => import("./features/invoices/Page.svelte")),
};

/** The customers, where agents and support begin and which operators find behind the orders. */
const customers = {
  screen: "customers",
  icon: Users,
  key: { staff: "view_customers" },
  whole: true,
  page: new Later(() => import("./features/customers/Page.svelte")),
} satisfies Route;

/** Every screen, in the order of the rail. */
export const routes: Route[] = [
  {
    screen: "overview",
    icon: LayoutDashboard,
    key: { customers: "view_subscription" },
    page: OverviewPage,
  },
  {
    screen: "plans",
    icon: Layers,
    key: { customers: "view_plans" },
    page: new Later(() => import("./features/plans/Page.svelte")),
  },
  { ...customers, staff: ["agent", "support"] },
  { ...invoices, key: { staff: "view_invoices" }, staff: ["support"] },
  {
    screen: "packages",
    icon: Package,
    key: { staff: "edit_packages" },
    page: new Later(() => import("./features/packages/Page.svelte")),
  },
  {
    screen: "orders",
    icon: Receipt,
    key: { customers: "view_orders", staff: "view_all_orders" },
    whole: true,
    page: new Later(() => import("./features/orders/Page.svelte")),
  },
  { ...customers, staff: ["operator"] },
  {
    screen: "evidence",
    icon: FileSearch,
    key: { staff: "view_all_orders" },
    staff: ["support"],
    page: new Later(() => import("./features/evidence/Page.svelte")),
  },
  {
    screen: "usage",
    icon: ChartColumn,
    key: { customers: "view_usage", staff: "view_usage" },
    staff: ["agent"],
    ofCustomer: true,
    page: new Later(() => import("./features/usage/Page.svelte")),
  },
  {
    screen: "credits",
    icon: Coins,
    key: { customers: "view_credits", staff: "give_credits" },
    whole: true,
    page: new Later(() => import("./features/credits/Page.svelte")),
  },
  { ...invoices, key: { customers: "view_invoices" } },
  {
    screen: "stuck",
    icon: LifeBuoy,
    key: { staff: "settle_payments" },
    group: "operations",
    whole: true,
    page: new Later(() => import("./features/stuck/Page.svelte")),
  },
  {
    screen: "webhooks",
    icon: Webhook,
    key: { staff: "view_webhooks" },
    group: "operations",
    whole: true,
    page: new Later(() => import("./features/webhooks/Page.svelte")),
  },
  {
    screen: "health",
    icon: Activity,
    key: { staff: "view_operations" },
    group: "operations",
    page: new Later(() => import("./features/health/Page.svelte")),
  },
  {
    screen: "integrity",
    icon: ShieldCheck,
    key: { staff: "view_operations" },
    group: "operations",
    page: new Later(() => import("./features/integrity/Page.svelte")),
  },
  {
    screen: "audit",
    icon: ScrollText,
    key: { staff: "view_operations" },
    group: "operations",
    whole: true,
    page: new Later(() => import("./features/audit/Page.svelte")),
  },
  { screen: "settings", icon: SettingsIcon, key: "everybody", page: SettingsPage },
];

/** The screens a person can open; never empty. */
export function routesFor(me: Me): Route[] {
  const group = me.customer_id === undefined ? "staff" : "customers";
  return routes.filter(({ key, staff }) => {
    if (key === "everybody") {
      return true;
    }
    if (group === "staff" && staff && !staff.includes(me.role)) {
      return false;
    }
    const permission = key[group];
    return permission !== undefined && me.permissions.includes(permission);
  });
}

/** The screen wanted if the person can open it, their first one otherwise. */
export function routeFor(me: Me, screen: string): Route {
  const open = routesFor(me);
  const found = open.find((route) => route.screen === screen) ?? open[0];
  if (!found) {
    throw new Error("settings are open to everybody");
  }
  return found;
}
