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
 * Where their days begin, by the name of the IANA time zone database; UTC if it is not told.
 */
time_zone?: string, 
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
locale: string, 
/**
 * Where their days begin, by the name of the IANA time zone database; stays as it is if it is
 * left out.
 */
time_zone?: string, };

/**
 * Customers' people who were there.
 */
export type ActivityPoint = { 
/**
 * The point's first day.
 */
begins: string, 
/**
 * Different people who signed in, ordered, or did something they let be told.
 */
users: number, };

/**
 * Puts a customer's credits right.
 */
export type AdjustCredits = { 
/**
 * Made by whoever asks, once for each decision: a repetition counts once.
 */
decision: string, 
/**
 * Whose, how many and why.
 */
adjustment: AdjustRequest, };

/**
 * `POST /api/operator/credits/adjust`: puts something right.
 */
export type AdjustRequest = { 
/**
 * Whose credits.
 */
customer_id: CustomerId, 
/**
 * How many come; negative if they go.
 */
amount: number, 
/**
 * Why; the customer reads it.
 */
reason: string, };

/**
 * `GET /agreement?type=agreement&item=cozePackage`: the payment terms.
 */
export type Agreement = { 
/**
 * The heading, in the language asked for.
 */
title: string, 
/**
 * The terms: HTML of which only harmless elements are left.
 */
content: string, 
/**
 * Counts the texts there have been.
 */
version: number, };

/**
 * How complete an archive is.
 */
export type Archive = { 
/**
 * When the service last confirmed that nothing is missing; none while it fills.
 */
as_of?: string, 
/**
 * Whether it fills just now.
 */
is_filling: boolean, 
/**
 * Days of usage that are here.
 */
usage_days: number, 
/**
 * Invoices that are here.
 */
invoices: number, 
/**
 * Documents that are here.
 */
documents: number, 
/**
 * Bytes on disk, documents included.
 */
bytes: number, };

/**
 * Names an archive.
 */
export type ArchiveOf = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, };

/**
 * The kinds of [`Ask`].
 */
export type AskKind = "order" | "offer" | "result" | "detail" | "cancel";

/**
 * Where one code or approval link stands.
 */
export type AttemptState = "presented" | "processing" | "succeeded" | "failed" | "expired" | "closed" | "conflicted" | "unknown";

/**
 * One deed of staff: `GET /api/operator/audit`, newest first.
 */
export type AuditLine = { 
/**
 * Names it.
 */
id: string, 
/**
 * When it was over, or begun if that is not known.
 */
at: string, 
/**
 * Who did it.
 */
user_id: UserId, 
/**
 * The person's name.
 */
user_name: string, 
/**
 * As what.
 */
role: Role, 
/**
 * With whose figures.
 */
customer_id?: CustomerId, 
/**
 * The customer's name.
 */
customer_name?: string, 
/**
 * The HTTP method.
 */
method: string, 
/**
 * The route's template: with the method it says what was done.
 */
route: string, 
/**
 * What it was done to: the order, the notice, the proposal.
 */
subject?: string, 
/**
 * What it came to, in a few plain words: an amount, a reason.
 */
note?: string, 
/**
 * How it ended.
 */
outcome: AuditOutcome, 
/**
 * The request's identifier.
 */
request_id: string, };

/**
 * A page of the audit log.
 */
export type AuditLog = { 
/**
 * The deeds, newest first.
 */
items: Array<AuditLine>, 
/**
 * Where the next page begins.
 */
next_cursor?: string, };

/**
 * How a deed of staff ended.
 */
export type AuditOutcome = "allowed" | "done" | "failed" | "refused" | "asked" | "unknown";

/**
 * Which deeds of staff the operator wants to see.
 */
export type AuditWish = { 
/**
 * Those of the person of this id.
 */
user_id?: string, 
/**
 * Those with this customer's figures.
 */
customer?: string, 
/**
 * Those done to this: an order, a notice, a proposal.
 */
subject?: string, 
/**
 * Those that ended so.
 */
outcome?: AuditOutcome, 
/**
 * Whether what was only looked at is left out.
 */
changes_only: boolean, 
/**
 * From this day on.
 */
from?: string, 
/**
 * Up to this day.
 */
to?: string, 
/**
 * Where the page before said to go on.
 */
cursor?: string, };

/**
 * `GET /api/portal/credits/auto-top-up`.
 */
export type AutoTopUp = { 
/**
 * The rule; none if there never was one.
 */
rule?: AutoTopUpUpdate, 
/**
 * How many orders it has made this month.
 */
orders_this_month: number, 
/**
 * The newest order it made; it is paid like any other.
 */
newest_order?: OrderId, };

/**
 * `PUT /api/portal/credits/auto-top-up`: the rule by which packs are ordered.
 */
export type AutoTopUpUpdate = { 
/**
 * Whether it holds.
 */
is_on: boolean, 
/**
 * A pack is ordered when fewer credits than this are there.
 */
below: number, 
/**
 * Which pack.
 */
pack_id: string, 
/**
 * At most so many orders in a month.
 */
most_a_month: number, 
/**
 * How they shall be paid.
 */
pay_type: PayType, };

/**
 * Decides about a change that was previewed. The same `id` again is the same change.
 */
export type BeginChange = { 
/**
 * Made by whoever asks, once for each time a person decides.
 */
id: CheckoutId, 
/**
 * What was previewed.
 */
change: ChangeWish, 
/**
 * What the person was shown.
 */
preview: ChangePreview, 
/**
 * How it is paid, if anything is due.
 */
pay_type?: PayType, };

/**
 * Begins a purchase. The same `id` again answers the same purchase.
 */
export type BeginCheckout = { 
/**
 * Made by whoever asks, once for each time a person decides to buy.
 */
id: CheckoutId, 
/**
 * What.
 */
wish: Wish, 
/**
 * How.
 */
pay_type: PayType, 
/**
 * A coupon's code.
 */
coupon_code?: string, 
/**
 * What the person was shown.
 */
quote: Quote, };

/**
 * Downloads many documents into one place.
 */
export type BeginDownload = { 
/**
 * Names the decision, so that a double click is one download.
 */
id: DownloadId, 
/**
 * Which invoices.
 */
choice: DownloadChoice, 
/**
 * A folder or one file.
 */
form: DownloadForm, 
/**
 * How each file is called: text with `{number}`, `{date}`, `{period}`, `{company}`,
 * `{amount}`, `{currency}`; none is `{date}_{number}`.
 */
name_template?: string, };

/**
 * Ends the subscription. The same `decision` again counts once.
 */
export type CancelPlan = { 
/**
 * Made by whoever asks, once for each time a person decides.
 */
decision: string, 
/**
 * When.
 */
when: CancelWhen, 
/**
 * What the person was shown of what becomes credit balance.
 */
displayed_amount: DecimalAmount, 
/**
 * Why, as it was chosen.
 */
reason?: string, 
/**
 * Why, in the person's own words.
 */
comment?: string, };

/**
 * When a cancellation takes effect.
 */
export type CancelWhen = "period_end" | "now";

/**
 * Asks what a cancellation would bring.
 */
export type CancelWish = { 
/**
 * When.
 */
when: CancelWhen, };

/**
 * Who looks at the package centre.
 */
export type CenterUser = { 
/**
 * The person.
 */
id: UserId, 
/**
 * Their name.
 */
username: string, 
/**
 * Their picture.
 */
avatar?: string, 
/**
 * The package the customer has now.
 */
cozePackage?: HeldPackage, };

/**
 * What became of a decision to change.
 */
export type ChangeBegun = { 
/**
 * When it takes effect.
 */
effective: ChangeEffective, 
/**
 * Its payment, if anything is due: nothing changes before it is paid.
 */
checkout?: Checkout, 
/**
 * The change that waits for the period's end.
 */
scheduled_change?: ScheduledChange, };

/**
 * When a change of plan takes effect.
 */
export type ChangeEffective = "now" | "period_end";

/**
 * One line of a preview.
 */
export type ChangeLine = { 
/**
 * What it is about.
 */
kind: ChangeLineKind, 
/**
 * The plan's name, or the reduction's, in the language asked for.
 */
name: string, 
/**
 * Days that are left.
 */
days?: number, 
/**
 * Of so many.
 */
of_days?: number, 
/**
 * `days ÷ of_days` with six decimals.
 */
factor?: string, 
/**
 * What the factor is taken of.
 */
of_amount?: DecimalAmount, 
/**
 * What the line adds; below zero if it takes something off.
 */
amount: DecimalAmount, };

/**
 * What a line of a preview is about.
 */
export type ChangeLineKind = "price" | "reduction" | "unused" | "unknown";

/**
 * Pays by another method.
 */
export type ChangeMethod = { 
/**
 * Which purchase.
 */
id: CheckoutId, 
/**
 * How from now on.
 */
pay_type: PayType, };

/**
 * What a change of plan would cost, and why.
 */
export type ChangePreview = { 
/**
 * The plan wanted, named in the language asked for.
 */
plan_name: string, 
/**
 * When it takes effect.
 */
effective: ChangeEffective, 
/**
 * The first day of the new plan.
 */
effective_date: string, 
/**
 * The day it will end or renew; none for a lifetime.
 */
end_date?: string, 
/**
 * How the amount comes about: they add up to `due_now`, less what is left even beyond the
 * price. None if nothing is charged now.
 */
lines: Array<ChangeLine>, 
/**
 * What is taken off for what is left of the plan before.
 */
credit: DecimalAmount, 
/**
 * What is to be paid now.
 */
due_now: DecimalAmount, 
/**
 * The amount to show, and to send back with the change.
 */
displayed_amount: DecimalAmount, 
/**
 * What is left even beyond the price, and becomes credit balance.
 */
to_credit_balance: DecimalAmount, 
/**
 * What the next renewal will cost, if the change waits until then.
 */
due_at_period_end?: DecimalAmount, 
/**
 * The currency of every amount.
 */
currency: Currency, 
/**
 * Why the coupon named does not count, if it does not.
 */
coupon_problem?: CouponProblem, };

/**
 * The plan somebody wants, and for how long.
 */
export type ChangeWish = { 
/**
 * The plan.
 */
plan_id: PlanId, 
/**
 * For how long.
 */
subscription_type: SubscriptionType, 
/**
 * A coupon's code.
 */
coupon_code?: string, 
/**
 * Whether it shall be tried out first.
 */
trial?: boolean, };

/**
 * One purchase, from the click to its end.
 */
