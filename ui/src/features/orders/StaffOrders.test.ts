import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { commandError } from "../../backend/backend";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";

it("offline the orders of everybody are neither awaited nor an error, and come with the network", async () => {
  const world = signedIn("support", {
    place: { screen: "orders", choices: { order: "ord_late" } },
    sync: { state: "offline" },
  });
  world.failures.staff_order = commandError("no_connection");
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  await screen.findByText("Orders need a connection");
  expect(screen.getByText("This order needs a connection")).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.queryByText("Loading…")).toBeNull();
  delete world.failures.staff_order;
  world.sync = { state: "online", last_success: new Date().toISOString() };
  fake.announce("sync_changed");
  await waitFor(() => expect(screen.queryByText("Orders need a connection")).toBeNull());
  await waitFor(() => expect(screen.queryByText("This order needs a connection")).toBeNull());
  expect(fake.calls.some(({ name }) => name === "staff_order")).toBe(true);
});

it("offline an agent is told calmly that a customer is not on this computer", async () => {
  const world = signedIn("agent", {
    place: { screen: "customers", choices: { customer: "cus_3" } },
    sync: { state: "offline", last_success: new Date().toISOString() },
  });
  world.failures.customer = commandError("no_connection", { args: { server: "" } });
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  await screen.findByText("Nothing on this computer yet");
  expect(screen.queryByRole("alert")).toBeNull();
  delete world.failures.customer;
  world.sync = { state: "online", last_success: new Date().toISOString() };
  fake.announce("sync_changed");
  await waitFor(() => expect(screen.queryByText("Nothing on this computer yet")).toBeNull());
});
