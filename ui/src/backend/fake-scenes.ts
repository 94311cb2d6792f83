import { signedIn, type World, worldOf } from "./fake-world";

const longAgo = () => new Date(Date.now() - 26 * 3_600_000).toISOString();

/** Situations worth looking at, by name. */
const scenes: Record<string, () => World> = {
  "signed-out": () => worldOf(),
  ended: () => worldOf({ session: { state: "signed_out", reason: "session_ended" } }),
  "no-server": () => worldOf({ server: { reachable: false, demonstration: false } }),
  production: () => {
    const world = worldOf({ server: { reachable: true, demonstration: false } });
    world.settings = { ...world.settings, server: "https://billing.example.com" };
    return world;
  },
  admin: () => signedIn("admin"),
  member: () => signedIn("member"),
  operator: () => signedIn("operator"),
  attention: () => {
    const world = signedIn("admin");
    const subscription = world.subscription?.value;
    if (subscription) {
      Object.assign(subscription, { auto_renew: false, remaining_days: 9 });
      Object.assign(subscription.credits, { available_credits: 8_740, used_credits: 41_260 });
    }
    return world;
  },
  offline: () => {
    const world = signedIn("admin");
    for (const figure of [world.account, world.subscription, world.plans]) {
      if (figure) {
        figure.as_of = longAgo();
      }
    }
    world.sync = { state: "offline", last_success: longAgo(), offline_since: longAgo() };
    return world;
  },
  "nothing-stored": () =>
    signedIn("admin", {
      account: null,
      subscription: null,
      plans: null,
      sync: { state: "offline" },
    }),
  loading: () =>
    signedIn("admin", {
      account: null,
      subscription: null,
      plans: null,
      sync: { state: "syncing" },
    }),
  "no-keychain": () => {
    const world = signedIn("admin");
    if (world.session.state === "signed_in") {
      world.session.keychain = "absent";
    }
    return world;
  },
  locked: () => {
    const world = signedIn("admin");
    if (world.session.state === "signed_in") {
      Object.assign(world.session, { keychain: "locked", can_update: false });
    }
    return world;
  },
};

/** The scene of that name. */
export function sceneOf(name: string): World {
  const scene = scenes[name];
  if (!scene) {
    throw new Error(`no scene named ${name}`);
  }
  return scene();
}
