import { expect, it } from "vitest";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";
import type { Me, Role, SearchHit, SearchKind } from "../../backend/generated/commands";
import { groupsOf } from "./entries";

const plan: SearchHit = { kind: "product", id: "plan_pro", title: "Pro" };
const used: SearchHit = { kind: "product", id: "ai_chat", title: "AI chat" };
const customer: SearchHit = { kind: "customer", id: "cus_3", customer: "cus_3", title: "云帆科技" };

async function palette(role: Role, hits: SearchHit[]) {
  const application = await Application.open(new Fake(signedIn(role)));
  const kinds = [...new Set(hits.map(({ kind }) => kind))];
  const totals = kinds.map((kind): [SearchKind, number] => [
    kind,
    hits.filter((hit) => hit.kind === kind).length,
  ]);
  const results = { hits, totals };
  const groups = groupsOf(application, application.me as Me, ["zzz"], results, () => "云帆科技");
  const names = groups.map(({ name, entries }) => [name, entries.map(({ title }) => title)]);
  return { application, groups, names };
}

it("a plan stands under the plans and opens them, what is used stands under usage", async () => {
  const id = (await palette("admin", [])).application.plans.figure?.value[0]?.id ?? "";
  const { application, groups, names } = await palette("admin", [{ ...plan, id }, used]);
  expect(names).toEqual([
    ["plan", ["Pro"]],
    ["usage", ["AI chat"]],
  ]);
  groups[0]?.entries[0]?.open();
  expect(application.places.screen).toBe("plans");
  expect(application.places.choice("plans", "kind")).toBe("plans");
  expect(application.places.choice("usage", "product")).toBeUndefined();
  groups[1]?.entries[0]?.open();
  expect(application.places.screen).toBe("usage");
  expect(application.places.choice("usage", "product")).toBe("ai_chat");
});

it("a package opens the packages", async () => {
  const first = await palette("admin", []);
  const rule = first.application.packageCenter.figure?.value.cozePackageRule[0];
  const hit: SearchHit = { kind: "product", id: rule?.id ?? "", title: rule?.name ?? "" };
  const { application, groups } = await palette("admin", [hit]);
  groups[0]?.entries[0]?.open();
  expect(application.places.choice("plans", "kind")).toBe("packages");
});

it("a role is offered nothing for which it has no screen", async () => {
  expect((await palette("operator", [customer])).names).toEqual([["customer", ["云帆科技"]]]);
  expect((await palette("agent", [plan])).names).toEqual([]);
  expect((await palette("support", [customer])).names).toEqual([["customer", ["云帆科技"]]]);
  const { application, groups } = await palette("operator", [plan]);
  groups[0]?.entries[0]?.open();
  expect(application.places.screen).toBe("packages");
});

it("a company is named once, though the words were found in its name", async () => {
  const invoice: SearchHit = {
    kind: "invoice",
    id: "inv_1",
    customer: "cus_3",
    title: "INV-1",
    detail: "云帆科技",
  };
  const { groups } = await palette("support", [invoice]);
  expect(groups[0]?.entries[0]?.detail).toBe("云帆科技");
});
