import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { sceneOf } from "../../backend/fake-scenes";
import type { World } from "../../backend/fake-world";

async function opened(scene: string, change: (world: World) => void = () => {}) {
  const world = sceneOf(scene);
  world.place = { screen: "credits", choices: {} };
  change(world);
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  return fake;
}

it("a ledger of which a part is not here yet is neither verified nor broken", async () => {
  const fake = await opened("filling");
  expect(await screen.findByText(/^[\d,]+ movements so far$/)).toBeVisible();
  expect(screen.queryByText(/does not fit/)).toBeNull();
  expect(screen.queryByText(/verified/)).toBeNull();
  if (fake.world.consumption) {
    fake.world.consumption.is_filling = false;
  }
  fake.announce("credits_changed");
  expect(await screen.findByText(/^All [\d,]+ movements verified$/)).toBeVisible();
  expect(screen.queryByText(/so far/)).toBeNull();
});

it("a ledger that was changed says where, also while the rest is fetched", async () => {
  await opened("filling", ({ consumption }) => {
    if (consumption) {
      consumption.broken_at = 412;
    }
  });
  expect(await screen.findByText(/Movement 412 does not fit/)).toBeVisible();
  expect(screen.queryByText(/so far/)).toBeNull();
});

it("before the first movement is here it is being fetched, and offline nothing is stored", async () => {
  const fake = await opened("filling", ({ consumption }) => {
    if (consumption) {
      consumption.credits = [];
    }
  });
  expect(await screen.findByText(/being fetched for the first time/)).toBeVisible();
  expect(screen.queryByText("No movements yet")).toBeNull();
  fake.world.sync = { state: "offline", offline_since: new Date().toISOString() };
  fake.announce("sync_changed");
  expect(await screen.findByText("Nothing on this computer yet")).toBeVisible();
});