export type Checkout = { 
/**
 * Names it on this computer.
 */
id: CheckoutId, 
/**
 * What is bought.
 */
wish: Wish, 
/**
 * Its name in the person's language.
 */
product_name: string, 
/**
 * What is to be paid.
 */
amount: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * How.
 */
pay_type: PayType, 
/**
 * What the amount is made of, as it was shown before.
 */
quote?: Quote, 
/**
 * The order, once the service has made it.
 */
order_id?: OrderId, 
/**
 * The number people quote.
 */
order_no?: string, 
/**
 * Where it stands, for the screen.
 */
stage: CheckoutStage, 
/**
 * Where the order stands, as the service last said.
 */
order_state?: OrderState, 
/**
 * What the console does about it just now.
 */
watch: Watch, 
/**
 * The code to scan, for methods that have one.
 */
code?: QrView, 
/**
 * Whether there is a page to pay on, to be opened by `open_payment_page`.
 */
has_page: boolean, 
/**
 * Seconds until the code is renewed, counted when this was read.
 */
seconds_left?: number, 
/**
 * What can be done now.
 */
available_actions: Array<OrderAction>, 
/**
 * Where every amount that came has ended.
 */
placements: Array<Placement>, 
/**
 * Until when what was bought lasts, if it is delivered and ends.
 */
valid_until?: string, 
/**
 * Why the last step did not work; the purchase may go on all the same.
 */
problem?: CommandError, 
/**
 * When the person began it.
 */
began_at: string, 
/**
 * When the order's state was last confirmed by the service.
 */
as_of?: string, 
/**
 * Whether no real money is involved.
 */
is_test: boolean, };

/**
 * What to bring to the person's eyes.
 */
export type CheckoutFocus = { "kind": "checkout", 
/**
 * Which.
 */
id: CheckoutId, } | { "kind": "order", 
/**
 * Which.
 */
order_id: OrderId, } | { "kind": "notices" };

/**
 * Names a purchase on this computer, from before the service knows of it.
 */
export type CheckoutId = string;

/**
 * Names a purchase.
 */
export type CheckoutOf = { 
/**
 * Which.
 */
id: CheckoutId, };

/**
 * Where a purchase stands, for the screen.
 */
export type CheckoutStage = "starting" | "waiting" | "confirming" | "code_expired" | "declined" | "underpaid" | "paid" | "expired" | "cancelled" | "returned" | "refused";

/**
 * What is bought and paid for just now, and what has just ended.
 */
export type Checkouts = { 
/**
 * Newest first: every one that is still watched, and those that ended and were not dismissed.
 */
items: Array<Checkout>, 
/**
 * The one to show at once, because the person has come back from the browser or clicked a
 * notification; told once.
 */
focus?: CheckoutFocus, };

/**
 * What time it is for the service.
 */
export type ClockReading = { 
/**
 * The present moment.
 */
server_now: string, 
/**
 * How far that is ahead of the world's time.
 */
ahead_seconds: number, };

/**
 * An error as it crosses to the UI.
 */
export type CommandError = { 
/**
 * What the UI decides by; `error-<code>` in the language files is its sentence.
 */
code: CommandErrorCode, 
/**
 * Values for the sentence and for developers: `request_id`, `service_code`, `status`,
 * `server`, `seconds`, …
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
export type CommandErrorCode = "no_connection" | "timed_out" | "not_a_billing_service" | "service_busy" | "too_many_tries" | "invalid_credentials" | "wrong_password" | "email_taken" | "invalid_fields" | "signed_out" | "keychain_locked" | "not_allowed" | "not_found" | "changed_meanwhile" | "amount_changed" | "coupon_refused" | "shop_closed" | "purchase_too_old" | "insufficient_credits" | "gift_code_refused" | "order_moved" | "subscription_moved" | "no_subscription" | "method_not_offered" | "method_removed" | "provider_unavailable" | "document_altered" | "evidence_refused" | "payment_link_refused" | "code_unreadable" | "browser_not_opened" | "server_address_invalid" | "server_address_insecure" | "server_address_fixed" | "sign_out_first" | "disk_full" | "storage_failed" | "already_open" | "internal";

/**
 * `GET` and `PUT /api/portal/consent`: what a customer agrees to.
 */
export type Consent = { 
/**
 * Whether their address and what they buy may be told to whoever sends offers.
 */
marketing: boolean, };

/**
 * From looking to paying.
 */
export type ConversionPoint = { 
/**
 * The point's first day.
 */
begins: string, 
/**
 * Different people who looked at what is for sale; only those who let it be told.
 */
viewers: number, 
/**
 * Orders that people made; what a rule orders by itself is not counted.
 */
orders: number, 
/**
 * Those of them that are paid, whenever.
 */
paid: number, };

/**
 * Why a coupon does not count.
 */
export type CouponProblem = "unknown" | "not_yet" | "expired" | "used_up" | "used_by_you" | "not_for_this" | "too_small" | "other_currency";

/**
 * `GET /api/portal/credits/forecast`.
 */
export type CreditForecast = { 
/**
 * The first day that is looked back on.
 */
from: string, 
/**
 * The last one.
 */
to: string, 
/**
 * How many credits were spent in them.
 */
spent: number, 
/**
 * How many days of them the customer had credits; `spent` over these is what a day takes.
 */
days: number, 
/**
 * The first day for which the credits will not do, if there is one within a year.
 */
run_out_on?: string, 
/**
 * What each plan would have cost in these days, the cheapest first.
 */
plan_fits: Array<PlanFit>, 
/**
 * The service's own time.
 */
server_now: string, };

/**
 * Credits that came together, and what is left of them.
 */
export type CreditGrant = { 
/**
 * Names it: the movement by which it came.
 */
id: string, 
/**
 * Where it comes from.
 */
source: GrantSource, 
/**
 * How many credits came.
 */
amount: number, 
/**
 * How many are left.
 */
left: number, 
/**
 * When they came.
 */
granted_at: string, 
/**
 * When what is left runs out, if it does.
 */
expires_at?: string, };

/**
 * A part of the ledger of credits.
 */
export type CreditLedger = { 
/**
 * How many credits there are after the newest movement.
 */
balance: number, 
/**
 * How many movements there are.
 */
total: number, 
/**
 * From `offset` on.
 */
rows: Array<CreditTransaction>, 
/**
 * Whether every movement hashes to what the service says, and each follows the one before.
 */
is_verified: boolean, 
/**
 * The number of the first movement that does not.
 */
broken_at?: number, 
/**
 * What is wrong with it.
 */
fault?: LedgerFault, };

/**
 * When the credits run out, what each plan would have cost, and the course of the credits.
 */
export type CreditOutlook = { 
/**
 * Worked out on this computer, by the same arithmetic as the service's.
 */
forecast: CreditForecast, 
/**
 * The balance at the end of each day from `forecast.from` to `forecast.to`.
 */
past: Array<number>, 
/**
 * What is left at the end of each day after them, until the credits have run out.
 */
ahead: Array<number>, };

/**
 * A pack of credits for sale, from `GET /api/portal/credits/packs`; it is ordered as
 * `product_type` `credits` by `POST /payments/orders`.
 */
export type CreditPack = { 
/**
 * Names it.
 */
id: string, 
/**
 * Its name in the language asked for.
 */
name: string, 
/**
 * How many credits it brings.
 */
credits: number, 
/**
 * For how many days they can be spent; without end if there is none.
 */
valid_days?: number, 
/**
 * What it costs.
 */
price: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, };

/**
 * `GET /api/portal/credits`: what can be spent, and until when.
 */
export type CreditStanding = { 
/**
 * What can be spent now: what is left of all grants.
 */
available: number, 
/**
 * What is owed, because credits that had been spent were paid back; credits that come pay it
 * first.
 */
debt: number, 
/**
 * `available` less `debt`: what the newest movement says.
 */
balance: number, 
/**
 * The grants of which something is left, in the order in which they are spent.
 */
grants: Array<CreditGrant>, 
/**
 * The service's own time, to which every `expires_at` counts.
 */
server_now: string, };

/**
 * One movement of credits, from `GET /api/portal/credits/transactions` and the change feed.
 */
export type CreditTransaction = { 
/**
 * Names it.
 */
id: CreditTransactionId, 
/**
 * Its place among the customer's movements, from one and without gaps.
 */
number: number, 
/**
 * Why credits moved.
 */
transaction_type: CreditTransactionType, 
/**
 * How many came; negative if they went.
 */
amount: number, 
/**
 * How many there were afterwards; negative after credits were paid back that had been spent.
 */
balance_after: number, 
/**
 * What moved them: `plan`, `order`, `top_up`, `gift`, `usage`, `operator`, or another word by
 * which the operator's systems spend.
 */
source: string, 
/**
 * The same in words, in the customer's language.
 */
description: string, 
/**
 * When.
 */
created_at: string, 
/**
 * SHA-256 in hexadecimal digits over [`CreditTransaction::hashed_text`].
 */
hash: string, };

/**
 * One movement of credits.
 */
export type CreditTransactionId = string;

/**
 * Why credits moved.
 */
export type CreditTransactionType = "earn" | "spend" | "expire" | "refund" | "adjust" | "unknown";

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
 * What is owed because spent credits were paid back, if anything is; credits that come pay it
 * first.
 */
debt?: number, 
/**
 * What the plan grants each month.
 */
monthly_quota: number, 
/**
 * The day of the next grant.
 */
quota_reset_date?: string, };

/**
 * Whose credits.
 */
export type CreditsOf = { 
/**
 * A customer, for staff; none is oneself.
 */
customer?: CustomerId, };

/**
 * Which movements of credits to list, newest first.
 */
export type CreditsWish = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * At most so many.
 */
limit: number, };

/**
 * An ISO 4217 currency that has minor units.
 */
export type Currency = string;

/**
 * What amounts of one currency add up to.
 */
export type CurrencySum = { 
/**
 * The currency.
 */
currency: Currency, 
/**
 * The sum.
 */
amount: DecimalAmount, };

/**
 * A company or private person who holds the subscription.
 */
export type CustomerId = string;

/**
 * Names one customer.
 */
export type CustomerOf = { 
/**
 * Which.
 */
customer: CustomerId, };

/**
 * One customer, from `GET /api/portal/customers`. What tells of persons is masked for roles that
 * need not know it.
 */
export type CustomerSummary = { 
/**
 * Names the customer in `?customer_id=`.
 */
customer_id: CustomerId, 
/**
 * The company.
 */
company_name: string, 
/**
 * Whom to talk to.
 */
contact_name: string, 
/**
 * Where to write to.
 */
contact_email: string, 
/**
 * The language the customer reads.
 */
locale: string, 
/**
 * What the customer pays in.
 */
currency: Currency, 
/**
 * The plan's name in the language asked for; none without a subscription.
 */
plan_name?: string, 
/**
 * Where the subscription stands.
 */
status?: SubscriptionStatus, 
/**
 * Since when they are a customer.
 */
created_at: string, };

/**
 * One customer as last seen.
 */
export type CustomerView = { 
/**
 * The account; what tells of persons is masked for roles that need not know it.
 */
account?: Figure<Account>, 
/**
 * The subscription; the inner none is a customer without one.
 */
subscription?: Figure<Subscription | null>, };

/**
 * Which customers to list.
 */
export type CustomersWish = { 
/**
 * Words that stand in their names.
 */
query?: string, };

/**
 * Approves a proposal, or turns it down.
 */
export type DecideSettlement = { 
/**
 * Made by whoever asks, once for each decision: a repetition counts once.
 */
decision: string, 
/**
 * The proposal.
 */
id: string, 
/**
 * The order it is for.
 */
order_id: OrderId, 
/**
 * Whether the money shall count.
 */
approves: boolean, 
/**
 * What to say to it.
 */
note?: string, };

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
 * A document as it was made: its bytes hash to what the service says.
 */
