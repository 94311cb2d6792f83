import type { Permission } from "../../backend/generated/commands";

/** What staff can look at of a customer. */
export const views = ["overview", "usage", "credits", "invoices"] as const;

export type View = (typeof views)[number];

const keys: Record<View, Permission> = {
  overview: "view_account",
  usage: "view_usage",
  credits: "view_credits",
  invoices: "view_invoices",
};

/** What a role may look at, in this order. */
export function viewsFor(permissions: Permission[]): View[] {
  return views.filter((view) => permissions.includes(keys[view]));
}
