//! Orders: made, paid, delivered, and where every smallest unit of the money went.
//!
//! [`machine`] decides; everything else brings it what happened and carries out what follows.

pub mod facts;
pub mod machine;
pub mod schedule;