export type Document = { 
/**
 * A name for its file, safe on every system.
 */
file_name: string, 
/**
 * Its SHA-256 in hexadecimal digits.
 */
sha256: string, 
/**
 * How many bytes it has.
 */
bytes: number, 
/**
 * The bytes in base64.
 */
base64: string, };

/**
 * What documents there are of an invoice.
 */
export type DocumentKind = "invoice" | "receipt";

/**
 * Names one document of an invoice.
 */
export type DocumentOf = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * The invoice.
 */
invoice_id: InvoiceId, 
/**
 * Which of its documents.
 */
document: DocumentKind, };

/**
 * A download that is under way or has ended.
 */
export type Download = { 
/**
 * Names it.
 */
id: DownloadId, 
/**
 * Where it stands.
 */
state: DownloadState, 
/**
 * What it becomes.
 */
form: DownloadForm, 
/**
 * Documents that are there.
 */
done: number, 
/**
 * Documents in all.
 */
total: number, 
/**
 * The folder or file it becomes.
 */
path: string, 
/**
 * When the person decided.
 */
began_at: string, 
/**
 * Documents that cannot be had, by their numbers, such as one that was taken from the
 * person's sight meanwhile; the others are complete.
 */
refused: Array<string>, 
/**
 * What stands in the way.
 */
problem?: CommandError, };

/**
 * Which invoices to download.
 */
export type DownloadChoice = { "choose": "these", 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * Which.
 */
invoice_ids: Array<InvoiceId>, } | { "choose": "filtered", 
/**
 * What to pick.
 */
filter: InvoiceFilter, } | { "choose": "year", 
/**
 * Whose, for staff, several if they like; none is one's own.
 */
customers: Array<CustomerId>, 
/**
 * Which year.
 */
year: number, };

/**
 * What a download becomes.
 */
export type DownloadForm = "folder" | "zip";

/**
 * Names a download on this computer.
 */
export type DownloadId = string;

/**
 * Names one download.
 */
export type DownloadOf = { 
/**
 * Which.
 */
id: DownloadId, };

/**
 * Where a download stands.
 */
export type DownloadState = "running" | "waiting" | "done" | "cancelled";

/**
 * Something has changed. Events never carry the change: whoever shows it reads again by command.
 */
export type Event = "session_changed" | "sync_changed" | "account_changed" | "subscription_changed" | "plans_changed" | "settings_changed" | "checkouts_changed" | "orders_changed" | "package_center_changed" | "notices_changed" | "usage_changed" | "invoices_changed" | "credits_changed" | "customers_changed" | "archive_changed" | "downloads_changed" | "notifications_due" | "window_wanted";

/**
 * Everything that is told.
 */
export type Evidence = { 
/**
 * The form it has.
 */
form: number, 
/**
 * When it was collected, by the clock on the wall.
 */
made_at: string, 
/**
 * Where.
 */
about: EvidenceAbout, 
/**
 * The orders as the console last saw them; the one in question first.
 */
orders: Array<EvidenceOrder>, 
/**
 * The purchases that were watched.
 */
purchases: Array<EvidencePurchase>, 
/**
 * What the service answered and its stream told, oldest first.
 */
observations: Array<Observation>, 
/**
 * The last lines of the log.
 */
log: Array<LogLine>, };

/**
 * The program, the computer and the settings.
 */
export type EvidenceAbout = { 
/**
 * The console's version.
 */
version: Plain, 
/**
 * The operating system.
 */
system: Plain, 
/**
 * The processor.
 */
architecture: Plain, 
/**
 * The language shown.
 */
language: Plain, 
/**
 * The service's address.
 */
server: Plain, 
/**
 * Who set that address.
 */
server_source: ServerSource, 
/**
 * The role of whoever is signed in.
 */
role?: Role, 
/**
 * Their company.
 */
customer?: Reference, 
/**
 * What happens to the secret of the session.
 */
keychain?: Keychain, 
/**
 * By how many seconds the service's clock is ahead of this computer's, when it was last told.
 */
clock_ahead_seconds?: number, 
/**
 * Whether the service was within reach.
 */
connection: SyncState, 
/**
 * When every figure was last known to be right.
 */
last_success?: string, 
/**
 * Since when the service is out of reach.
 */
offline_since?: string, 
/**
 * The theme.
 */
theme: Theme, 
/**
 * Whether notifications are shown.
 */
notifications: boolean, 
/**
 * Whether doings are told to the service.
 */
share_behaviour: boolean, };

/**
 * Whether evidence is as it was written.
 */
export type EvidenceCheck = "whole" | "repacked" | "changed";

/**
 * One thing that happened to an order.
 */
export type EvidenceEntry = { 
/**
 * When.
 */
at: string, 
/**
 * What.
 */
kind: TimelineKind, 
/**
 * Money it is about.
 */
amount?: DecimalAmount, 
/**
 * In what.
 */
currency?: Currency, 
/**
 * By which method.
 */
pay_type?: PayType, 
/**
 * The state of the order after it.
 */
state?: OrderState, 
/**
 * Where the money ended.
 */
place?: MoneyPlace, 
/**
 * The provider's word, if it is one that providers publish.
 */
provider_code?: ProviderCode, };

/**
 * A failure, for developers.
 */
export type EvidenceFailure = { 
/**
 * What of.
 */
class: FailureClass, 
/**
 * The console's code.
 */
code: CommandErrorCode, 
/**
 * The service's code.
 */
service_code?: Plain, 
/**
 * The status of the answer.
 */
status?: number, 
/**
 * The request.
 */
request_id?: Reference, };

/**
 * One order as the console last saw it.
 */
export type EvidenceOrder = { 
/**
 * Names it.
 */
order_id: Reference, 
/**
 * The number people quote.
 */
order_no: Reference, 
/**
 * Whether it is the order in question.
 */
is_in_question: boolean, 
/**
 * What kind of thing was ordered.
 */
product: EvidenceProduct, 
/**
 * For a plan, how long.
 */
subscription_type?: SubscriptionType, 
/**
 * What is to be paid.
 */
final_amount: DecimalAmount, 
/**
 * What has come.
 */
received_amount: DecimalAmount, 
/**
 * What has gone back.
 */
refunded_amount: DecimalAmount, 
/**
 * The currency of every amount.
 */
currency: Currency, 
/**
 * How it is or was to be paid.
 */
pay_type: PayType, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Where its newest attempt stands.
 */
attempt_state?: AttemptState, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When the money came.
 */
paid_at?: string, 
/**
 * When it was delivered.
 */
fulfilled_at?: string, 
/**
 * Until when what was bought lasts.
 */
valid_until?: string, 
/**
 * Whether no real money is involved.
 */
is_test: boolean, 
/**
 * When the service last said this.
 */
as_of: string, 
/**
 * What happened to it, as the console last saw it; none if it was never asked for.
 */
timeline?: Array<EvidenceEntry>, };

/**
 * What kind of thing was ordered.
 */
export type EvidenceProduct = "package" | "plan" | "credits" | "report" | "other";

/**
 * One purchase as the console watched it.
 */
export type EvidencePurchase = { 
/**
 * Names it on that computer.
 */
id: Reference, 
/**
 * Its order, once there was one.
 */
order_id?: Reference, 
/**
 * When the person began it.
 */
began_at: string, 
/**
 * Where it stood on the screen.
 */
stage: CheckoutStage, 
/**
 * What the console did about it.
 */
watch: Watch, 
/**
 * What was to be paid.
 */
amount: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * How.
 */
pay_type: PayType, 
/**
 * Where the order stood, as the service had last said.
 */
order_state?: OrderState, 
/**
 * When the service had last said so.
 */
as_of?: string, 
/**
 * Seconds the code had left.
 */
seconds_left?: number, 
/**
 * Whether a code was drawn; never what it says.
 */
has_code: boolean, 
/**
 * What stood in the way.
 */
failure?: EvidenceFailure, };

/**
 * Which figures to write into a file.
 */
export type ExportMonitoring = { 
/**
 * Which table.
 */
table: MonitoringTable, 
/**
 * Of which days.
 */
range: MonitoringRange, };

/**
 * What a failure has to do with: the first thing a person and their support want to know.
 */
export type FailureClass = "configuration" | "network" | "payment";

/**
 * Why payments did not come about.
 */
export type FailureReason = { 
/**
 * `failed`, `expired` or `conflicted`: where the codes stand.
 */
state: AttemptState, 
/**
 * The provider's own word, if it gave one.
 */
word?: string, 
/**
 * By which method.
 */
pay_type: PayType, 
/**
 * How often.
 */
count: number, };

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
 * One code, from `GET /api/operator/gift-codes`.
 */
export type GiftCode = { 
/**
 * Names it.
 */
id: string, 
/**
 * Names all that were made with it.
 */
batch: string, 
/**
 * How it ends.
 */
ending: string, 
/**
 * How many credits it brings.
 */
amount: number, 
/**
 * The first moment at which it can no longer be redeemed.
 */
redeem_before?: string, 
/**
 * For how many days its credits can be spent.
 */
valid_days?: number, 
/**
 * What it is for.
 */
note?: string, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When it was redeemed.
 */
redeemed_at?: string, 
/**
 * Who redeemed it.
 */
redeemed_by?: CustomerId, };

/**
 * A page of gift codes.
 */
export type GiftCodeList = { 
/**
 * The codes, newest first.
 */
items: Array<GiftCode>, 
/**
 * Where the next page begins.
 */
next_cursor?: string, };

/**
 * `POST /api/operator/gift-codes`: makes codes that bring credits to whoever redeems them.
 */
export type GiftCodeRequest = { 
/**
 * How many credits each brings.
 */
amount: number, 
/**
 * How many codes.
 */
count: number, 
/**
 * The first moment at which they can no longer be redeemed.
 */
redeem_before?: string, 
/**
 * For how many days the credits can be spent; without end if there is none.
 */
valid_days?: number, 
/**
 * What they are for; customers do not see it.
 */
note?: string, };

/**
 * The codes that were made. They are told this once: only their hashes are kept.
 */
export type GiftCodes = { 
/**
 * Names all of them together.
 */
batch: string, 
/**
 * The codes.
 */
codes: Array<string>, };

/**
 * Which gift codes the operator wants to see.
 */
export type GiftCodesWish = { 
/**
 * Where the page before said to go on.
 */
cursor?: string, };

/**
 * Where credits come from.
 */
export type GrantSource = "plan" | "top_up" | "gift" | "refund" | "operator" | "unknown";

/**
 * Money that a person says has come, with why and by what it is shown.
 */
