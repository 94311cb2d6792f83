import Building2 from "@lucide/svelte/icons/building-2";
import ChartColumn from "@lucide/svelte/icons/chart-column";
import Headset from "@lucide/svelte/icons/headset";
import SlidersHorizontal from "@lucide/svelte/icons/sliders-horizontal";
import User from "@lucide/svelte/icons/user";
import type { Role } from "../../backend/generated/commands";
import type { Glyph } from "../../components/Icon.svelte";

/** The password of every demonstration account; no secret, they hold made-up figures only. */
export const demonstrationPassword = "demo-password-1";

/** The accounts that every demonstration service has. */
export const demonstrationAccounts: { role: Role; email: string; icon: Glyph }[] = [
  { role: "admin", email: "admin@demo.test", icon: Building2 },
  { role: "member", email: "member@demo.test", icon: User },
  { role: "agent", email: "agent@demo.test", icon: ChartColumn },
  { role: "support", email: "support@demo.test", icon: Headset },
  { role: "operator", email: "operator@demo.test", icon: SlidersHorizontal },
];

/** Whether the address is on this computer, where a demonstration is to be expected. */
export function isOnThisComputer(server: string): boolean {
  const host = URL.canParse(server) ? new URL(server).hostname : "";
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

/** The address as people say it: without its scheme. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
