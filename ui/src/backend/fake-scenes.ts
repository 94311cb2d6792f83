import { dayOf, daysLater } from "../calendar";
import { commandError } from "./backend";
import { tellingOf } from "./fake-notices";
import { checkoutOf, placementOf } from "./fake-payments";
import { signedIn, type World, worldOf } from "./fake-world";
import type { Subscription } from "./generated/commands";

/** Somebody who is about to pay, with a checkout as it stands. */
function paying(...changes: Parameters<typeof checkoutOf>): World {
  const world = signedIn("admin");
  world.payments.checkouts = [checkoutOf(...changes)];
  return world;
}

/** Somebody whose subscription stands so. */
function standing(changes: Partial<Subscription>): World {
  const world = signedIn("admin");
  const subscription = world.subscription?.value;
  if (subscription) {
    Object.assign(subscription, changes);
  }
  return world;
}

const inDays = (days: number) => daysLater(dayOf(new Date()), days);

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
  member: () => {
    const world = signedIn("member");
    const subscription = world.subscription?.value;
    if (subscription) {
      subscription.available_actions = [];
    }
    return world;
  },
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
    const { account, subscription, plans, consumption, crediting, invoices } = world;
    const { notices } = world.telling;
    for (const figure of [
      account,
      subscription,
      plans,
      consumption,
      crediting,
      invoices,
      notices,
    ]) {
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
      crediting: null,
      invoices: null,
      packageCenterKnown: false,
      telling: { ...tellingOf(), notices: null },
      sync: { state: "offline" },
    }),
  loading: () =>
    signedIn("admin", {
      account: null,
      subscription: null,
      plans: null,
      consumption: null,
      crediting: null,
      invoices: null,
      packageCenterKnown: false,
      telling: { ...tellingOf(), notices: null },
      sync: { state: "syncing" },
    }),
  "no-notices": () => {
    const world = signedIn("admin");
    world.telling.notices = { items: [], as_of: new Date().toISOString() };
    return world;
  },
  "no-usage": () => {
    const world = signedIn("admin");
    if (world.consumption) {
      world.consumption.products = [];
      world.consumption.credits = [];
    }
    if (world.crediting) {
      Object.assign(world.crediting, { grants: [], packs: [], daily: 0 });
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
  "credits-owed": () => {
    const world = signedIn("admin");
    if (world.crediting) {
      Object.assign(world.crediting, { grants: [], debt: 4_000 });
      world.crediting.rule = {
        rule: { is_on: true, below: 5_000, pack_id: "credits-10k", most_a_month: 2, pay_type: 9 },
        orders_this_month: 1,
        newest_order: "ord_late",
      };
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
  trialing: () =>
    standing({
      status: "trialing",
      plan_id: "plan_starter",
      plan_name: "Starter",
      subscription_type: "monthly",
      start_date: inDays(-9),
      end_date: inDays(5),
      paid_until: inDays(5),
      remaining_days: 5,
      renewal_order_id: "ord_open",
      available_actions: ["upgrade", "renew", "cancel"],
    }),
  renewing: () =>
    standing({
      remaining_days: 6,
      end_date: inDays(6),
      paid_until: inDays(6),
      renewal_order_id: "ord_open",
    }),
  grace: () =>
    standing({
      status: "grace",
      remaining_days: 0,
      end_date: inDays(-1),
      paid_until: inDays(-1),
      past_due_reason: "unpaid",
      renewal_order_id: "ord_open",
      available_actions: ["renew", "upgrade", "cancel"],
    }),
  "past-due": () =>
    standing({
      status: "past_due",
      remaining_days: 0,
      end_date: inDays(-5),
      paid_until: inDays(-5),
      past_due_reason: "declined",
      renewal_order_id: "ord_open",
      available_actions: ["renew", "upgrade", "cancel"],
    }),
  paused: () =>
    standing({
      status: "paused",
      paused_until: inDays(30),
      end_date: inDays(85),
      paid_until: inDays(85),
      remaining_days: 85,
      available_actions: ["resume", "cancel"],
    }),
  ending: () =>
    standing({
      status: "cancel_scheduled",
      auto_renew: false,
      available_actions: ["upgrade", "cancel", "resume"],
    }),
  scheduled: () =>
    standing({
      scheduled_change: {
        plan_id: "plan_starter",
        plan_name: "Starter",
        subscription_type: "monthly",
        effective_date: inDays(55),
      },
      available_actions: ["upgrade", "renew", "cancel", "pause", "resume"],
    }),
  over: () =>
    standing({
      status: "expired",
      auto_renew: false,
      remaining_days: 0,
      end_date: inDays(-20),
      paid_until: inDays(-20),
      available_actions: ["resubscribe"],
    }),
  lifetime: () => {
    const world = standing({
      subscription_type: "lifetime",
      auto_renew: false,
      available_actions: ["upgrade", "cancel"],
    });
    const subscription = world.subscription?.value;
    delete subscription?.end_date;
    delete subscription?.paid_until;
    delete subscription?.remaining_days;
    return world;
  },
  newcomer: () => {
    const world = signedIn("admin");
    const [starter] = world.plans?.value ?? [];
    if (starter) {
      starter.trial_days = 14;
    }
    return { ...world, subscription: world.subscription && { ...world.subscription, value: null } };
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