export type HandSettlement = { 
/**
 * Names it.
 */
id: string, 
/**
 * The order it is for.
 */
order_id: OrderId, 
/**
 * How much.
 */
amount: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * How the money came.
 */
came_by: MoneyCameBy, 
/**
 * The payment's number in the books that show it.
 */
reference: string, 
/**
 * Why it is settled by hand.
 */
reason: string, 
/**
 * What shows that the money came.
 */
evidence: string, 
/**
 * Where it stands.
 */
state: HandSettlementState, 
/**
 * Whether two people are needed.
 */
needs_second: boolean, 
/**
 * Who wants it.
 */
proposed_by: string, 
/**
 * Since when.
 */
proposed_at: string, 
/**
 * Who decided.
 */
decided_by?: string, 
/**
 * When.
 */
decided_at?: string, 
/**
 * What was said to the decision.
 */
note?: string, 
/**
 * What whoever asks can do with it now.
 */
available_actions: Array<HandSettlementAction>, };

/**
 * What can be done with a proposal by whoever asks.
 */
export type HandSettlementAction = "approve" | "reject" | "withdraw" | "unknown";

/**
 * `POST /api/operator/settlements`: says that money has come.
 */
export type HandSettlementRequest = { 
/**
 * The order it is for.
 */
order_id: OrderId, 
/**
 * How much, in the order's currency; no more than is still to be paid.
 */
amount: DecimalAmount, 
/**
 * How the money came.
 */
came_by: MoneyCameBy, 
/**
 * The payment's number in the provider's or the bank's books; each counts once.
 */
reference: string, 
/**
 * Why it is settled by hand.
 */
reason: string, 
/**
 * What shows that the money came.
 */
evidence: string, };

/**
 * Where settling by hand stands.
 */
export type HandSettlementState = "proposed" | "settled" | "rejected" | "withdrawn" | "overtaken" | "unknown";

/**
 * The package a customer has.
 */
export type HeldPackage = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whole days until it ends; none if it has no end.
 */
remainDays?: number, };

/**
 * Hands over a file of evidence.
 */
export type ImportEvidence = { 
/**
 * Its bytes.
 */
zip_base64: string, };

/**
 * A file of evidence that was read.
 */
export type ImportedEvidence = { 
/**
 * What it says.
 */
evidence: Evidence, 
/**
 * Whether it is as it was written.
 */
check: EvidenceCheck, 
/**
 * The parts that are not.
 */
changed: Array<string>, };

/**
 * One thing that must hold of all rows of a kind.
 */
export type IntegrityCheck = { 
/**
 * What it is about.
 */
group: IntegrityGroup, 
/**
 * Names it; a client has a sentence for each.
 */
name: string, 
/**
 * How many rows were looked at.
 */
looked_at: number, 
/**
 * Of how many it does not hold.
 */
broken: number, 
/**
 * Some of them, by their names.
 */
examples: Array<string>, };

/**
 * What a check is about.
 */
export type IntegrityGroup = "ledger" | "invariants" | "orphans";

/**
 * `GET /api/operator/integrity`.
 */
export type IntegrityReport = { 
/**
 * When it was made.
 */
checked_at: string, 
/**
 * Whether everything that must hold holds.
 */
is_sound: boolean, 
/**
 * What must hold.
 */
checks: Array<IntegrityCheck>, 
/**
 * What may be left out, and how often it is.
 */
missing: Array<MissingField>, 
/**
 * What no real money is behind.
 */
tests: Array<TestRows>, };

/**
 * An invoice or a credit note. Once it is issued nothing of it changes but its status.
 */
export type Invoice = { 
/**
 * Names it.
 */
invoice_id: InvoiceId, 
/**
 * The number on the document; without gaps in its series.
 */
number: string, 
/**
 * What it is.
 */
kind: InvoiceKind, 
/**
 * What is to be paid, tax included; negative for a credit note.
 */
amount: DecimalAmount, 
/**
 * The currency of every amount.
 */
currency: Currency, 
/**
 * The tax in the amount.
 */
tax_amount: DecimalAmount, 
/**
 * The month it belongs to, `YYYY-MM`.
 */
period: string, 
/**
 * Where it stands; whether it is overdue follows from `due_date`.
 */
status: InvoiceStatus, 
/**
 * When it was issued.
 */
created_at: string, 
/**
 * Until when it shall be paid.
 */
due_date: string, 
/**
 * When all of it was paid.
 */
paid_at?: string, 
/**
 * To whom it is addressed, as it stands on the document.
 */
billed_to: string, 
/**
 * The order that it charges.
 */
order_id?: OrderId, 
/**
 * The invoice that a credit note takes back, wholly or in part.
 */
corrects?: InvoiceId, 
/**
 * What it charges.
 */
lines: Array<InvoiceLine>, 
/**
 * SHA-256 of the document in hexadecimal digits.
 */
document_sha256: string, 
/**
 * SHA-256 of the receipt, once it is paid.
 */
receipt_sha256?: string, };

/**
 * One invoice with all of it.
 */
export type InvoiceDetail = { 
/**
 * The invoice.
 */
invoice: Invoice, 
/**
 * Whether it should have been paid by now.
 */
is_overdue: boolean, 
/**
 * Whether its document is on this computer.
 */
is_kept: boolean, };

/**
 * What to pick of the invoices.
 */
export type InvoiceFilter = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * Words that stand in it: number, name, line, amount.
 */
query?: string, 
/**
 * Where they stand.
 */
standing?: InvoiceStanding, 
/**
 * The first month, `YYYY-MM`.
 */
period_from?: string, 
/**
 * The last month, `YYYY-MM`.
 */
period_to?: string, 
/**
 * The year in which it was issued.
 */
year?: number, };

/**
 * An invoice or a credit note.
 */
export type InvoiceId = string;

/**
 * What a document is that charges or gives back.
 */
export type InvoiceKind = "invoice" | "credit_note";

/**
 * One line of an invoice.
 */
export type InvoiceLine = { 
/**
 * What, in the customer's language.
 */
description: string, 
/**
 * How many.
 */
quantity: number, 
/**
 * What one costs, tax included.
 */
unit_amount: DecimalAmount, 
/**
 * What all of them cost, tax included; the lines add up to the invoice's amount.
 */
amount: DecimalAmount, 
/**
 * The tax in it; the lines add up to the invoice's tax.
 */
tax_amount: DecimalAmount, };

/**
 * A part of the list of invoices.
 */
export type InvoiceList = { 
/**
 * How many there are in all that were picked.
 */
total: number, 
/**
 * What they add up to, for each currency.
 */
sums: Array<CurrencySum>, 
/**
 * How many there are of each standing, whatever standing was picked.
 */
standings: Array<StandingCount>, 
/**
 * The years in which there were invoices issued, newest first.
 */
years: Array<number>, 
/**
 * From `offset` on.
 */
rows: Array<InvoiceRow>, };

/**
 * Names one invoice.
 */
export type InvoiceOf = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * Which.
 */
invoice_id: InvoiceId, };

/**
 * One invoice in the list.
 */
export type InvoiceRow = { 
/**
 * Names it.
 */
invoice_id: InvoiceId, 
/**
 * The number on the document.
 */
number: string, 
/**
 * What it is.
 */
kind: InvoiceKind, 
/**
 * The month it belongs to, `YYYY-MM`.
 */
period: string, 
/**
 * Its amount.
 */
amount: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * Where it stands.
 */
status: InvoiceStatus, 
/**
 * Whether it should have been paid by now.
 */
is_overdue: boolean, 
/**
 * When it was issued.
 */
created_at: string, 
/**
 * Until when it shall be paid.
 */
due_date: string, 
/**
 * Whether its document is on this computer.
 */
is_kept: boolean, 
/**
 * What its first line is for.
 */
about: string, 
/**
 * Whether a credit note has taken back something of it.
 */
is_credited: boolean, };

/**
 * Where invoices stand, as people sort them.
 */
export type InvoiceStanding = "open" | "overdue" | "paid" | "credit_note" | "void";

/**
 * Where an invoice stands.
 */
export type InvoiceStatus = "draft" | "open" | "processing" | "partially_paid" | "paid" | "void" | "uncollectible" | "unknown";

/**
 * Which invoices to list, newest first.
 */
export type InvoicesWish = { 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * At most so many.
 */
limit: number, 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * Words that stand in it: number, name, line, amount.
 */
query?: string, 
/**
 * Where they stand.
 */
standing?: InvoiceStanding, 
/**
 * The first month, `YYYY-MM`.
 */
period_from?: string, 
/**
 * The last month, `YYYY-MM`.
 */
period_to?: string, 
/**
 * The year in which it was issued.
 */
year?: number, };

/**
 * Where the session's secret is kept.
 */
export type Keychain = "stored" | "locked" | "absent";

/**
 * What is wrong with a movement of credits.
 */
export type LedgerFault = "missing" | "altered" | "replaced";

/**
 * How grave a line is.
 */
export type LogLevel = "error" | "warn" | "info" | "debug";

/**
 * One line.
 */
export type LogLine = { 
/**
 * When.
 */
at: string, 
/**
 * How grave.
 */
level: LogLevel, 
/**
 * Which part of the program.
 */
place: string, 
/**
 * What.
 */
sentence: string, 
/**
 * What of its values can be told.
 */
values: { [key in string]: string }, };

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
 * Makes gift codes.
 */
export type MakeGiftCodes = { 
/**
 * Made by whoever asks, once for each decision: a repetition answers the same codes.
 */
decision: string, 
/**
 * How many, and what they bring.
 */
wanted: GiftCodeRequest, };

/**
 * Marks notices as read.
 */
export type MarkRead = { 
/**
 * These.
 */
ids: Array<NoticeId>, };

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
 * The same by method.
 */
export type MethodSuccess = { 
/**
 * The method.
 */
pay_type: PayType, 
/**
 * Paid.
 */
paid: number, 
/**
 * Decided and not paid.
 */
failed: number, 
/**
 * Called off, or given up for another.
 */
closed: number, 
/**
 * Not decided yet.
 */
open: number, };

/**
 * How often something that may be left out is.
 */
export type MissingField = { 
/**
 * The kind of rows.
 */
thing: string, 
/**
 * The field.
 */
field: string, 
/**
 * How many rows there are.
 */
of: number, 
/**
 * How many lack it.
 */
missing: number, };

/**
 * How money came that no provider has told of.
 */
export type MoneyCameBy = "provider" | "elsewhere";

/**
 * Where money that came can end.
 */
export type MoneyPlace = "order" | "credit_balance" | "refund" | "held_for_support";

/**
 * `GET /api/operator/monitoring`: the figures of a stretch of days, in UTC.
 */
export type Monitoring = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * How wide the points are.
 */
step: MonitoringStep, 
/**
 * Whether orders without real money are counted.
 */
includes_tests: boolean, 
/**
 * Payments, point after point, without gaps.
 */
success: Array<SuccessPoint>, 
/**
 * The same by method over all days.
 */
methods: Array<MethodSuccess>, 
/**
 * Why payments did not come about, the most frequent first.
 */
failures: Array<FailureReason>, 
/**
 * From looking to paying, point after point, without gaps.
 */
conversion: Array<ConversionPoint>, 
/**
 * Customers' people who were there, point after point, without gaps.
 */
activity: Array<ActivityPoint>, 
/**
 * How many different people were there over all days.
 */
active_users: number, 
/**
 * Money by month and currency, oldest first.
 */
