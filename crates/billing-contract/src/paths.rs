//! The path of every route, written once for both sides.

/// Register a customer.
pub const AUTH_REGISTER: &str = "/auth/register";
/// Sign in.
pub const AUTH_LOGIN: &str = "/auth/login";
/// Exchange a refresh token for new tokens.
pub const AUTH_REFRESH: &str = "/auth/refresh";
/// End the session.
pub const AUTH_LOGOUT: &str = "/auth/logout";
/// Who is signed in.
pub const AUTH_ME: &str = "/auth/me";
/// The person's signed-in devices.
pub const AUTH_SESSIONS: &str = "/auth/sessions";
/// One signed-in device.
pub const AUTH_SESSION: &str = "/auth/sessions/{id}";
/// Change the password.
pub const AUTH_PASSWORD: &str = "/auth/password";
/// The customer's master data.
pub const PORTAL_ACCOUNT: &str = "/api/portal/account";
/// The customer's subscription and credits.
pub const PORTAL_SUBSCRIPTION: &str = "/api/portal/subscription";
/// The plans on offer.
pub const PORTAL_PLANS: &str = "/api/portal/plans";
/// Whether the process runs.
pub const HEALTH_LIVE: &str = "/health/live";
/// Whether it can serve.
pub const HEALTH_READY: &str = "/health/ready";
/// Figures for Prometheus.
pub const METRICS: &str = "/metrics";

/// The path of one signed-in device.
pub fn auth_session(id: &crate::SessionId) -> String {
    format!("{AUTH_SESSIONS}/{id}")
}
