import Layers from "@lucide/svelte/icons/layers";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import SettingsIcon from "@lucide/svelte/icons/settings";
import type { Component } from "svelte";
import type { Me, Permission } from "./backend/generated/commands";
import type { Glyph } from "./components/Icon.svelte";
import OverviewPage from "./features/overview/Page.svelte";
import PlansPage from "./features/plans/Page.svelte";
import SettingsPage from "./features/settings/Page.svelte";

/** One screen: where it is found, who may open it, what it shows. */
export interface Route {
  /** Names it in `data-screen`, `data-nav`, the remembered place and the sentence `screen-…`. */
  screen: string;
  icon: Glyph;
  /** What a customer's role must allow; without it everybody may, staff included. */
  permission?: Permission;
  page: Component;
}

/** Every screen, in the order of the rail. */
export const routes: Route[] = [
  {
    screen: "overview",
    icon: LayoutDashboard,
    permission: "view_subscription",
    page: OverviewPage,
  },
  { screen: "plans", icon: Layers, permission: "view_plans", page: PlansPage },
  { screen: "settings", icon: SettingsIcon, page: SettingsPage },
];

/** The screens a person can open; never empty. */
export function routesFor(me: Me): Route[] {
  const isCustomer = me.customer_id !== undefined;
  return routes.filter(
    ({ permission }) =>
      permission === undefined || (isCustomer && me.permissions.includes(permission)),
  );
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
