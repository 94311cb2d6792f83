//! What goes into the store and comes out of it, where the contract has no type for it.

use billing_contract::{Account, Currency, CustomerId, Role, SessionId, UserId};
use chrono::{DateTime, NaiveDate, Utc};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Names the person.
    pub id: UserId,
    /// The customer they belong to; none for staff.
    pub customer_id: Option<CustomerId>,
    /// The normalised address they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their picture.
    pub avatar_url: Option<String>,
}

/// A person with what proves that it is them.
#[derive(Clone)]
pub struct Credentials {
    /// The person.
    pub user: User,
    /// The password's hash in PHC form.
    pub password_hash: String,
}

/// A customer to be created, with their first user.
#[derive(Clone)]
pub struct Registration {
    /// The customer.
    pub account: Account,
    /// What the customer pays in.
    pub currency: Currency,
    /// The first user.
    pub user: User,
    /// The password's hash in PHC form.
    pub password_hash: String,
    /// The session the user is signed in with at once.
    pub session: NewSession,
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// The customer is there, and their first user is signed in.
    Created,
    /// A user with this address exists; nothing was changed.
    EmailTaken,
}

/// A session to be begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Names the session.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// What the client calls itself.
    pub device: String,
    /// Where it comes from.
    pub address: Option<String>,
    /// The SHA-256 of its first refresh token.
    pub token_sha256: [u8; 32],
    /// The moment it begins.
    pub now: DateTime<Utc>,
    /// When the first refresh token runs out.
    pub expires_at: DateTime<Utc>,
}

/// A refresh token to be exchanged.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The SHA-256 of the token presented.
    pub presented_sha256: [u8; 32],
    /// The SHA-256 of the token that shall follow it.
    pub successor_sha256: [u8; 32],
    /// The present moment.
    pub now: DateTime<Utc>,
    /// When the successor runs out.
    pub expires_at: DateTime<Utc>,
    /// Where the client comes from.
    pub address: Option<String>,
}

/// What became of a refresh token that was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// The successor holds.
    Accepted {
        /// Whose session it is.
        user: User,
        /// The session.
        session: SessionId,
    },
    /// The token is unknown, run out, or its session has ended.
    Invalid,
    /// The token had been followed by one that was used: the session has now ended.
    Reused {
        /// The session that has ended.
        session: SessionId,
    },
}

/// Which customers a member of staff may look at.
#[derive(Clone, Debug)]
pub enum StaffReach {
    /// Those assigned to this agent.
    AssignedTo(UserId),
    /// All of them.
    Everyone,
}

/// One read or write by staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Orders the entries.
    pub id: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub user_id: UserId,
    /// As what.
    pub role: Role,
    /// With whose figures.
    pub customer_id: Option<CustomerId>,
    /// The HTTP method.
    pub method: String,
    /// The route's template.
    pub route: String,
    /// `allowed` or `refused`.
    pub outcome: String,
    /// The request's identifier.
    pub request_id: String,
}

/// A customer's master data with what the contract's account does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// What the contract shows.
    pub account: Account,
    /// What the customer pays in.
    pub currency: Currency,
}

/// Which versions a change may replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedVersion {
    /// Whatever is there.
    Any,
    /// One of these.
    OneOf(Vec<i64>),
}

/// What became of a change to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// The account as it is now.
    Changed(Box<StoredAccount>),
    /// It has another version by now.
    Stale,
    /// There is no such customer.
    Missing,
}

/// A wish to be the one who runs a repeatable request.
#[derive(Clone, Debug)]
pub struct RepeatClaim {
    /// Names the caller and key together, without revealing either.
    pub id: [u8; 32],
    /// Stands for the request's method, path and body.
    pub fingerprint: [u8; 32],
    /// Names this claim.
    pub claim: String,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Until when nobody else may claim it.
    pub claimed_until: DateTime<Utc>,
    /// Until when the answer is kept.
    pub expires_at: DateTime<Utc>,
}

