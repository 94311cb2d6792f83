//! Whether the service runs.

use serde::{Deserialize, Serialize};

/// `GET /health/live` and `GET /health/ready`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`, or what is missing.
    pub status: String,
    /// The service's version.
    pub version: String,
    /// Whether the service holds made-up customers for trying things out.
    pub demonstration: bool,
}
