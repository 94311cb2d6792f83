import { dayOf } from "../calendar";
import { commandError } from "./backend";
import { checkoutOf, placementOf } from "./fake-payments";
import { signedIn, type World, worldOf } from "./fake-world";

/** Somebody who is about to pay, with a checkout as it stands. */
function paying(...changes: Parameters<typeof checkoutOf>): World {
  const world = signedIn("admin");
  world.payments.checkouts = [checkoutOf(...changes)];
  return world;
}

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
    const [chat] = world.consumption?.products ?? [];
    if (chat) {
      chat.quota = 23_000;
    }
    const unpaid = world.invoices?.rows.find(({ status }) => status === "open");
    if (unpaid) {
      Object.assign(unpaid, { is_overdue: true, due_date: unpaid.created_at.slice(0, 10) });
    }
    return world;
  },
  due: () => {
    const world = signedIn("admin");
    const [open] = world.invoices?.rows ?? [];
    if (open) {
      open.due_date = dayOf(new Date());
    }
    const seats = world.consumption?.products.find(({ is_level }) => is_level);
    if (seats) {
      seats.quota = 12;
    }
    return world;
  },
  offline: () => {
    const world = signedIn("admin");
    const { account, subscription, plans, consumption, invoices } = world;
    for (const figure of [account, subscription, plans, consumption, invoices]) {
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
      consumption: null,
      invoices: null,
      packageCenterKnown: false,
      sync: { state: "offline" },
    }),
  loading: () =>
    signedIn("admin", {
      account: null,
      subscription: null,
      plans: null,
      consumption: null,
      invoices: null,
      packageCenterKnown: false,
      sync: { state: "syncing" },
    }),
  "no-usage": () => {
    const world = signedIn("admin");
    if (world.consumption) {
      world.consumption.products = [];
      world.consumption.credits = [];
    }
    return world;
  },
  filling: () => {
    const world = signedIn("admin");
    if (world.consumption) {
      world.consumption.is_filling = true;
      for (const { days } of world.consumption.products) {
        for (const date of [...days.keys()].slice(0, -160)) {
          days.delete(date);
        }
      }
    }
    return world;
  },
  "broken-ledger": () => {
    const world = signedIn("admin");
    if (world.consumption) {
      world.consumption.broken_at = 412;
    }
    return world;
  },
  agent: () => signedIn("agent"),
  "no-keychain": () => {
    const world = signedIn("admin");
    if (world.session.state === "signed_in") {
      world.session.keychain = "absent";
    }
    return world;
  },
  support: () => signedIn("support"),
  downloading: () => {
    const world = signedIn("admin");
    const folder = world.settings.download_folder;
    const download = {
      form: "folder" as const,
      total: 18,
      began_at: new Date().toISOString(),
      refused: [],
    };
    world.downloads = [
      { ...download, id: "1", state: "running", done: 11, path: `${folder}/Invoices 2026` },
      {
        ...download,
        id: "2",
        state: "waiting",
        done: 412,
        total: 1000,
        path: `${folder}/Invoices.zip`,
        problem: commandError("disk_full", { retry: { when: "now" } }),
      },
      { ...download, id: "3", state: "done", done: 18, path: `${folder}/Invoices 2025` },
    ];
    return world;
  },
  closed: () => {
    const world = signedIn("admin");
    world.payments.packages.cozePackageStatus = false;
    return world;
  },
  "no-orders": () => {
    const world = signedIn("admin");
    world.payments.orders = [];
    return world;
  },
  starting: () => {
    const { code: _, order_no: __, seconds_left: ___, order_state: ____, ...bare } = checkoutOf();
    const world = signedIn("admin");
    world.payments.checkouts = [{ ...bare, stage: "starting", watch: "listening" }];
    return world;
  },
  "starting-offline": () => {
    const { code: _, order_id: __, order_no: ___, seconds_left: ____, ...bare } = checkoutOf();
    const world = signedIn("admin");
    world.payments.checkouts = [
      { ...bare, stage: "starting", watch: "no_network", available_actions: ["cancel"] },
    ];
    world.sync = { state: "offline", last_success: longAgo(), offline_since: longAgo() };
    return world;
  },
  waiting: () => paying(),
  "waiting-soon": () => paying({ seconds_left: 42 }),
  "waiting-offline": () => {
    const world = paying({ watch: "no_network" });
    world.sync = { state: "offline", last_success: longAgo(), offline_since: longAgo() };
    return world;
  },
  "waiting-asking": () => paying({ watch: "asking" }),
  "waiting-browser": () => {
    const world = paying({ pay_type: 3, has_page: true });
    for (const checkout of world.payments.checkouts) {
      delete checkout.code;
      delete checkout.seconds_left;
    }
    return world;
  },
  "waiting-sandbox": () => paying({ pay_type: 9, has_page: true, is_test: true }),
  stuck: () => {
    const { code: _, seconds_left: __, ...bare } = checkoutOf();
    const world = signedIn("admin");
    const problem = commandError("provider_unavailable", { retry: { when: "now" } });
    world.payments.checkouts = [{ ...bare, stage: "starting", problem }];
    return world;
  },
  confirming: () => paying({ stage: "confirming", watch: "asking" }),
  "code-expired": () => paying({ stage: "code_expired", seconds_left: 0, watch: "polling" }),
  declined: () => paying({ stage: "declined" }),
  underpaid: () =>
    paying({
      stage: "underpaid",
      seconds_left: 0,
      order_state: "underpaid",
      placements: [placementOf("9000.00", "order")],
    }),
  "underpaid-rest": () =>
    paying({
      stage: "underpaid",
      seconds_left: 42,
      pay_type: 9,
      has_page: true,
      is_test: true,
      order_state: "underpaid",
      placements: [placementOf("9000.00", "order")],
    }),
  paid: () =>
    paying({
      stage: "paid",
      order_state: "fulfilled",
      watch: "ended",
      valid_until: "2027-06-18",
      placements: [placementOf("9990.00", "order")],
    }),
  overpaid: () =>
    paying({
      stage: "paid",
      order_state: "overpaid",
      watch: "ended",
      valid_until: "2027-06-18",
      placements: [placementOf("9990.00", "order"), placementOf("10.00", "credit_balance")],
    }),
  "paid-late": () =>
    paying({
      stage: "paid",
      order_state: "paid_late",
      watch: "ended",
      valid_until: "2027-06-18",
      placements: [placementOf("9990.00", "order")],
    }),
  expired: () =>
    paying({
      stage: "expired",
      order_state: "expired",
      watch: "polling",
      available_actions: ["buy_again"],
    }),
  cancelled: () =>
    paying({
      stage: "cancelled",
      order_state: "cancelled",
      watch: "ended",
      available_actions: ["buy_again"],
    }),
  returned: () =>
    paying({
      order_id: "ord_partly",
      stage: "returned",
      order_state: "refunded",
      watch: "polling",
      placements: [placementOf("9000.00", "refund")],
    }),
  refused: () => {
    const { code: _, order_no: __, order_id: ___, seconds_left: ____, ...bare } = checkoutOf();
    const world = signedIn("admin");
    const problem = commandError("provider_unavailable", {
      args: { request_id: "7f3a-91c2-44d0" },
      retry: { when: "now" },
    });
    world.payments.checkouts = [{ ...bare, stage: "refused", watch: "ended", problem }];
    return world;
  },
  several: () => {
    const world = paying({ seconds_left: 42 });
    world.payments.checkouts.push(checkoutOf({ id: "chk_2", amount: "199.00" }));
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
