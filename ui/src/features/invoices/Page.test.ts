import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { sceneOf } from "../../backend/fake-scenes";
import type { World } from "../../backend/fake-world";

async function opened(scene: string, change: (world: World) => void = () => {}) {
  const world = sceneOf(scene);
  world.place = { screen: "invoices", choices: {} };
  change(world);
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  return { fake, user: userEvent.setup() };
}

/** The first eleven are here, the others still to come. */
function half({ invoices }: World) {
  invoices?.rows.splice(11);
}

const downloadAll = () => screen.getByRole("button", { name: "Download all" });

it("invoices that are not all here are counted so far, and all of them wait to be downloaded", async () => {
  const { fake, user } = await opened("filling", half);
  expect(await screen.findByText("11 invoices so far")).toBeVisible();
  expect(downloadAll()).toBeDisabled();
  expect(downloadAll()).toHaveAccessibleDescription(/waits for them/);
  await user.click(screen.getByRole("checkbox", { name: "Select all or none" }));
  expect(screen.getByRole("button", { name: "Download 11" })).toBeEnabled();
  await user.click(screen.getByRole("button", { name: "Select none" }));
  if (fake.world.consumption) {
    fake.world.consumption.is_filling = false;
  }
  fake.announce("archive_changed");
  expect(await screen.findByText("11 invoices")).toBeVisible();
  expect(downloadAll()).toBeEnabled();
});

it("a year of which the service is asked can be downloaded before all of it is here", async () => {
  const year = `${new Date().getUTCFullYear()}`;
  const { fake, user } = await opened("filling", (world) => {
    half(world);
    world.place = { screen: "invoices", choices: { year } };
  });
  await screen.findByText(/so far$/);
  expect(downloadAll()).toBeEnabled();
  await user.click(downloadAll());
  expect(screen.getByRole("dialog")).toHaveTextContent(`Download all invoices of ${year}`);
  expect(screen.queryByText(/^\d+ documents?$/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  fake.world.sync = { state: "offline", offline_since: new Date().toISOString() };
  fake.announce("sync_changed");
  expect(await screen.findByText(/as soon as the service can be reached/)).toBeVisible();
  expect(downloadAll()).toBeDisabled();
});

it("before the first invoice is here they are being fetched, and offline nothing is stored", async () => {
  const { fake } = await opened("filling", (world) => {
    world.invoices = null;
  });
  expect(await screen.findByText(/being fetched for the first time/)).toBeVisible();
  fake.world.invoices = { rows: [], as_of: new Date().toISOString() };
  fake.announce("invoices_changed");
  expect(screen.queryByText("No invoices yet")).toBeNull();
  fake.world.sync = { state: "offline", offline_since: new Date().toISOString() };
  fake.announce("sync_changed");
  expect(await screen.findByText("Nothing on this computer yet")).toBeVisible();
});
