import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { DeviceSession } from "../../backend/generated/commands";
import { Reading } from "../../reading.svelte";

/** The devices that the person is signed in on, as the service last named them. */
export class Devices {
  readonly reading: Reading<DeviceSession[]>;
  readonly #application: Application;

  constructor(application: Application) {
    this.#application = application;
    this.reading = new Reading(async () => asOfNow(await application.call("devices", null)));
  }

  /** Signs a device out; false if it was signed out already. */
  async revoke({ id }: DeviceSession): Promise<boolean> {
    try {
      this.reading.take(asOfNow(await this.#application.call("revoke_device", { id })));
      return true;
    } catch (thrown) {
      const { figure } = this.reading;
      if (asCommandError(thrown).code !== "not_found" || figure === null) {
        throw thrown;
      }
      // What is gone is what was wanted; the rest of the list is as old as it was.
      this.reading.take({ ...figure, value: figure.value.filter((device) => device.id !== id) });
      return false;
    }
  }
}

function asOfNow(value: DeviceSession[]) {
  return { value, as_of: new Date().toISOString() };
}
