//! Signing in, from the first password to the last token.
//!
//! A person registers or signs in and gets two tokens. The access token is a signed statement who
//! they are and is good for a quarter of an hour; no table is read to believe it, only the short
//! list of sessions that ended since. The refresh token is a random secret of which the store
//! knows the SHA-256 alone; it is exchanged for a new pair when the access token runs out. If the
//! answer to that exchange is lost, the same token may be exchanged again, until a successor is
//! used. A token that comes back later than that has two owners, and the session ends for both.
//! A session also ends by signing out, by being revoked from another device, and by a change of
//! the password on another device; its access tokens stop working at that moment.

pub mod access;
pub mod audit;
pub mod device;
pub mod ended;
pub mod login;
pub mod me;
pub mod password;
pub mod passwords;
pub mod refresh;
pub mod register;
pub mod sessions;
pub mod tokens;