/// What is known of a repeatable request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepeatState {
    /// Nothing: the claim holds, run it.
    Claimed,
    /// It was answered; here is the sealed answer.
    Answered(Vec<u8>),
    /// Somebody else's claim holds.
    InProgress,
    /// The key came with another request before.
    OtherRequest,
}

/// The answer of a claimed request, sealed.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The record.
    pub id: [u8; 32],
    /// The claim that must still hold.
    pub claim: String,
    /// The sealed answer.
    pub answer: Vec<u8>,
}

/// Made-up customers, plans, usage and invoices; everything agrees with everything else.
#[derive(Clone, Default)]
pub struct Demonstration {
    /// The plans on offer.
    pub plans: Vec<DemonstrationPlan>,
    /// What usage is counted of: code, unit, credits per unit, whether a level.
    pub products: Vec<(&'static str, &'static str, i64, bool)>,
    /// The customers.
    pub customers: Vec<DemonstrationCustomer>,
    /// Everybody who can sign in, with the hash of their password.
    pub users: Vec<(User, String)>,
    /// Which agent looks after which customer.
    pub assignments: Vec<(UserId, CustomerId)>,
    /// The moment it was all made.
    pub now: DateTime<Utc>,
}

/// A plan of the demonstration.
#[derive(Clone)]
pub struct DemonstrationPlan {
    /// Names the plan.
    pub id: String,
    /// Names it in price lists.
    pub code: &'static str,
    /// Its place among the others.
    pub position: i64,
    /// Credits granted each month.
    pub credits_monthly: i64,
    /// Whether most customers choose it.
    pub is_popular: bool,
    /// Locale, name, description.
    pub texts: Vec<(&'static str, &'static str, &'static str)>,
    /// Currency, what it pays for, smallest units.
    pub prices: Vec<(Currency, &'static str, i64)>,
    /// Features and quotas.
    pub features: Vec<(&'static str, billing_contract::FeatureValue)>,
}

/// A customer of the demonstration.
#[derive(Clone)]
pub struct DemonstrationCustomer {
    /// Master data.
    pub account: Account,
    /// What they pay in.
    pub currency: Currency,
    /// Their subscription.
    pub subscription: DemonstrationSubscription,
    /// Day, product, quantity; in order of days.
    pub usage: Vec<(NaiveDate, &'static str, i64)>,
    /// Their invoices, oldest first.
    pub invoices: Vec<DemonstrationInvoice>,
}

/// A subscription of the demonstration with its credits.
#[derive(Clone)]
pub struct DemonstrationSubscription {
    /// Names it.
    pub id: String,
    /// The plan.
    pub plan_id: String,
    /// How it is paid for.
    pub subscription_type: &'static str,
    /// Its first day.
    pub start_date: NaiveDate,
    /// The day it ends.
    pub end_date: Option<NaiveDate>,
    /// Whether it renews by itself.
    pub auto_renew: bool,
    /// Granted this month.
    pub monthly_quota: i64,
    /// Spent this month.
    pub used_credits: i64,
    /// The day of the next grant.
    pub quota_reset_date: NaiveDate,
}

/// An invoice of the demonstration.
#[derive(Clone)]
pub struct DemonstrationInvoice {
    /// Names it.
    pub id: String,
    /// The number printed on it.
    pub number: String,
    /// The month it is for.
    pub period: String,
    /// Where it stands.
    pub status: &'static str,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it must be paid.
    pub due_date: NaiveDate,
    /// When it was paid.
    pub paid_at: Option<DateTime<Utc>>,
    /// What it is for.
    pub lines: Vec<DemonstrationLine>,
}

/// A line of an invoice; amounts are in smallest units and include tax.
#[derive(Clone)]
pub struct DemonstrationLine {
    /// What it is for.
    pub description: String,
    /// How many.
    pub quantity: i64,
    /// What one costs.
    pub unit_minor: i64,
    /// What they cost together.
    pub amount_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
}