revenue: Array<RevenueMonth>, };

/**
 * Which days' figures the operator wants to see.
 */
export type MonitoringRange = { 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * Whether orders without real money count; as the service does unless told.
 */
tests?: boolean, };

/**
 * How wide the points of a course are.
 */
export type MonitoringStep = "day" | "month";

/**
 * One part of the figures, as it is sent as CSV.
 */
export type MonitoringTable = "success" | "methods" | "failures" | "conversion" | "activity" | "revenue";

/**
 * Lets time pass in the demonstration.
 */
export type MoveClock = { 
/**
 * So many days.
 */
days: number, };

/**
 * Something the person did on a screen; told to the service only with consent.
 */
export type NoteBehaviour = { 
/**
 * `package_view`, `package_select`, `qr_shown`, …
 */
action: string, 
/**
 * The screen.
 */
page: string, 
/**
 * What belongs to it: package, method, amount.
 */
event_data: { [key in string]: string }, };

/**
 * One thing a customer is told of. The console has a sentence for each kind.
 */
export type Notice = { 
/**
 * Names it; later ones sort behind earlier ones.
 */
id: NoticeId, 
/**
 * What it is about.
 */
kind: NoticeKind, 
/**
 * When it happened.
 */
at: string, 
/**
 * Whether whoever asks has read it.
 */
is_read: boolean, 
/**
 * The order it is about.
 */
order_id?: OrderId, 
/**
 * That order's number.
 */
order_no?: string, 
/**
 * The name of the plan, package or product, in the customer's language.
 */
subject?: string, 
/**
 * Money it is about.
 */
amount?: DecimalAmount, 
/**
 * In what.
 */
currency?: Currency, 
/**
 * The day it is about: when a subscription renews or ends.
 */
day?: string, 
/**
 * The product of which a quota is used.
 */
product?: ProductCode, 
/**
 * How much of it is used, in percent: 50, 80 or 100.
 */
percent?: number, };

/**
 * Something a customer is told of.
 */
export type NoticeId = string;

/**
 * What a notice is about.
 */
export type NoticeKind = "payment_received" | "payment_late" | "payment_short" | "payment_failed" | "refunded" | "renewal_in_7_days" | "renewal_in_3_days" | "renewal_tomorrow" | "renewed" | "grace_began" | "past_due" | "subscription_ended" | "plan_changed" | "change_scheduled" | "cancellation_scheduled" | "cancelled" | "paused" | "resumed" | "trial_began" | "quota_reached" | "unknown";

/**
 * The notices as last seen, newest first.
 */
export type NoticeList = { 
/**
 * The notices.
 */
items: Array<Notice>, 
/**
 * How many of all the person has not read.
 */
unread: number, };

/**
 * One thing the console saw.
 */
export type Observation = { 
/**
 * When, by the clock on the wall.
 */
at: string, 
/**
 * What.
 */
kind: ObservationKind, 
/**
 * Of which purchase.
 */
purchase?: Reference, 
/**
 * Of which orders.
 */
orders: Array<Reference>, 
/**
 * What had been asked.
 */
asked?: AskKind, 
/**
 * Where the order stood.
 */
state?: OrderState, 
/**
 * Where its newest attempt stood.
 */
attempt_state?: AttemptState, 
/**
 * By how many seconds the service's clock was ahead of this computer's.
 */
clock_ahead_seconds?: number, 
/**
 * Why there was no answer.
 */
failure?: EvidenceFailure, };

/**
 * What a console can see of a purchase.
 */
export type ObservationKind = "begun" | "resumed" | "answered" | "failed" | "not_saved" | "told" | "stream_up" | "stream_down" | "woken" | "wanted";

/**
 * One order with everything that is told of it: `GET /web/coze-package/orders`,
 * `GET /api/portal/orders/{id}`, `POST /payments/orders`.
 */
export type Order = { 
/**
 * Names the order.
 */
orderId: OrderId, 
/**
 * The number people quote.
 */
orderNo: string, 
/**
 * Whose it is; told to staff only.
 */
customerId?: CustomerId, 
/**
 * The customer's name, told to staff only.
 */
customerName?: string, 
/**
 * What kind of thing was ordered: `package`, `plan`, `report`, `credits`.
 */
productType: string, 
/**
 * The thing's identifier.
 */
productId: string, 
/**
 * The thing's name when it was ordered, in the customer's language.
 */
productName: string, 
/**
 * For a plan, how long.
 */
subscriptionType?: SubscriptionType, 
/**
 * The price before any reduction.
 */
originalAmount: DecimalAmount, 
/**
 * All reductions together.
 */
discountAmount: DecimalAmount, 
/**
 * What is to be paid.
 */
finalAmount: DecimalAmount, 
/**
 * What has come so far, in the same currency.
 */
receivedAmount: DecimalAmount, 
/**
 * What has gone back.
 */
refundedAmount: DecimalAmount, 
/**
 * The currency of every amount.
 */
currency: Currency, 
/**
 * How it is or was to be paid.
 */
payType: PayType, 
/**
 * 1 once the order's money is there, else 0.
 */
payStatus: number, 
/**
 * Where it stands.
 */
state: OrderState, 
/**
 * Where its newest attempt stands.
 */
attemptState?: AttemptState, 
/**
 * What can be done now by whoever asks.
 */
availableActions: Array<OrderAction>, 
/**
 * The trade number given to the provider.
 */
tradeNo?: string, 
/**
 * The provider's own number of the payment.
 */
providerTradeNo?: string, 
/**
 * The provider's number of the code, session or approval.
 */
prepayId?: string, 
/**
 * The coupon's code.
 */
couponCode?: string, 
/**
 * The promotion's name.
 */
promotion?: string, 
/**
 * The customer's own note.
 */
remark?: string, 
/**
 * When it was made.
 */
createdAt: string, 
/**
 * When the money came.
 */
paidAt?: string, 
/**
 * When it was delivered.
 */
fulfilledAt?: string, 
/**
 * Until when what was bought lasts, if it ends.
 */
validUntil?: string, 
/**
 * Where every amount that came has ended.
 */
placements: Array<Placement>, 
/**
 * Whether no real money was involved.
 */
isTest: boolean, 
/**
 * Where the customer's request came from; told to staff only.
 */
clientIp?: string, 
/**
 * With what program; told to staff only.
 */
userAgent?: string, };

/**
 * What a customer or the operator can do with an order now.
 */
export type OrderAction = "pay" | "change_method" | "renew" | "cancel" | "buy_again" | "refund" | "ask_provider" | "unknown";

/**
 * An order with what happened to it.
 */
export type OrderDetail = { 
/**
 * The order.
 */
order: Order, 
/**
 * What happened, oldest first.
 */
timeline: Array<TimelineEntry>, };

/**
 * Something a customer wants to buy or has bought.
 */
export type OrderId = string;

/**
 * Names an order.
 */
export type OrderOf = { 
/**
 * Which.
 */
order_id: OrderId, };

/**
 * Where an order stands.
 */
export type OrderState = "created" | "awaiting_payment" | "paid" | "fulfilled" | "expired" | "cancelled" | "fulfil_failed" | "underpaid" | "overpaid" | "paid_late" | "disputed" | "refund_pending" | "partially_refunded" | "refunded" | "refund_failed" | "unknown";

/**
 * One thing that is told: `GET /api/operator/outbox`.
 */
export type OutboxEntry = { 
/**
 * Names it, also for the receiver: what comes twice is known by it.
 */
id: OutboxId, 
/**
 * Who is told.
 */
receiver: OutboxReceiver, 
/**
 * What, by the word of its kind.
 */
what: string, 
/**
 * What makes it one: the same is never told twice.
 */
key: string, 
/**
 * Where it stands.
 */
state: OutboxState, 
/**
 * How often it was tried since it was last begun.
 */
tries: number, 
/**
 * Why it was not delivered the last time.
 */
error?: string, 
/**
 * When it happened.
 */
created_at: string, 
/**
 * When it is tried next.
 */
next_try_at?: string, 
/**
 * When it was delivered or parked.
 */
settled_at?: string, };

/**
 * Something that is told to somebody else.
 */
export type OutboxId = string;

/**
 * A page of what others are told.
 */
export type OutboxLog = { 
/**
 * What is told, newest first.
 */
items: Array<OutboxEntry>, 
/**
 * Where to go on.
 */
next_cursor?: string, };

/**
 * One thing that others are told.
 */
export type OutboxOf = { 
/**
 * Which.
 */
id: OutboxId, };

/**
 * Who is told.
 */
export type OutboxReceiver = "marketing" | "analytics" | "alerts" | "mail";

/**
 * Where something that is told stands.
 */
export type OutboxState = "waiting" | "delivered" | "parked";

/**
 * Which of what others are told is asked for.
 */
export type OutboxWish = { 
/**
 * Where it stands.
 */
state?: OutboxState, 
/**
 * Where to go on.
 */
cursor?: string, };

/**
 * `GET /web/coze-package/center`.
 */
export type PackageCenter = { 
/**
 * Whether anything can be bought at all; if not, the page says "not open yet".
 */
cozePackageStatus: boolean, 
/**
 * What is for sale, in the operator's order.
 */
cozePackageRule: Array<PackageRule>, 
/**
 * How it can be paid, in the operator's order.
 */
payWayList: Array<PayWay>, 
/**
 * The operator's explanation: HTML of which only harmless elements are left.
 */
cozePackageExplain: string, 
/**
 * Who asks.
 */
user: CenterUser, };

/**
 * `GET` and `POST /console/coze-package-config`: what the operator decides.
 */
export type PackageConfig = { 
/**
 * Whether anything can be bought.
 */
cozePackageStatus: boolean, 
/**
 * What is for sale, in this order. A package that is left out can no longer be ordered.
 */
cozePackageRule: Array<PackageRule>, 
/**
 * The explanation as HTML.
 */
cozePackageExplain: string, 
/**
 * The payment terms as HTML, behind the agreement link.
 */
agreement: string, 
/**
 * Counts the saves. Sent back when saving: if somebody else has saved since, 409.
 */
version?: number, 
/**
 * When it was last saved; ignored when saving.
 */
savedAt?: string, 
/**
 * Who saved it last; ignored when saving.
 */
savedBy?: string, 
/**
 * How many orders wait for their payment at the price they were made at; ignored when saving.
 */
openOrders?: number, };

/**
 * A package of counted days that can be bought.
 */
export type PackageId = string;

/**
 * One package for sale.
 */
export type PackageRule = { 
/**
 * Names the package.
 */
id: PackageId, 
/**
 * Its name.
 */
name: string, 
/**
 * How many days it lasts; zero is without end.
 */
duration: number, 
/**
 * The price before any reduction.
 */
originalPrice: DecimalAmount, 
/**
 * The price now.
 */
currentPrice: DecimalAmount, 
/**
 * The currency of both.
 */
currency: Currency, 
/**
 * What it holds.
 */
description: string, };

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
 * Why a period that has begun, or is about to, is not paid for.
 */
export type PastDueReason = "unpaid" | "declined" | "not_ordered" | "unknown";

