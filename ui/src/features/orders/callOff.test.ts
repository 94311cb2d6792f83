import { expect, it } from "vitest";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { checkoutOf } from "../../backend/fake-payments";
import { signedIn } from "../../backend/fake-world";
import { callOff } from "./callOff";

async function opened() {
  const world = signedIn("admin");
  world.payments.checkouts = [checkoutOf({ id: "chk_other", order_id: "ord_under" })];
  const fake = new Fake(world);
  const application = await Application.open(fake);
  const asked = () => fake.calls.map(({ name }) => name);
  const stateOf = (id: string) =>
    fake.world.payments.orders.find(({ order }) => order.orderId === id)?.order.state;
  return { application, asked, stateOf };
}

it("an order that is not watched is called off without a payment being begun", async () => {
  const { application, asked, stateOf } = await opened();
  await callOff(application, "ord_open", undefined);
  expect(asked()).toContain("cancel_order");
  expect(asked()).not.toContain("pay_order");
  expect(stateOf("ord_open")).toBe("cancelled");
});

it("one that is watched is called off where it is watched and put away", async () => {
  const { application, asked, stateOf } = await opened();
  await callOff(application, "ord_under", "chk_other");
  expect(asked()).toContain("cancel_checkout");
  expect(stateOf("ord_under")).toBe("cancelled");
  expect(application.checkouts.items).toEqual([]);
});
