// Generated from Rust by `cargo xtask gen`. Changes here are lost.

/**
 * `GET /api/portal/account`.
 */
export type Account = { 
/**
 * The customer.
 */
id: CustomerId, 
/**
 * The company's name; a private person's own name.
 */
company_name: string, 
/**
 * Whom to write to.
 */
contact_name: string, 
/**
 * Where to write to.
 */
contact_email: string, 
/**
 * Where to call.
 */
phone?: string, 
/**
 * The number invoices must carry.
 */
tax_id?: string, 
/**
 * The address invoices must carry, in lines.
 */
billing_address?: string, 
/**
 * The language of documents and messages: `en`, `zh-CN`, `ja`.
 */
locale: string, 
/**
 * When the customer registered.
 */
created_at: string, 
/**
 * Grows with every change; `If-Match` names it.
 */
version: number, };

/**
 * `PUT /api/portal/account`: the account as it shall be; an optional field left out is emptied.
 */
export type AccountUpdate = { 
/**
 * The company's name; a private person's own name.
 */
company_name: string, 
/**
 * Whom to write to.
 */
contact_name: string, 
/**
 * Where to write to.
 */
contact_email: string, 
/**
 * Where to call.
 */
phone?: string, 
/**
 * The number invoices must carry.
 */
tax_id?: string, 
/**
 * The address invoices must carry, in lines.
 */
billing_address?: string, 
/**
 * The language of documents and messages: `en`, `zh-CN`, `ja`.
 */
locale: string, };

/**
 * An error as it crosses to the UI.
 */
export type CommandError = { 
/**
 * What the UI decides by; `error-<code>` in the language files is its sentence.
 */
code: CommandErrorCode, 
/**
 * Values for the sentence: `request_id`, `server`, `seconds`, …
 */
args: { [key in string]: string }, 
/**
 * Which fields are wrong, and how.
 */
fields: Array<FieldError>, 
/**
 * Whether doing the same again can succeed.
 */
retry: Retry, };

/**
 * One variant for each thing the UI treats differently.
 */
export type CommandErrorCode = "no_connection" | "timed_out" | "not_a_billing_service" | "service_busy" | "too_many_tries" | "invalid_credentials" | "wrong_password" | "email_taken" | "invalid_fields" | "signed_out" | "keychain_locked" | "not_allowed" | "not_found" | "changed_meanwhile" | "server_address_invalid" | "server_address_insecure" | "server_address_fixed" | "sign_out_first" | "disk_full" | "storage_failed" | "already_open" | "internal";

/**
 * Credits of the current month.
 */
export type Credits = { 
/**
 * Granted in all, used or not.
 */
total_credits: number, 
/**
 * What can be spent now.
 */
available_credits: number, 
/**
 * What has been spent.
 */
used_credits: number, 
/**
 * What the plan grants each month.
 */
monthly_quota: number, 
/**
 * The day of the next grant.
 */
quota_reset_date?: string, };

/**
 * An ISO 4217 currency that has minor units.
 */
export type Currency = string;

/**
 * A company or private person who holds the subscription.
 */
export type CustomerId = string;

/**
 * A decimal amount on the wire whose currency stands in a field beside it.
 */
export type DecimalAmount = string;

/**
 * One signed-in device, from `GET /auth/sessions`.
 */
export type DeviceSession = { 
/**
 * Names the session in `DELETE /auth/sessions/{id}`.
 */
id: SessionId, 
/**
 * What the client called itself when it signed in.
 */
device: string, 
/**
 * Where it was last seen.
 */
address?: string, 
/**
 * When it signed in.
 */
created_at: string, 
/**
 * When it last refreshed its tokens.
 */
last_used_at: string, 
/**
 * Whether this is the session that asks.
 */
current: boolean, };

/**
 * Something has changed. Events never carry the change: whoever shows it reads again by command.
 */
export type Event = "session_changed" | "sync_changed" | "account_changed" | "subscription_changed" | "plans_changed" | "settings_changed";

