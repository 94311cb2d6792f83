import { expect, it } from "vitest";
import { worldOf } from "../../backend/fake-world";
import { viewsFor } from "./views";

it("staff see of a customer what their role allows", () => {
  const { people } = worldOf();
  expect(viewsFor(people.agent.permissions)).toEqual(["overview", "usage"]);
  expect(viewsFor(people.support.permissions)).toEqual([
    "overview",
    "usage",
    "credits",
    "invoices",
  ]);
  expect(viewsFor([])).toEqual([]);
});
