import { expect, it } from "vitest";
import { Application } from "../../application.svelte";
import { commandError } from "../../backend/backend";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";
import { Devices } from "./devices.svelte";

async function opened() {
  const fake = new Fake(signedIn("admin"));
  const devices = new Devices(await Application.open(fake));
  await devices.reading.again();
  const other = devices.reading.figure?.value.find(({ current }) => !current);
  if (!other) {
    throw new Error("the world has a second device");
  }
  return { fake, devices, other };
}

const idsOf = (devices: Devices) => devices.reading.figure?.value.map(({ id }) => id);

it("a device that is signed out leaves the list", async () => {
  const { devices, other } = await opened();
  expect(await devices.revoke(other)).toBe(true);
  expect(idsOf(devices)).not.toContain(other.id);
});

it("a device that was already gone leaves the list as well, and the list stays as old as it was", async () => {
  const { fake, devices, other } = await opened();
  const before = devices.reading.figure?.as_of;
  fake.world.failures.revoke_device = commandError("not_found");
  expect(await devices.revoke(other)).toBe(false);
  expect(idsOf(devices)).not.toContain(other.id);
  expect(devices.reading.figure?.as_of).toBe(before);
});

it("a device that could not be signed out stays in the list", async () => {
  const { fake, devices, other } = await opened();
  fake.world.failures.revoke_device = commandError("no_connection");
  await expect(devices.revoke(other)).rejects.toMatchObject({ code: "no_connection" });
  expect(idsOf(devices)).toContain(other.id);
});
