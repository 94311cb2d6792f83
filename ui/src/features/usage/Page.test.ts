import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { sceneOf } from "../../backend/fake-scenes";

it("before the first day of usage is here it is being fetched, and offline nothing is stored", async () => {
  const world = sceneOf("filling");
  world.place = { screen: "usage", choices: {} };
  for (const { days } of world.consumption?.products ?? []) {
    days.clear();
  }
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  expect(await screen.findByText(/being fetched for the first time/)).toBeVisible();
  expect(screen.queryByText("No usage yet")).toBeNull();
  fake.world.sync = { state: "offline", offline_since: new Date().toISOString() };
  fake.announce("sync_changed");
  expect(await screen.findByText("Nothing on this computer yet")).toBeVisible();
});
