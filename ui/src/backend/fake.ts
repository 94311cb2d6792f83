import { type Backend, commandError } from "./backend";
import { importedEvidence } from "./fake-evidence";
import { FakeOperating } from "./fake-operating";
import { sceneOf } from "./fake-scenes";
import { type World, worldOf } from "./fake-world";
import type {
  AccountUpdate,
  Commands,
  Event,
  Figure,
  Me,
  Role,
  Session,
  Settings,
  Start,
  Sync,
} from "./generated/commands";

/**
 * A core in memory, for tests and screenshots only: it keeps the rules of the command list and
 * lets a test change the world behind its back.
 */
export class Fake extends FakeOperating implements Backend {
  /** What the service and the computer hold at this moment; changed freely by tests. */
  world: World;
  /** Every call in its order. */
  readonly calls: { name: keyof Commands; request: unknown }[] = [];
  readonly #hearers = new Set<(event: Event) => void>();

  constructor(world: World = worldOf()) {
    super();
    this.world = world;
  }

  /** Announces that something has changed. */
  announce(event: Event): void {
    for (const hear of this.#hearers) {
      hear(event);
    }
  }

  async call<Name extends keyof Commands>(
    name: Name,
    request: Commands[Name]["request"],
  ): Promise<Commands[Name]["answer"]> {
    this.calls.push({ name, request });
    const failure = this.world.failures[name];
    if (failure) {
      throw failure;
    }
    const command = this[`do_${name}` as keyof this] as (
      request: unknown,
    ) => Commands[Name]["answer"];
    return structuredClone(command.call(this, structuredClone(request)));
  }

  async listen(onEvent: (event: Event) => void): Promise<() => void> {
    this.#hearers.add(onEvent);
    return () => this.#hearers.delete(onEvent);
  }

  async onScreenRequested(): Promise<() => void> {
    return () => {};
  }

  do_save_evidence = () => ({ path: "/home/elin/Downloads/billing-evidence-20260512-080000.zip" });

  do_import_evidence({ zip_base64 }: Commands["import_evidence"]["request"]) {
    return importedEvidence(this.world, zip_base64);
  }

  do_start(): Start {
    const { version, settings, session, sync, place } = this.world;
    return { version, settings, session, sync, ...(place ? { place } : {}) };
  }

  do_sign_in({ email, password }: Commands["sign_in"]["request"]): Session {
    const role = /^(\w+)@demo\.test$/.exec(email)?.[1] as Role | undefined;
    const me = role && this.world.people[role];
    if (!me || password !== "demo-password-1") {
      throw commandError("invalid_credentials", { retry: { when: "now" } });
    }
    return this.#enter(me);
  }

  do_register(request: Commands["register"]["request"]): Session {
    if (request.email.endsWith("@demo.test")) {
      throw commandError("email_taken");
    }
    const { email, contact_name: name } = request;
    return this.#enter({ ...this.world.people.admin, email, name });
  }

  do_sign_out(): null {
    this.world.session = { state: "signed_out", reason: null };
    return null;
  }

  do_session = () => this.world.session;

  do_unlock(): Session {
    const { session } = this.world;
    if (session.state === "signed_in") {
      this.world.session = { ...session, keychain: "stored", can_update: true };
    }
    return this.world.session;
  }

  do_account = () => this.world.account;
  do_subscription = () => this.world.subscription;
  do_plans = () => this.world.plans;
  do_sync = () => this.world.sync;

  do_refresh(): Sync {
    const { sync, account } = this.world;
    if (sync.state !== "offline" && account) {
      const { accountAtService } = this.world;
      this.world.account = { value: accountAtService ?? account.value, as_of: now() };
      this.world.sync = { state: "online", last_success: now() };
    }
    return this.world.sync;
  }

  do_update_account(request: Commands["update_account"]["request"]): Figure<AccountUpdate> {
    const { account } = this.world;
    const held = this.world.accountAtService ?? account?.value;
    if (!held) {
      throw commandError("not_found");
    }
    if (request.version !== held.version) {
      throw commandError("changed_meanwhile");
    }
    const { id, created_at, version } = held;
    const value = { id, created_at, ...request.update, version: version + 1 };
    this.world.accountAtService = null;
    this.world.account = { value, as_of: now() };
    return this.world.account;
  }

  do_devices = () => this.world.devices;

  do_revoke_device({ id }: Commands["revoke_device"]["request"]) {
    this.world.devices = this.world.devices.filter((device) => device.id !== id);
    return this.world.devices;
  }

  do_change_password({ current }: Commands["change_password"]["request"]): null {
    if (current !== "demo-password-1") {
      throw commandError("wrong_password");
    }
    this.world.devices = this.world.devices.filter((device) => device.current);
    return null;
  }

  do_settings = () => this.world.settings;

  do_set_language({ language }: Commands["set_language"]["request"]): Settings {
    this.world.settings = {
      ...this.world.settings,
      language: language ?? "en",
      language_chosen: language !== null,
    };
    return this.world.settings;
  }

  do_set_theme({ theme }: Commands["set_theme"]["request"]): Settings {
    this.world.settings = { ...this.world.settings, theme };
    return this.world.settings;
  }

  do_set_server({ server }: Commands["set_server"]["request"]) {
    if (server !== null && !URL.canParse(server)) {
      throw commandError("server_address_invalid");
    }
    this.world.settings = {
      ...this.world.settings,
      server: server ?? "http://127.0.0.1:8787",
      server_source: server === null ? "default" : "settings",
    };
    return this.do_check_server();
  }

  do_check_server() {
    return { ...this.world.server, server: this.world.settings.server };
  }

  do_storage = () => this.world.storage;

  do_delete_local_data(): null {
    this.world.session = { state: "signed_out", reason: null };
    return null;
  }

  do_remember_place(place: Commands["remember_place"]["request"]): null {
    this.world.place = place;
    return null;
  }

  #enter(me: Me): Session {
    this.world.session = { state: "signed_in", me, keychain: "stored", can_update: true };
    return this.world.session;
  }
}

function now(): string {
  return new Date().toISOString();
}

/** The scene that a browser test names in the page's address. */
export function fakeFromAddress(search: string): Fake {
  const asked = new URLSearchParams(search);
  const fake = new Fake(sceneOf(asked.get("scene") ?? "signed-out"));
  const { settings } = fake.world;
  fake.world.settings = {
    ...settings,
    language: asked.get("language") ?? settings.language,
    theme: (asked.get("theme") as Settings["theme"] | null) ?? settings.theme,
  };
  const screen = asked.get("screen");
  if (screen) {
    fake.world.place = { screen, choices: {} };
  }
  for (const [name, value] of asked) {
    if (name.startsWith("choose-") && fake.world.place) {
      fake.world.place.choices[name.slice("choose-".length)] = value;
    }
  }
  const checkout = asked.get("checkout");
  if (checkout) {
    fake.world.payments.focus = { kind: "checkout", id: checkout };
  }
  Object.assign(window, { fake });
  return fake;
}
