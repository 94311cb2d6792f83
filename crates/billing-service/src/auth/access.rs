//! Who may call what.

use crate::app::App;
use crate::auth::device::Device;
use crate::problem::{Refusal, field_error};
use crate::request_id::RequestId;
use crate::store::{AuditEntry, StaffReach};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use billing_contract::{CustomerId, ErrorCode, Permission, Role, SessionId, UserId};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Machines that watch the service; not counted.
    Watchers,
    /// Everybody, signed in or not.
    Everyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever's role has the permission: a customer for themselves, staff for the customer they
    /// name by `?customer_id=`.
    OfCustomer(Permission),
}

/// What each role allows.
pub const fn permissions_of(role: Role) -> &'static [Permission] {
    use Permission::{EditAccount, ViewAccount, ViewPlans, ViewSubscription};
    match role {
        Role::Admin | Role::Operator => &[ViewAccount, EditAccount, ViewSubscription, ViewPlans],
        Role::Member | Role::Agent | Role::Support => &[ViewAccount, ViewSubscription, ViewPlans],
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The person.
    pub user_id: UserId,
    /// The customer they belong to; none for staff.
    pub customer_id: Option<CustomerId>,
    /// What they may do.
    pub role: Role,
    /// The session they are signed in with.
    pub session_id: SessionId,
}

/// The customer a request is about; whoever has it was let through.
#[derive(Clone, Debug)]
pub struct OfCustomer(pub CustomerId);

impl<S: Sync> FromRequestParts<S> for Principal {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        granted(&parts.extensions)
    }
}

impl<S: Sync> FromRequestParts<S> for OfCustomer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        granted(&parts.extensions)
    }
}

fn granted<T: Clone + Send + Sync + 'static>(extensions: &Extensions) -> Result<T, Refusal> {
    let found = extensions.get::<T>().cloned();
    found.ok_or_else(|| Refusal::internal("a route asks for more than its access grants"))
}

/// What the guard of one route knows.
#[derive(Clone)]
pub struct Guard {
    /// The service.
    pub app: App,
    /// Who may call the route.
    pub access: Access,
    /// The route's template, for the audit log.
    pub route: &'static str,
}

/// Lets a request through to its handler, or not, and counts it.
pub async fn admit(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    if guard.access == Access::Watchers {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let principal = match guard.access {
        Access::Watchers | Access::Everyone => Ok(None),
        Access::SignedIn | Access::OfCustomer(_) => {
            authenticate(&guard.app, &parts.headers).map(Some)
        }
    };
    let counted_as = match &principal {
        Ok(Some(principal)) => format!("session {}", principal.session_id),
        Ok(None) | Err(_) => format!("address {}", Device::of(&parts, &guard.app).household()),
    };
    let budget = guard.app.limits().spend(&counted_as, guard.app.clock().now());
    let mut response = if budget.is_exhausted() {
        Refusal::new(ErrorCode::RateLimited, "The budget for this minute is spent.")
            .after_seconds(budget.reset_seconds)
            .into_response()
    } else {
        match grant(&guard, principal, &mut parts).await {
            Ok(()) => next.run(Request::from_parts(parts, body)).await,
            Err(refusal) => refusal.into_response(),
        }
    };
    budget.state_in(response.headers_mut());
    response
}

async fn grant(
    guard: &Guard,
    principal: Result<Option<Principal>, Refusal>,
    parts: &mut Parts,
) -> Result<(), Refusal> {
    let Some(principal) = principal? else { return Ok(()) };
    if let Access::OfCustomer(permission) = guard.access {
        if !permissions_of(principal.role).contains(&permission) {
            return Err(Refusal::new(ErrorCode::Forbidden, "Your role does not allow this."));
        }
        let customer = customer_asked_for(guard, &principal, parts).await?;
        parts.extensions.insert(OfCustomer(customer));
    }
    parts.extensions.insert(principal);
    Ok(())
}

fn authenticate(app: &App, headers: &HeaderMap) -> Result<Principal, Refusal> {
    let unauthenticated = |detail| Refusal::new(ErrorCode::Unauthenticated, detail);
    let credentials = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| unauthenticated("There is no access token."))?;
    let token = credentials.to_str().ok().and_then(|line| {
        let (scheme, token) = line.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let token = token.ok_or_else(|| unauthenticated("There is no bearer token."))?;
    let claims = app.signer().verify(token, app.clock().now())?;
    if app.ended().contains(&claims.sid) {
        return Err(unauthenticated("The session has ended."));
    }
    Ok(Principal {
        user_id: claims.user_id,
        customer_id: claims.customer_id,
        role: claims.role,
        session_id: claims.sid,
    })
}

async fn customer_asked_for(
    guard: &Guard,
    principal: &Principal,
    parts: &Parts,
) -> Result<CustomerId, Refusal> {
    let named = named_customer(parts.uri.query());
    if let Some(own) = &principal.customer_id {
        return match named {
            Some(other) if other != *own => Err(Refusal::not_found()),
            _ => Ok(own.clone()),
        };
    }
    let Some(named) = named else {
        return Err(Refusal::invalid(vec![field_error("customer_id", "required")]));
    };
    let reach = match principal.role {
        Role::Support | Role::Operator => StaffReach::Everyone,
        // No other role reaches beyond what is assigned to it.
        _ => StaffReach::AssignedTo(principal.user_id.clone()),
    };
    let allowed = guard.app.store().staff_may_see(reach, &named).await?;
    let entry = AuditEntry {
        id: guard.app.clock().new_id(),
        at: guard.app.clock().now(),
        user_id: principal.user_id.clone(),
        role: principal.role,
        customer_id: Some(named.clone()),
        method: parts.method.to_string(),
        route: guard.route.to_owned(),
        outcome: if allowed { "allowed" } else { "refused" }.to_owned(),
        request_id: RequestId::of(&parts.extensions).as_str().to_owned(),
    };
    // Written before anything is shown: what is not in the log did not happen.
    guard.app.store().record_audit(entry).await?;
    if allowed { Ok(named) } else { Err(Refusal::not_found()) }
}

fn named_customer(query: Option<&str>) -> Option<CustomerId> {
    crate::body::query_pairs(query)
        .find(|(name, _)| name == "customer_id")
        .map(|(_, value)| CustomerId::new(value))
}