/**
 * Stops the subscription until a day. The same `decision` again counts once.
 */
export type PausePlan = { 
/**
 * Made by whoever asks, once for each time a person decides.
 */
decision: string, 
/**
 * The day it goes on.
 */
until: string, 
/**
 * Why, in the person's own words.
 */
comment?: string, };

/**
 * Asks what a pause would bring.
 */
export type PauseWish = { 
/**
 * The day it goes on.
 */
until: string, };

/**
 * Goes on with an order that waits for its payment.
 */
export type PayOrder = { 
/**
 * Which.
 */
order_id: OrderId, 
/**
 * How.
 */
pay_type: PayType, };

/**
 * How an order is paid. On the wire a number.
 */
export type PayType = 1 | 2 | 3 | 4 | 9;

/**
 * One way to pay.
 */
export type PayWay = { 
/**
 * Names the method in orders.
 */
payType: PayType, 
/**
 * Its name in the language asked for; the sandbox's begins with `[TEST]`.
 */
name: string, 
/**
 * Which of the console's own pictures to show: `wechat_pay`, `alipay`, `paypal`, `stripe`,
 * `sandbox`.
 */
logo: string, };

/**
 * One thing a role allows; screens and buttons appear by these.
 */
export type Permission = "view_account" | "edit_account" | "view_subscription" | "view_plans" | "view_orders" | "buy" | "edit_packages" | "view_all_orders" | "refund" | "view_webhooks" | "view_usage" | "view_invoices" | "view_credits" | "view_customers" | "count_usage" | "move_clock" | "spend_credits" | "give_credits" | "settle_payments" | "view_operations";

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
 * One amount that came, and the one place where it ended.
 */
export type Placement = { 
/**
 * How much.
 */
amount: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * Where it is.
 */
place: MoneyPlace, 
/**
 * When it got there.
 */
at: string, };

/**
 * A word of the program's own: a version, a system, a language, the service's address.
 */
export type Plain = string;

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
is_popular: boolean, 
/**
 * For how many days it can be tried out by who has never had a plan.
 */
trial_days?: number, };

/**
 * What a plan would have cost.
 */
export type PlanFit = { 
/**
 * Which plan.
 */
plan_id: PlanId, 
/**
 * Its name in the language asked for.
 */
plan_name: string, 
/**
 * Paid by the month or by the year.
 */
subscription_type: SubscriptionType, 
/**
 * The plan with the packs that it would have taken; none if no packs would have done.
 */
cost?: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, 
/**
 * How many credits the plan would not have granted.
 */
missing: number, 
/**
 * Whether it is the customer's plan.
 */
is_current: boolean, };

/**
 * A plan that can be subscribed to.
 */
export type PlanId = string;

/**
 * Asks what something would cost.
 */
export type PreviewOrder = { 
/**
 * What.
 */
wish: Wish, 
/**
 * A coupon's code.
 */
coupon_code?: string, };

/**
 * Something usage is counted of, by its code.
 */
export type ProductCode = string;

/**
 * A provider's own word for what happened, if it is one of the words providers publish.
 */
export type ProviderCode = string;

/**
 * A QR code as it is drawn, decoded again and found to say the same.
 */
export type QrView = { 
/**
 * Modules along one side, without the quiet zone.
 */
modules: number, 
/**
 * The dark modules as an SVG path in units of one module.
 */
path: string, 
/**
 * What the code says.
 */
link: string, };

/**
 * What an order would cost, and why.
 */
export type Quote = { 
/**
 * The thing's name in the language asked for.
 */
product_name: string, 
/**
 * The price before any reduction.
 */
original_amount: DecimalAmount, 
/**
 * All reductions together.
 */
discount_amount: DecimalAmount, 
/**
 * What is to be paid.
 */
final_amount: DecimalAmount, 
/**
 * The currency of every amount.
 */
currency: Currency, 
/**
 * The reductions one by one; their amounts add up to `discount_amount`.
 */
reductions: Array<Reduction>, 
/**
 * Why the coupon named does not count, if it does not.
 */
coupon_problem?: CouponProblem, 
/**
 * The plan that ends when this one begins, with the days that are lost.
 */
replaces?: Replaced, 
/**
 * The first day of what is bought, if it begins later than today: it follows what runs.
 */
begins_on?: string, };

/**
 * `POST /api/portal/credits/redeem`.
 */
export type RedeemRequest = { 
/**
 * The code; case, spaces and dashes do not matter.
 */
code: string, };

/**
 * What redeeming a code brought. The same code again answers the same.
 */
export type Redeemed = { 
/**
 * The movement it made.
 */
transaction: CreditTransaction, };

/**
 * One reduction of a price.
 */
export type Reduction = { 
/**
 * Whether the operator's price, a promotion for everybody, or a coupon.
 */
kind: ReductionKind, 
/**
 * Its name in the language asked for.
 */
name: string, 
/**
 * The coupon's code.
 */
code?: string, 
/**
 * How much it takes off.
 */
amount: DecimalAmount, };

/**
 * Where a reduction comes from.
 */
export type ReductionKind = "price" | "promotion" | "coupon" | "unused";

/**
 * Names something: an order, a purchase, a request, a customer.
 */
export type Reference = string;

/**
 * Sends money of an order back.
 */
export type RefundOrder = { 
/**
 * Made by whoever asks, once for each decision: a repetition counts once.
 */
decision: string, 
/**
 * Which order.
 */
order_id: OrderId, 
/**
 * How much, and why.
 */
refund: RefundRequest, };

/**
 * `POST /payments/orders/{id}/refund`, by operators.
 */
export type RefundRequest = { 
/**
 * How much; all that is left if it is left out.
 */
amount?: DecimalAmount, 
/**
 * Why; the customer is told.
 */
reason: string, };

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
 * A plan that ends because another begins.
 */
export type Replaced = { 
/**
 * The plan's name in the language asked for.
 */
plan_name: string, 
/**
 * The days that are given up; none for a lifetime.
 */
remaining_days?: number, };

/**
 * Takes back a pause, a cancellation or a change that waits. The same `decision` again counts
 * once.
 */
export type ResumePlan = { 
/**
 * Made by whoever asks, once for each time a person decides.
 */
decision: string, };

/**
 * Whether doing the same again can succeed.
 */
export type Retry = { "when": "never" } | { "when": "now" } | { "when": "after", 
/**
 * How many.
 */
seconds: number, };

/**
 * Money of a month in one currency, by the ledger.
 */
export type RevenueMonth = { 
/**
 * The month, `YYYY-MM`, in UTC.
 */
month: string, 
/**
 * The currency.
 */
currency: Currency, 
/**
 * Everything that came; the sum of the other four.
 */
received: DecimalAmount, 
/**
 * What orders gained, less what left them again.
 */
orders: DecimalAmount, 
/**
 * What customers' balances gained.
 */
credit_balance: DecimalAmount, 
/**
 * What went back.
 */
refunded: DecimalAmount, 
/**
 * What waits for somebody's eyes.
 */
held: DecimalAmount, };

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
 * Asks for evidence to be written.
 */
export type SaveEvidence = { 
/**
 * The order in question, if it is about one.
 */
order_id?: OrderId, 
/**
 * Whether the person is asked where to; else it is the folder for downloads.
 */
choose_folder: boolean, };

/**
 * A picture to keep as a file.
 */
export type SavePicture = { 
/**
 * A name for it, without ending.
 */
name: string, 
/**
 * A PNG in base64.
 */
png_base64: string, };

/**
 * Where a file was put.
 */
export type SavedFile = { 
/**
 * The file.
 */
path: string, };

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
 * Something that was found.
 */
export type SearchHit = { 
/**
 * What it is.
 */
kind: SearchKind, 
/**
 * Names it among its kind.
 */
id: string, 
/**
 * Whose it is, for staff.
 */
customer?: CustomerId, 
/**
 * What it is called: an invoice's number, a name.
 */
title: string, 
/**
 * Where the words were found, if not in the title.
 */
detail?: string, 
/**
 * Its amount.
 */
amount?: DecimalAmount, 
/**
 * In what.
 */
currency?: Currency, 
/**
 * Its day.
 */
date?: string, };

/**
 * What can be found.
 */
export type SearchKind = "invoice" | "order" | "customer" | "product";

/**
 * What was found, the best first.
 */
export type SearchResults = { 
/**
 * The hits.
 */
hits: Array<SearchHit>, 
/**
 * How many there are of each kind in all.
 */
totals: Array<[SearchKind, number]>, };

/**
 * What to look for in everything that is on this computer.
 */
export type SearchWish = { 
/**
 * Words or parts of words; all of them must be found.
 */
text: string, 
/**
 * Whose, for staff; none is everybody whose figures are here.
 */
customer?: CustomerId, 
/**
 * At most so many of each kind.
 */
limit: number, };

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
 * Chooses whether the desktop's notifications are used.
 */
export type SetNotifications = { 
/**
 * Whether a payment's outcome is told by a notification.
 */
notifications: boolean, };

/**
 * Chooses what is told of the person's doings.
 */
export type SetPrivacy = { 
/**
 * Whether what the person does in the console is told to the service.
 */
share_behaviour: boolean, };

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
server_source: ServerSource, 
/**
 * Whether what the person does in the console is told to the service; nothing is unless they
 * have said so.
 */
share_behaviour: boolean, 
/**
 * Whether a payment's outcome is told by a notification of the desktop.
 */
notifications: boolean, 
/**
 * The folder that exports and downloads are put into.
 */
download_folder: string, };

/**
 * Says that money has come.
 */
export type SettleByHand = { 
/**
 * Made by whoever asks, once for each decision: a repetition counts once.
 */
decision: string, 
/**
 * What has come, and what shows it.
 */
settlement: HandSettlementRequest, };

/**
 * Why a session ended without the person's doing.
 */
export type SignedOutReason = "session_ended" | "token_reused";

/**
 * What spending and putting right answer.
 */
export type SpendReceipt = { 
/**
 * How many credits there are now.
 */
balance: number, 
/**
 * The movement.
 */
transaction: CreditTransaction, };

/**
 * A page of orders for staff.
 */
export type StaffOrders = { 
/**
 * The orders, newest first.
 */
items: Array<Order>, 
/**
 * Where the next page begins.
 */
next_cursor?: string, };

/**
 * Which orders staff want to see.
 */
export type StaffOrdersWish = { 
/**
 * Part of an order number, trade number, customer's name or product's name.
 */
query?: string, 
/**
 * Only those in this state.
 */
state?: OrderState, 
/**
 * Where the page before said to go on.
 */
cursor?: string, };

/**
 * How many invoices stand so.
 */
export type StandingCount = { 
/**
 * Where they stand.
 */
standing: InvoiceStanding, 
/**
 * How many.
 */
count: number, };

/**
 * What a cancellation, a pause or its end would bring.
 */