/**
 * A quota or whether something is included.
 */
export type FeatureValue = boolean | number;

/**
 * One field that is wrong.
 */
export type FieldError = { 
/**
 * The field's name in the body or query.
 */
field: string, 
/**
 * What is wrong with it: `required`, `invalid`, `too_short`, `too_long`, …
 */
code: string, };

/**
 * A figure with its age.
 */
export type Figure<T> = { 
/**
 * What the service last said.
 */
value: T, 
/**
 * When it said so, or last confirmed it.
 */
as_of: string, };

/**
 * Where the session's secret is kept.
 */
export type Keychain = "stored" | "locked" | "absent";

/**
 * `POST /auth/login`.
 */
export type LoginRequest = { 
/**
 * The registered address; case does not matter.
 */
email: string, 
/**
 * The password.
 */
password: Secret, };

/**
 * `GET /auth/me`: who is signed in.
 */
export type Me = { 
/**
 * The person.
 */
user_id: UserId, 
/**
 * The customer the person belongs to; absent for staff.
 */
customer_id?: CustomerId, 
/**
 * The address to sign in with.
 */
email: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * What the person may do at large.
 */
role: Role, 
/**
 * A picture.
 */
avatar_url?: string, 
/**
 * What the role allows, one by one.
 */
permissions: Array<Permission>, };

/**
 * `POST /auth/password`.
 */
export type PasswordChange = { 
/**
 * The password that holds now.
 */
current: Secret, 
/**
 * The password that shall hold.
 */
new: Secret, };

/**
 * One thing a role allows; screens and buttons appear by these.
 */
export type Permission = "view_account" | "edit_account" | "view_subscription" | "view_plans";

/**
 * Where the person is: a screen's name and what it needs to look the same again.
 */
export type Place = { 
/**
 * The screen's name.
 */
screen: string, 
/**
 * The screen's own choices: filters, period, …
 */
choices: { [key in string]: string }, };

/**
 * One plan, from `GET /api/portal/plans`, priced in the customer's currency.
 */
export type Plan = { 
/**
 * Names the plan.
 */
id: PlanId, 
/**
 * Names it in contracts and price lists.
 */
plan_code: string, 
/**
 * Its name in the language asked for.
 */
name: string, 
/**
 * Whom it is for, in the language asked for.
 */
description: string, 
/**
 * The price for `period`.
 */
price: DecimalAmount, 
/**
 * The price of a month, if it can be had by the month.
 */
price_monthly?: DecimalAmount, 
/**
 * The price of a year, if it can be had by the year.
 */
price_yearly?: DecimalAmount, 
/**
 * The price once and for all, if it can be had so.
 */
price_lifetime?: DecimalAmount, 
/**
 * The currency of every price of the plan.
 */
currency: Currency, 
/**
 * What `price` pays for.
 */
period: SubscriptionType, 
/**
 * Credits granted each month.
 */
credits_monthly: number, 
/**
 * Quotas by number and features by yes or no: `ai_chat_quota`, `agent_seats`, `email_quota`, …
 */
features: { [key in string]: FeatureValue }, 
/**
 * Whether most customers choose it.
 */
is_popular: boolean, };

/**
 * A plan that can be subscribed to.
 */
export type PlanId = string;

/**
 * `POST /auth/register`.
 */
export type RegisterRequest = { 
/**
 * Where to reach the person; also the name to sign in with.
 */
email: string, 
/**
 * Ten characters or more.
 */
password: Secret, 
/**
 * The person's name.
 */
contact_name: string, 
/**
 * The company's name; a private person has none.
 */
company_name?: string, 
/**
 * The language to write to the person in: `en`, `zh-CN`, `ja`.
 */
locale?: string, };

/**
 * Whether doing the same again can succeed.
 */
export type Retry = { "when": "never" } | { "when": "now" } | { "when": "after", 
/**
 * How many.
 */
seconds: number, };

/**
 * Names a device to sign out.
 */
export type RevokeDevice = { 
/**
 * Which.
 */
id: SessionId, };

