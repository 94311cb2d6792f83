import { type Crediting, creditingOf } from "./fake-credits";
import { customersOf } from "./fake-customers";
import { invoicesOf } from "./fake-invoices";
import { type Telling, tellingOf } from "./fake-notices";
import { stuckPaymentsOf } from "./fake-operations";
import { type Payments, paymentsOf } from "./fake-payments";
import { type Consumption, consumptionOf } from "./fake-usage";
import type {
  Account,
  CommandError,
  Commands,
  CustomerSummary,
  DeviceSession,
  Download,
  Figure,
  InvoiceRow,
  Me,
  Permission,
  Place,
  Plan,
  Role,
  Session,
  Settings,
  Storage,
  StuckPayment,
  Subscription,
  Sync,
} from "./generated/commands";

/** Everything a fake core knows. */
export interface World {
  version: string;
  settings: Settings;
  session: Session;
  sync: Sync;
  place: Place | null;
  people: Record<Role, Me>;
  account: Figure<Account> | null;
  /** The account as somebody else has left it at the service meanwhile. */
  accountAtService: Account | null;
  subscription: Figure<Subscription | null> | null;
  plans: Figure<Plan[]> | null;
  payments: Payments;
  /** What the customer and others are told of. */
  telling: Telling;
  /** Payments that need somebody's eyes. */
  stuck: StuckPayment[];
  /** Usage and credits; none as long as none of them was ever fetched. */
  consumption: Consumption | null;
  /** Credits beside their movements; none as long as they were never fetched. */
  crediting: Crediting | null;
  /** The invoices, newest first; none as long as none was ever fetched. */
  invoices: { rows: InvoiceRow[]; as_of: string } | null;
  /** The customers whom staff may see; none as long as they were never fetched. */
  customers: Figure<CustomerSummary[]> | null;
  /** Downloads under way or ended, the newest first. */
  downloads: Download[];
  /** Whether the package centre was ever fetched. */
  packageCenterKnown: boolean;
  devices: DeviceSession[];
  storage: Storage;
  server: { reachable: boolean; demonstration: boolean };
  /** Commands that fail, with what they fail. */
  failures: Partial<Record<keyof Commands, CommandError>>;
}

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A small world in which everything is well; `changes` replace parts of it. */
export function worldOf(changes: Partial<World> = {}): World {
  const as_of = ago(2);
  return {
    version: "0.1.0",
    settings: {
      language: "en",
      language_chosen: true,
      languages: ["en", "zh-CN", "ja"],
      theme: "light",
      server: "http://127.0.0.1:8787",
      server_source: "default",
      share_behaviour: false,
      notifications: true,
      download_folder: "/home/elin/Downloads",
    },
    session: { state: "signed_out", reason: null },
    sync: { state: "online", last_success: as_of },
    place: null,
    people: {
      admin: person("admin", "Elin Sørensen"),
      member: person("member", "Noah Berg"),
      agent: person("agent", "Ada Quist"),
      support: person("support", "Marek Dvořák"),
      operator: person("operator", "Ines Duarte"),
    },
    account: {
      as_of,
      value: {
        id: "cus_1",
        company_name: "Northwind Labs",
        contact_name: "Elin Sørensen",
        contact_email: "billing@northwind.test",
        phone: "+46 8 123 456 78",
        tax_id: "SE556677889901",
        billing_address: "Kungsgatan 12\n111 35 Stockholm",
        locale: "en",
        created_at: "2023-08-12T08:00:00Z",
        version: 7,
      },
    },
    accountAtService: null,
    subscription: {
      as_of,
      value: {
        plan_id: "plan_pro",
        plan_name: "Pro",
        subscription_type: "yearly",
        start_date: dayIn(55 - 365),
        end_date: dayIn(55),
        status: "active",
        remaining_days: 55,
        auto_renew: true,
        credits: {
          total_credits: 50_000,
          available_credits: 17_740,
          used_credits: 32_260,
          monthly_quota: 50_000,
          quota_reset_date: dayIn(9),
        },
        paid_until: dayIn(55),
        available_actions: ["upgrade", "renew", "cancel", "pause"],
      },
    },
    plans: { as_of, value: plans() },
    payments: paymentsOf(),
    telling: tellingOf(),
    stuck: stuckPaymentsOf(),
    consumption: consumptionOf(),
    crediting: creditingOf(),
    invoices: { rows: invoicesOf(), as_of },
    customers: { as_of, value: customersOf() },
    downloads: [],
    packageCenterKnown: true,
    devices: [
      device("ses_1", "Billing Console 0.1.0 on Linux", "192.0.2.14", 2, true),
      device("ses_2", "Billing Console 0.1.0 on macOS", "198.51.100.7", 60 * 26, false),
      device("ses_3", "Billing Console 0.1.0 on Windows", "203.0.113.80", 60 * 24 * 9, false),
    ],
    storage: {
      folder: "/home/elin/.local/share/billing-console",
      cache_bytes: 1_482_752,
      journal_bytes: 24_576,
    },
    server: { reachable: true, demonstration: true },
    failures: {},
    ...changes,
  };
}