export type StandingPreview = { 
/**
 * Where it would stand.
 */
status: SubscriptionStatus, 
/**
 * The first day on which it could no longer be used; none if that is not foreseen.
 */
usable_until?: string, 
/**
 * Until when everything would be paid for; none for a lifetime.
 */
paid_until?: string, 
/**
 * Days paid for that are given up.
 */
lost_days: number, 
/**
 * What of their worth becomes credit balance.
 */
to_credit_balance: DecimalAmount, 
/**
 * In what.
 */
currency: Currency, };

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
 * One payment that needs somebody's eyes, with what happened to it.
 */
export type StuckDetail = { 
/**
 * The order with what is wrong with it.
 */
payment: StuckPayment, 
/**
 * What happened, oldest first.
 */
timeline: Array<TimelineEntry>, };

/**
 * One order with what is wrong with it: `GET /api/operator/stuck-payments`.
 */
export type StuckPayment = { 
/**
 * The order.
 */
order: Order, 
/**
 * What is wrong with it; nothing if it was asked for by its number.
 */
reasons: Array<StuckReason>, 
/**
 * Since when something is wrong.
 */
since?: string, 
/**
 * What is still to be paid.
 */
missing_amount: DecimalAmount, 
/**
 * When its provider was last asked.
 */
asked_at?: string, 
/**
 * Whether whoever asks may propose to settle it by hand.
 */
can_settle: boolean, 
/**
 * How much of this order one person may settle alone.
 */
alone_up_to: DecimalAmount, 
/**
 * What was proposed, settled or turned down, newest first.
 */
settlements: Array<HandSettlement>, };

/**
 * A page of payments that need somebody's eyes.
 */
export type StuckPayments = { 
/**
 * The orders, newest first.
 */
items: Array<StuckPayment>, 
/**
 * Where the next page begins.
 */
next_cursor?: string, };

/**
 * Which payments the operator wants to see.
 */
export type StuckPaymentsWish = { 
/**
 * Only those with this wrong.
 */
reason?: StuckReason, 
/**
 * Where the page before said to go on.
 */
cursor?: string, };

/**
 * Why an order needs somebody's eyes.
 */
export type StuckReason = "proposed" | "held" | "undelivered" | "refund" | "underpaid" | "waiting" | "unknown";

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
 * Until when everything is paid for, with what follows of other plans; none for a lifetime.
 */
paid_until?: string, 
/**
 * The day it goes on by itself, while it is paused.
 */
paused_until?: string, 
/**
 * The order that pays for the next period, while it can be paid: `pay now`.
 */
renewal_order_id?: OrderId, 
/**
 * Why the next period is not paid for, once it should be.
 */
past_due_reason?: PastDueReason, 
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
export type SubscriptionAction = "upgrade" | "cancel" | "resume" | "renew" | "resubscribe" | "pause" | "unknown";

/**
 * Where a subscription stands.
 */
export type SubscriptionStatus = "active" | "trialing" | "grace" | "past_due" | "paused" | "cancel_scheduled" | "cancelled" | "expired";

/**
 * How a subscription is paid for and how long it runs.
 */
export type SubscriptionType = "monthly" | "yearly" | "lifetime" | "package";

/**
 * Codes and links that were begun in a point's time, by what has become of them since.
 */
export type SuccessPoint = { 
/**
 * The point's first day.
 */
begins: string, 
/**
 * Paid.
 */
paid: number, 
/**
 * Refused, paid wrongly, or run out: all that were decided and not paid. What was called off
 * or replaced by another method is neither.
 */
failed: number, 
/**
 * Called off, or given up for another.
 */
closed: number, 
/**
 * Not decided yet.
 */
open: number, };

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
 * How many rows of a kind are tests.
 */
export type TestRows = { 
/**
 * The kind of rows.
 */
thing: string, 
/**
 * How many rows there are.
 */
of: number, 
/**
 * How many are tests.
 */
tests: number, };

/**
 * The theme of the window.
 */
export type Theme = "system" | "light" | "dark" | "high_contrast";

/**
 * One thing that happened to an order.
 */
export type TimelineEntry = { 
/**
 * When.
 */
at: string, 
/**
 * What; the console has a sentence for each.
 */
kind: TimelineKind, 
/**
 * Money it is about.
 */
amount?: DecimalAmount, 
/**
 * In what.
 */
currency?: Currency, 
/**
 * By which method.
 */
pay_type?: PayType, 
/**
 * The state of the order after it.
 */
state?: OrderState, 
/**
 * Where the money ended.
 */
place?: MoneyPlace, 
/**
 * The provider's word, the reason of a refund, the end of what was delivered: plain text.
 */
note?: string, };

/**
 * What can happen to an order.
 */
export type TimelineKind = "ordered" | "presented" | "processing" | "code_expired" | "closed" | "declined" | "received" | "underpaid" | "overpaid" | "paid_twice" | "paid_late" | "conflicted" | "fulfilled" | "fulfil_failed" | "expired" | "cancelled" | "provider_asked" | "notice_accepted" | "refund_requested" | "refunded" | "refund_failed" | "disputed" | "settled_by_hand" | "hand_confirmed" | "unknown";

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
 * One product's usage.
 */
export type UsageColumn = { 
/**
 * Its code.
 */
product: ProductCode, 
/**
 * Its name in the person's language.
 */
name: string, 
/**
 * What is counted: `message`, `email`, `seat`, `minute`.
 */
unit: string, 
/**
 * Whether counts hold at a time (seats) instead of adding up: a point is then the highest.
 */
is_level: boolean, 
/**
 * What the plan allows a month.
 */
quota?: number, 
/**
 * How much at each point.
 */
counts: Array<number>, 
/**
 * How much in all: the sum, or the highest of a level.
 */
total: number, 
/**
 * How much at the same point of the period before.
 */
counts_before?: Array<number>, 
/**
 * How much in all of the period before.
 */
total_before?: number, };

/**
 * Usage in columns: `starts` says where each point begins, every other column has as many values.
 */
export type UsageSeries = { 
/**
 * The first day that is counted.
 */
from: string, 
/**
 * The last day that is counted.
 */
to: string, 
/**
 * The step that is shown, wider than the one wished for if there were too many points.
 */
step: UsageStep, 
/**
 * The first day of each point.
 */
starts: Array<string>, 
/**
 * A column for each product.
 */
products: Array<UsageColumn>, 
/**
 * The period to compare with, if it was wanted: its first and last day.
 */
before?: [string, string], 
/**
 * The first day of which anything is known; none if nothing is.
 */
known_since?: string, };

/**
 * How many days count together.
 */
export type UsageStep = "day" | "week" | "month";

/**
 * Which usage to show.
 */
export type UsageWish = { 
/**
 * Whose, for staff; none is one's own.
 */
customer?: CustomerId, 
/**
 * The first day.
 */
from: string, 
/**
 * The last day.
 */
to: string, 
/**
 * How many days count together.
 */
step: UsageStep, 
/**
 * Whether the period to compare with is wanted too.
 */
compare: boolean, 
/**
 * At most so many points: the step is widened until they suffice.
 */
most_points?: number, };

/**
 * A person who signs in.
 */
export type UserId = string;

/**
 * What the console does about a purchase just now.
 */
export type Watch = "listening" | "polling" | "asking" | "no_network" | "ended";

/**
 * What a person can do about a failure.
 */
export type WayOut = "here" | "retry" | "settings" | "other_method" | "support";

/**
 * One notice in the log: `GET /api/webhooks/logs`.
 */
export type WebhookEntry = { 
/**
 * Names the entry.
 */
id: WebhookId, 
/**
 * Who sent it.
 */
provider: PayType, 
/**
 * What it is about, in the provider's own words.
 */
event: string, 
/**
 * The provider's identifier of the event; each counts once.
 */
provider_event_id?: string, 
/**
 * What became of it.
 */
outcome: WebhookOutcome, 
/**
 * The order it is about.
 */
order_id?: OrderId, 
/**
 * That order's number.
 */
order_no?: string, 
/**
 * Why it was refused or failed.
 */
error?: string, 
/**
 * How often it came.
 */
deliveries: number, 
/**
 * When it first came.
 */
received_at: string, 
/**
 * When it was last worked on.
 */
processed_at?: string, 
/**
 * Its text as it came, personal data masked.
 */
body?: string, };

/**
 * One notice in the log of what providers have told.
 */
export type WebhookId = string;

/**
 * A page of the log of notices.
 */
export type WebhookLog = { 
/**
 * The notices, newest first.
 */
items: Array<WebhookEntry>, 
/**
 * Where the next page begins.
 */
next_cursor?: string, };

/**
 * Names a notice.
 */
export type WebhookOf = { 
/**
 * Which.
 */
id: WebhookId, };

/**
 * What became of a notice.
 */
export type WebhookOutcome = "started" | "applied" | "nothing_new" | "ignored" | "refused" | "failed";

/**
 * Which notices the operator wants to see.
 */
export type WebhookWish = { 
/**
 * Only those with this outcome.
 */
outcome?: WebhookOutcome, 
/**
 * Where the page before said to go on.
 */
cursor?: string, };

/**
 * What somebody wants to buy.
 */