/**
 * What a person may do at large.
 */
export type Role = "admin" | "member" | "agent" | "support" | "operator";

/**
 * A change of plan decided for later.
 */
export type ScheduledChange = { 
/**
 * The plan to come.
 */
plan_id: PlanId, 
/**
 * Its name in the language asked for.
 */
plan_name: string, 
/**
 * How it will be paid for.
 */
subscription_type: SubscriptionType, 
/**
 * The day it takes effect.
 */
effective_date: string, };

/**
 * A password or token: it travels in bodies but never appears in logs, because `Debug` hides it
 * and there is no `Display`.
 */
export type Secret = string;

/**
 * What a look at the service's address found.
 */
export type ServerCheck = { 
/**
 * The address.
 */
server: string, 
/**
 * Whether a billing service answered there.
 */
reachable: boolean, 
/**
 * Whether it holds made-up customers for trying things out.
 */
demonstration: boolean, };

/**
 * Who set the service's address.
 */
export type ServerSource = "default" | "settings" | "environment";

/**
 * Who is signed in.
 */
export type Session = { "state": "signed_out", 
/**
 * Why, if it was not the person's own doing.
 */
reason: SignedOutReason | null, } | { "state": "signed_in", 
/**
 * The person.
 */
me: Me, 
/**
 * Where the session's secret is kept.
 */
keychain: Keychain, 
/**
 * False when the stored figures can be read but the secret cannot: nothing can be updated
 * until the keychain is unlocked or the person signs in again.
 */
can_update: boolean, };

/**
 * One signed-in device: a family of refresh tokens.
 */
export type SessionId = string;

/**
 * Chooses a language.
 */
export type SetLanguage = { 
/**
 * `en`, `zh-CN` or `ja`; none follows the system.
 */
language: string | null, };

/**
 * Chooses a service.
 */
export type SetServer = { 
/**
 * Its address; none returns to the one built in.
 */
server: string | null, };

/**
 * Chooses a theme.
 */
export type SetTheme = { 
/**
 * Which.
 */
theme: Theme, };

/**
 * What the person has chosen on this computer.
 */
export type Settings = { 
/**
 * The language shown: `en`, `zh-CN` or `ja`.
 */
language: string, 
/**
 * Whether that language was chosen; otherwise it follows the system.
 */
language_chosen: boolean, 
/**
 * Every language there is.
 */
languages: Array<string>, 
/**
 * Light, dark or as the system has it.
 */
theme: Theme, 
/**
 * The service's address.
 */
server: string, 
/**
 * Who set that address.
 */
server_source: ServerSource, };

/**
 * Why a session ended without the person's doing.
 */
export type SignedOutReason = "session_ended" | "token_reused";

/**
 * Everything the first paint needs, from local files alone.
 */
export type Start = { 
/**
 * The application's version.
 */
version: string, 
/**
 * Language, theme and the rest of what the person has chosen.
 */
settings: Settings, 
/**
 * Who is signed in, if anyone.
 */
session: Session, 
/**
 * Whether figures are fresh.
 */
sync: Sync, 
/**
 * Where the person was when the window last closed.
 */
place?: Place, };

/**
 * What is kept on this computer.
 */
export type Storage = { 
/**
 * The folder that holds everything.
 */
folder: string, 
/**
 * Bytes of figures that can be fetched again.
 */
cache_bytes: number, 
/**
 * Bytes of what must not be lost: begun payments, notices already shown.
 */
journal_bytes: number, };

/**
 * `GET /api/portal/subscription`.
 */
export type Subscription = { 
/**
 * The plan.
 */
plan_id: PlanId, 
/**
 * The plan's name in the language asked for.
 */
plan_name: string, 
/**
 * How it is paid for and how long it runs.
 */
subscription_type: SubscriptionType, 
/**
 * Its first day.
 */
start_date: string, 
/**
 * The day it ends or renews; none for a lifetime.
 */
end_date?: string, 
/**
 * Where it stands.
 */
status: SubscriptionStatus, 
/**
 * Whole days until `end_date`, zero when past.
 */
remaining_days?: number, 
/**
 * Whether it renews by itself.
 */
auto_renew: boolean, 
/**
 * A change that is already decided for later.
 */
scheduled_change?: ScheduledChange, 
/**
 * The credits that come with it.
 */
credits: Credits, 
/**
 * What can be done with it now; a client offers exactly these.
 */
available_actions: Array<SubscriptionAction>, };