/** The same world with somebody signed in. */
export function signedIn(role: Role, changes: Partial<World> = {}): World {
  const world = worldOf();
  const session: Session = {
    state: "signed_in",
    me: world.people[role],
    keychain: "stored",
    can_update: true,
  };
  return { ...world, session, ...changes };
}

const plan: Permission[] = ["view_account", "view_subscription", "view_plans"];
const archive: Permission[] = ["view_usage", "view_invoices", "view_credits"];
const member: Permission[] = [...plan, "view_orders", ...archive];
const support: Permission[] = [...member, "view_all_orders", "view_customers"];
const permissions: Record<Role, Permission[]> = {
  admin: [...member, "edit_account", "buy"],
  member,
  agent: [...plan, "view_usage", "view_customers"],
  support,
  operator: [
    ...support,
    "edit_account",
    "edit_packages",
    "refund",
    "view_webhooks",
    "count_usage",
    "move_clock",
    "give_credits",
    "settle_payments",
    "view_operations",
  ],
};

function person(role: Role, name: string): Me {
  const isCustomer = role === "admin" || role === "member";
  return {
    user_id: `usr_${role}`,
    email: `${role}@demo.test`,
    name,
    role,
    permissions: permissions[role],
    ...(isCustomer ? { customer_id: "cus_1" } : {}),
  };
}

function device(
  id: string,
  name: string,
  address: string,
  minutesAgo: number,
  current: boolean,
): DeviceSession {
  return {
    id,
    device: name,
    address,
    created_at: ago(minutesAgo + 60 * 24 * 20),
    last_used_at: ago(minutesAgo),
    current,
  };
}

function plans(): Plan[] {
  const common = { currency: "CNY", period: "monthly" as const };
  return [
    {
      ...common,
      id: "plan_starter",
      plan_code: "starter",
      name: "Starter",
      description: "For a first team",
      price: "299.00",
      price_monthly: "299.00",
      price_yearly: "2990.00",
      price_lifetime: "8970.00",
      credits_monthly: 20_000,
      features: features(12_000, 6_000, 5, { voice_channel: false, single_sign_on: false }),
      is_popular: false,
    },
    {
      ...common,
      id: "plan_pro",
      plan_code: "pro",
      name: "Pro",
      description: "For a growing support desk",
      price: "999.00",
      price_monthly: "999.00",
      price_yearly: "9990.00",
      price_lifetime: "29970.00",
      credits_monthly: 50_000,
      features: features(32_000, 12_000, 15, { voice_channel: true, single_sign_on: false }),
      is_popular: false,
    },
    {
      ...common,
      id: "plan_business",
      plan_code: "business",
      name: "Business",
      description: "For several teams and regions",
      price: "2999.00",
      price_monthly: "2999.00",
      price_yearly: "29990.00",
      credits_monthly: 200_000,
      features: features(130_000, 50_000, 50, { voice_channel: true, single_sign_on: true }),
      is_popular: true,
    },
  ];
}

function features(
  ai_chat_quota: number,
  email_quota: number,
  agent_seats: number,
  more: Record<string, boolean>,
): Plan["features"] {
  return {
    ai_chat_quota,
    email_quota,
    agent_seats,
    invoice_archive: true,
    usage_export: true,
    ...more,
  };
}