export type Wish = { "product_type": "package", 
/**
 * Which.
 */
product_id: PackageId, } | { "product_type": "plan", 
/**
 * Which.
 */
product_id: PlanId, 
/**
 * For how long.
 */
subscription_type: SubscriptionType, } | { "product_type": "report", 
/**
 * Its code in the catalogue.
 */
product_id: string, } | { "product_type": "credits", 
/**
 * Which.
 */
product_id: string, };

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
  /** What a change of plan would cost, asked of the service. */
  preview_change: { request: ChangeWish; answer: ChangePreview };
  /** Decides about a change that was previewed: begins to pay what is due, or changes at */
  /** once what costs nothing. */
  begin_change: { request: BeginChange; answer: ChangeBegun };
  /** What a cancellation would bring, asked of the service. */
  preview_cancel: { request: CancelWish; answer: StandingPreview };
  /** Ends the subscription, at its end or now. */
  cancel_subscription: { request: CancelPlan; answer: Subscription };
  /** What a pause would bring, asked of the service. */
  preview_pause: { request: PauseWish; answer: StandingPreview };
  /** Stops the subscription until a day. */
  pause_subscription: { request: PausePlan; answer: Subscription };
  /** What taking back would bring, asked of the service. */
  preview_resume: { request: null; answer: StandingPreview };
  /** Takes back a pause, a cancellation or a change that waits. */
  resume_subscription: { request: ResumePlan; answer: Subscription };
  /** Lets time pass at a service that holds a demonstration. */
  move_clock: { request: MoveClock; answer: ClockReading };
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
  /** Chooses what is told of the person's doings. */
  set_privacy: { request: SetPrivacy; answer: Settings };
  /** Chooses whether the desktop's notifications are used. */
  set_notifications: { request: SetNotifications; answer: Settings };
  /** What is for sale and how to pay, as last seen. */
  package_center: { request: null; answer: Figure<PackageCenter> | null };
  /** The payment terms. */
  agreement: { request: null; answer: Agreement };
  /** What something would cost, asked of the service. */
  preview_order: { request: PreviewOrder; answer: Quote };
  /** Begins a purchase: makes the order and something to pay it with, and watches it. */
  begin_checkout: { request: BeginCheckout; answer: Checkout };
  /** Goes on with an order that waits for its payment. */
  pay_order: { request: PayOrder; answer: Checkout };
  /** Every purchase that is watched or has just ended. */
  checkouts: { request: null; answer: Checkouts };
  /** Asks for a new code; the old one stays payable. */
  renew_code: { request: CheckoutOf; answer: Checkout };
  /** Pays by another method. */
  change_method: { request: ChangeMethod; answer: Checkout };
  /** Opens the page to pay on in the system's browser. */
  open_payment_page: { request: CheckoutOf; answer: null };
  /** Asks now whether it is paid. */
  ask_payment: { request: CheckoutOf; answer: Checkout };
  /** Calls the order off; if money came meanwhile, it is paid. */
  cancel_checkout: { request: CheckoutOf; answer: Checkout };
  /** Puts a purchase that has ended out of sight. */
  dismiss_checkout: { request: CheckoutOf; answer: Checkouts };
  /** The customer's orders as last seen, newest first. */
  orders: { request: null; answer: Figure<Array<Order>> | null };
  /** One order with what happened to it, as last seen; fetched if it was never seen. */
  order: { request: OrderOf; answer: Figure<OrderDetail> | null };
  /** Calls an order off; if money came meanwhile, it is paid. */
  cancel_order: { request: OrderOf; answer: OrderDetail };
  /** Every customer's orders, asked of the service. */
  staff_orders: { request: StaffOrdersWish; answer: StaffOrders };
  /** Any customer's order, asked of the service. */
  staff_order: { request: OrderOf; answer: OrderDetail };
  /** Sends money back. */
  refund_order: { request: RefundOrder; answer: OrderDetail };
  /** Asks the provider what it knows of an order. */
  ask_provider: { request: OrderOf; answer: OrderDetail };
  /** Payments that need somebody's eyes, asked of the service. */
  stuck_payments: { request: StuckPaymentsWish; answer: StuckPayments };
  /** Any order with what is wrong with it, asked of the service. */
  stuck_payment: { request: OrderOf; answer: StuckDetail };
  /** Says that money has come. */
  settle_by_hand: { request: SettleByHand; answer: StuckDetail };
  /** Approves a proposal, or turns it down. */
  decide_settlement: { request: DecideSettlement; answer: StuckDetail };
  /** Deeds of staff, asked of the service. */
  audit_log: { request: AuditWish; answer: AuditLog };
  /** Writes the same as CSV into the folder for downloads. */
  export_audit: { request: AuditWish; answer: SavedFile };
  /** Whether what the service keeps is whole, looked over now. */
  integrity_report: { request: null; answer: IntegrityReport };
  /** Writes the same as CSV into the folder for downloads. */
  export_integrity: { request: null; answer: SavedFile };
  /** How the business goes, asked of the service. */
  monitoring: { request: MonitoringRange; answer: Monitoring };
  /** Writes one of its tables as CSV into the folder for downloads. */
  export_monitoring: { request: ExportMonitoring; answer: SavedFile };
  /** What the operator has decided about packages, asked of the service. */
  package_config: { request: null; answer: PackageConfig };
  /** Decides about packages; takes effect at once. */
  save_package_config: { request: PackageConfig; answer: PackageConfig };
  /** What providers have told, asked of the service. */
  webhook_log: { request: WebhookWish; answer: WebhookLog };
  /** Works on a notice once more. */
  replay_webhook: { request: WebhookOf; answer: WebhookEntry };
  /** What the customer is told of as last seen, newest first. */
  notices: { request: null; answer: Figure<NoticeList> | null };
  /** Marks notices as read, here at once and at the service as soon as it is in reach. */
  mark_read: { request: MarkRead; answer: Figure<NoticeList> | null };
  /** What the customer agrees to, asked of the service. */
  consent: { request: null; answer: Consent };
  /** Agrees for the customer, or no longer. */
  give_consent: { request: Consent; answer: Consent };
  /** What the service tells others, asked of it. */
  outbox: { request: OutboxWish; answer: OutboxLog };
  /** Lets the service try once more what is parked. */
  replay_outbox: { request: OutboxOf; answer: OutboxEntry };
  /** Usage as last seen, in columns. */
  usage: { request: UsageWish; answer: Figure<UsageSeries> | null };
  /** Writes the same as CSV into the folder for downloads. */
  export_usage: { request: UsageWish; answer: SavedFile };
  /** Writes a picture into the folder for downloads. */
  save_picture: { request: SavePicture; answer: SavedFile };
  /** The movements of credits as last seen, newest first. */
  credits: { request: CreditsWish; answer: Figure<CreditLedger> | null };
  /** What is left of the credits, and until when, as last seen. */
  credit_standing: { request: CreditsOf; answer: Figure<CreditStanding> | null };
  /** The packs of credits for sale as last seen. */
  credit_packs: { request: null; answer: Figure<Array<CreditPack>> | null };
  /** When the credits run out, and what each plan would have cost; worked out here. */
  credit_outlook: { request: null; answer: Figure<CreditOutlook> | null };
  /** The rule by which packs are ordered, as last seen. */
  auto_top_up: { request: null; answer: Figure<AutoTopUp> | null };
  /** Sets the rule. */
  set_auto_top_up: { request: AutoTopUpUpdate; answer: AutoTopUp };
  /** Redeems a gift code; the same code again answers the same. */
  redeem_gift_code: { request: RedeemRequest; answer: Redeemed };
  /** Puts a customer's credits right. */
  adjust_credits: { request: AdjustCredits; answer: SpendReceipt };
  /** Makes gift codes; they are told this once. */
  make_gift_codes: { request: MakeGiftCodes; answer: GiftCodes };
  /** The gift codes that were made, asked of the service. */
  gift_codes: { request: GiftCodesWish; answer: GiftCodeList };
  /** The invoices as last seen, newest first. */
  invoices: { request: InvoicesWish; answer: Figure<InvoiceList> | null };
  /** One invoice as last seen. */
  invoice: { request: InvoiceOf; answer: Figure<InvoiceDetail> | null };
  /** A document: from this computer, or else from the service and then kept here. */
  invoice_document: { request: DocumentOf; answer: Document };
  /** Writes a document into the folder for downloads. */
  save_document: { request: DocumentOf; answer: SavedFile };
  /** Shows a file that was saved in this run where it lies. */
  show_saved: { request: SavedFile; answer: null };
  /** Lets the person choose the folder for downloads. */
  choose_download_folder: { request: null; answer: Settings };
  /** Begins to download many documents. */
  begin_download: { request: BeginDownload; answer: Download };
  /** Every download that is under way or has ended and was not put away. */
  downloads: { request: null; answer: Array<Download> };
  /** Goes on with a download that waits. */
  resume_download: { request: DownloadOf; answer: Array<Download> };
  /** Calls a download off. */
  cancel_download: { request: DownloadOf; answer: Array<Download> };
  /** Puts a download that has ended out of sight. */
  dismiss_download: { request: DownloadOf; answer: Array<Download> };
  /** Shows what was downloaded where it lies. */
  show_download: { request: DownloadOf; answer: null };
  /** Looks for words in everything that is on this computer. */
  search: { request: SearchWish; answer: SearchResults };
  /** The customers whom staff may see, as last seen. */
  customers: { request: CustomersWish; answer: Figure<Array<CustomerSummary>> | null };
  /** One customer as last seen; from now on their figures are kept fresh. */
  customer: { request: CustomerOf; answer: CustomerView };
  /** How complete an archive is. */
  archive: { request: ArchiveOf; answer: Archive };
  /** Collects what support needs to understand a payment and writes it where the person */
  /** chooses; none if they think better of it. */
  save_evidence: { request: SaveEvidence; answer: SavedFile | null };
  /** Reads evidence that a customer has sent; for support. */
  import_evidence: { request: ImportEvidence; answer: ImportedEvidence };
  /** Notes what the person did, if they have consented. */
  note_behaviour: { request: NoteBehaviour; answer: null };
  /** Remembers where the person is, for the next start. */
  remember_place: { request: Place; answer: null };
}

/** What every failure has to do with, and the ways out of it. */
export const failures: Record<
  CommandErrorCode,
  { class: FailureClass; ways_out: readonly WayOut[] }
> = {
  no_connection: { class: "network", ways_out: ["retry","settings","support"] },
  timed_out: { class: "network", ways_out: ["retry","support"] },
  not_a_billing_service: { class: "network", ways_out: ["retry","settings","support"] },
  service_busy: { class: "network", ways_out: ["retry","support"] },
  too_many_tries: { class: "network", ways_out: ["retry"] },
  invalid_credentials: { class: "configuration", ways_out: ["here"] },
  wrong_password: { class: "configuration", ways_out: ["here"] },
  email_taken: { class: "configuration", ways_out: ["here"] },
  invalid_fields: { class: "configuration", ways_out: ["here"] },
  signed_out: { class: "configuration", ways_out: ["retry","support"] },
  keychain_locked: { class: "configuration", ways_out: ["retry","support"] },
  not_allowed: { class: "configuration", ways_out: ["here","support"] },
  not_found: { class: "configuration", ways_out: ["here","support"] },
  changed_meanwhile: { class: "configuration", ways_out: ["here","support"] },
  amount_changed: { class: "payment", ways_out: ["here"] },
  coupon_refused: { class: "payment", ways_out: ["here"] },
  shop_closed: { class: "payment", ways_out: ["here","support"] },
  purchase_too_old: { class: "payment", ways_out: ["here","support"] },
  insufficient_credits: { class: "payment", ways_out: ["here"] },
  gift_code_refused: { class: "payment", ways_out: ["here","support"] },
  order_moved: { class: "payment", ways_out: ["here","support"] },
  subscription_moved: { class: "payment", ways_out: ["here","support"] },
  no_subscription: { class: "payment", ways_out: ["here","support"] },
  method_not_offered: { class: "payment", ways_out: ["other_method","support"] },
  method_removed: { class: "payment", ways_out: ["retry","support"] },
  provider_unavailable: { class: "payment", ways_out: ["retry","other_method","support"] },
  document_altered: { class: "configuration", ways_out: ["retry","support"] },
  evidence_refused: { class: "configuration", ways_out: ["here","support"] },
  payment_link_refused: { class: "payment", ways_out: ["other_method","retry","support"] },
  code_unreadable: { class: "payment", ways_out: ["other_method","retry","support"] },
  browser_not_opened: { class: "payment", ways_out: ["retry","other_method","support"] },
  server_address_invalid: { class: "configuration", ways_out: ["here"] },
  server_address_insecure: { class: "configuration", ways_out: ["here"] },
  server_address_fixed: { class: "configuration", ways_out: ["settings"] },
  sign_out_first: { class: "configuration", ways_out: ["settings"] },
  disk_full: { class: "configuration", ways_out: ["retry","settings","support"] },
  storage_failed: { class: "configuration", ways_out: ["retry","settings","support"] },
  already_open: { class: "configuration", ways_out: ["here"] },
  internal: { class: "configuration", ways_out: ["retry","support"] },
};