/**
 * What can be done with a subscription.
 */
export type SubscriptionAction = "upgrade" | "cancel" | "resume" | "pause" | "unknown";

/**
 * Where a subscription stands.
 */
export type SubscriptionStatus = "active" | "trialing" | "grace" | "past_due" | "paused" | "cancel_scheduled" | "cancelled" | "expired";

/**
 * How a subscription is paid for and how long it runs.
 */
export type SubscriptionType = "monthly" | "yearly" | "lifetime" | "package";

/**
 * Whether figures are fresh, and since when they are not.
 */
export type Sync = { 
/**
 * What goes on.
 */
state: SyncState, 
/**
 * When every figure was last known to be right.
 */
last_success?: string, 
/**
 * When the service was first out of reach.
 */
offline_since?: string, };

/**
 * What goes on between the console and the service.
 */
export type SyncState = "online" | "syncing" | "offline";

/**
 * The theme of the window.
 */
export type Theme = "system" | "light" | "dark" | "high_contrast";

/**
 * Asks for a change of the account.
 */
export type UpdateAccount = { 
/**
 * The account as it shall be.
 */
update: AccountUpdate, 
/**
 * The version the person was looking at.
 */
version: number, };

/**
 * A person who signs in.
 */
export type UserId = string;

/** Every command, with what it takes and what it answers. */
export interface Commands {
  /** Everything the first paint needs, from local files alone. */
  start: { request: null; answer: Start };
  /** Signs in. */
  sign_in: { request: LoginRequest; answer: Session };
  /** Registers a customer and signs in. */
  register: { request: RegisterRequest; answer: Session };
  /** Signs out and removes everything of this account from the computer. */
  sign_out: { request: null; answer: null };
  /** Who is signed in. */
  session: { request: null; answer: Session };
  /** Tries the keychain once more after the person unlocked it. */
  unlock: { request: null; answer: Session };
  /** The account as last seen. */
  account: { request: null; answer: Figure<Account> | null };
  /** Changes the account. */
  update_account: { request: UpdateAccount; answer: Figure<Account> };
  /** The subscription as last seen; the inner none is a customer without one. */
  subscription: { request: null; answer: Figure<Subscription | null> | null };
  /** The plans as last seen. */
  plans: { request: null; answer: Figure<Array<Plan>> | null };
  /** Whether figures are fresh. */
  sync: { request: null; answer: Sync };
  /** Fetches what has changed, now. */
  refresh: { request: null; answer: Sync };
  /** The person's signed-in devices, asked of the service. */
  devices: { request: null; answer: Array<DeviceSession> };
  /** Signs a device out. */
  revoke_device: { request: RevokeDevice; answer: Array<DeviceSession> };
  /** Changes the password; every other device is signed out. */
  change_password: { request: PasswordChange; answer: null };
  /** What the person has chosen. */
  settings: { request: null; answer: Settings };
  /** Chooses the language. */
  set_language: { request: SetLanguage; answer: Settings };
  /** Chooses the theme. */
  set_theme: { request: SetTheme; answer: Settings };
  /** Chooses the service; only while signed out. */
  set_server: { request: SetServer; answer: ServerCheck };
  /** Looks whether a billing service answers at the address. */
  check_server: { request: null; answer: ServerCheck };
  /** What is kept on this computer. */
  storage: { request: null; answer: Storage };
  /** Removes figures, journal, settings and keychain entries from the computer, and signs out. */
  delete_local_data: { request: null; answer: null };
  /** Remembers where the person is, for the next start. */
  remember_place: { request: Place; answer: null };
}
