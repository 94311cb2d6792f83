import { expect, it } from "vitest";
import { Application } from "./application.svelte";
import { Fake } from "./backend/fake";
import { signedIn } from "./backend/fake-world";

it("staff look at one customer's figures until they go back to the list", async () => {
  const application = await Application.open(new Fake(signedIn("support")));
  const { whose } = application;
  expect(whose.wish).toEqual({});
  whose.choose("cus_2", "Aurora Foods");
  expect(whose.wish).toEqual({ customer: "cus_2" });
  expect(whose.name).toBe("Aurora Foods");
  await whose.again();
  expect(whose.view?.account?.value.id).toBe("cus_2");
  whose.choose("cus_3");
  expect(whose.name).toBeNull();
  whose.leave();
  expect(whose.wish).toEqual({});
});

it("who belongs to a customer has only their own figures", async () => {
  const application = await Application.open(new Fake(signedIn("member")));
  application.whose.choose("cus_2", "Aurora Foods");
  expect(application.whose.wish).toEqual({});
});

it("an answer about a customer who was left meanwhile is not shown", async () => {
  const application = await Application.open(new Fake(signedIn("support")));
  application.whose.choose("cus_2");
  const reading = application.whose.again();
  application.whose.leave();
  await reading;
  expect(application.whose.view).toBeNull();
});
