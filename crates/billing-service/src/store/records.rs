//! What goes into the store and comes out of it, where the contract has no type for it.

use billing_contract::{Account, Currency, CustomerId, Role, SessionId, UserId};
use chrono::{DateTime, Utc};

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

/// A password that was found right.
#[derive(Clone)]
pub struct CheckedPassword {
    /// The hash it was checked against.
    pub hash: String,
    /// The hash to keep from now on, if that one was made at another cost.
    pub replacement: Option<String>,
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
    /// What it was done to.
    pub subject: Option<String>,
    /// What it came to, in a few plain words.
    pub note: Option<String>,
    /// Of the end of a write, the entry of its beginning.
    pub begun_as: Option<String>,
    /// `allowed` or `refused`; of a write `asked`, and then `done` or `failed`.
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
