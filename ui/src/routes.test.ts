import { expect, it } from "vitest";
import { worldOf } from "./backend/fake-world";
import { routeFor, routesFor } from "./routes";

const { people } = worldOf();
const screens = (me: Parameters<typeof routesFor>[0]) => routesFor(me).map(({ screen }) => screen);

it("a role never sees a door it cannot open", () => {
  const own = ["overview", "plans", "orders", "usage", "credits", "invoices", "settings"];
  expect(screens(people.admin)).toEqual(own);
  expect(screens(people.member)).toEqual(own);
  expect(screens(people.agent)).toEqual(["customers", "usage", "settings"]);
  expect(screens(people.support)).toEqual([
    "customers",
    "invoices",
    "orders",
    "evidence",
    "settings",
  ]);
  expect(screens(people.operator)).toEqual([
    "packages",
    "orders",
    "customers",
    "credits",
    "stuck",
    "webhooks",
    "health",
    "integrity",
    "audit",
    "settings",
  ]);
  expect(screens({ ...people.member, permissions: ["view_plans"] })).toEqual(["plans", "settings"]);
});

it("a right of the other side opens no door", () => {
  expect(screens({ ...people.agent, permissions: ["view_subscription"] })).toEqual(["settings"]);
  expect(screens(people.operator)).not.toContain("usage");
  expect(screens({ ...people.member, permissions: ["view_all_orders"] })).toEqual(["settings"]);
});

it("a place that cannot be opened becomes the first that can", () => {
  expect(routeFor(people.admin, "plans").screen).toBe("plans");
  expect(routeFor(people.operator, "plans").screen).toBe("packages");
  expect(routeFor(people.agent, "plans").screen).toBe("customers");
  expect(routeFor(people.admin, "no-such-screen").screen).toBe("overview");
});
