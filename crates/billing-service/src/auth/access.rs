//! Who may call what.

use crate::app::App;
use crate::auth::audit::{Asked, Asking};
use crate::auth::device::Device;
use crate::problem::{Refusal, field_error};
use crate::store::StaffReach;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use billing_contract::{CustomerId, ErrorCode, Permission, Role, SessionId, UserId, paths};
use chrono::{DateTime, Utc};

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
    /// Staff whose role has the permission, for whatever customer it concerns.
    Staff(Permission),
    /// Whoever's role has the first permission, as with [`Access::OfCustomer`]; staff whose role
    /// has the second need name no customer.
    OfCustomerOrAny(Permission, Permission),
}

impl Access {
    /// Whether an access token is needed.
    pub const fn needs_token(self) -> bool {
        !matches!(self, Self::Watchers | Self::Everyone)
    }

    /// Whether it depends on the role.
    pub const fn depends_on_role(self) -> bool {
        self.needs_token() && !matches!(self, Self::SignedIn)
    }

    /// Whether staff may name the customer.
    pub const fn is_of_customer(self) -> bool {
        matches!(self, Self::OfCustomer(_) | Self::OfCustomerOrAny(..))
    }
}

/// What each role allows.
pub const fn permissions_of(role: Role) -> &'static [Permission] {
    use Permission::{
        Buy, CountUsage, EditAccount, EditPackages, GiveCredits, MoveClock, Refund, SettlePayments,
        SpendCredits, ViewAccount, ViewAllOrders, ViewCredits, ViewCustomers, ViewInvoices,
        ViewOperations, ViewOrders, ViewPlans, ViewSubscription, ViewUsage, ViewWebhooks,
    };
    match role {
        Role::Admin => &[
            ViewAccount,
            EditAccount,
            ViewSubscription,
            ViewPlans,
            ViewOrders,
            Buy,
            ViewUsage,
            ViewInvoices,
            ViewCredits,
        ],
        Role::Member => &[
            ViewAccount,
            ViewSubscription,
            ViewPlans,
            ViewOrders,
            ViewUsage,
            ViewInvoices,
            ViewCredits,
        ],
        Role::Agent => &[ViewAccount, ViewSubscription, ViewPlans, ViewUsage, ViewCustomers],
        Role::Support => &[
            ViewAccount,
            ViewSubscription,
            ViewPlans,
            ViewOrders,
            ViewAllOrders,
            ViewUsage,
            ViewInvoices,
            ViewCredits,
            ViewCustomers,
        ],
        Role::Operator => &[
            ViewAccount,
            EditAccount,
            ViewSubscription,
            ViewPlans,
            ViewOrders,
            ViewAllOrders,
            EditPackages,
            Refund,
            ViewWebhooks,
            ViewUsage,
            ViewInvoices,
            ViewCredits,
            ViewCustomers,
            CountUsage,
            MoveClock,
            SpendCredits,
            GiveCredits,
            SettlePayments,
            ViewOperations,
        ],
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
    /// When the access token they showed runs out.
    pub until: DateTime<Utc>,
}

/// The customer a request is about; whoever has it was let through.
#[derive(Clone, Debug)]
pub struct OfCustomer(pub CustomerId);

/// How far a request reaches: to one customer, or to everybody's.
#[derive(Clone, Debug)]
pub struct Reach(pub Option<CustomerId>);

impl<S: Sync> FromRequestParts<S> for Reach {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        granted(&parts.extensions)
    }
}

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
        Access::SignedIn
        | Access::OfCustomer(_)
        | Access::Staff(_)
        | Access::OfCustomerOrAny(..) => authenticate(&guard.app, &parts.headers).map(Some),
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
            Ok(asked) => {
                if let Some(asked) = &asked {
                    asked.listen(&mut parts.extensions);
                }
                let response = next.run(Request::from_parts(parts, body)).await;
                if let Some(asked) = asked {
                    asked.answered(&guard.app, response.status()).await;
                }
                response
            }
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
) -> Result<Option<Asked>, Refusal> {
    let Some(principal) = principal? else { return Ok(None) };
    let mut asked = None;
    if let Access::OfCustomer(permission) = guard.access {
        let (customer, by_staff) = customer_asked_for(guard, &principal, permission, parts).await?;
        parts.extensions.insert(OfCustomer(customer));
        asked = by_staff;
    }
    if let Access::OfCustomerOrAny(of_customer, of_any) = guard.access {
        let names_nobody = named_customer(parts.uri.query()).is_none();
        let reach = if principal.role.is_staff() && names_nobody {
            asked = staff_may(guard, &principal, of_any, parts).await?;
            None
        } else {
            let (customer, by_staff) =
                customer_asked_for(guard, &principal, of_customer, parts).await?;
            asked = by_staff;
            Some(customer)
        };
        parts.extensions.insert(Reach(reach));
    }
    if let Access::Staff(permission) = guard.access {
        asked = staff_may(guard, &principal, permission, parts).await?;
    }
    if guard.access == Access::SignedIn && principal.role.is_staff() && is_a_deed(guard, parts) {
        let asking = Asking { guard, principal: &principal, parts, customer: None };
        asked = asking.allowed().await?;
    }
    parts.extensions.insert(principal);
    Ok(asked)
}

/// Whether a request that anybody may make is one that the audit log keeps of staff: what they
/// change of their own sign-in, but not what their console tells of itself.
fn is_a_deed(guard: &Guard, parts: &Parts) -> bool {
    !matches!(parts.method, Method::GET | Method::HEAD) && guard.route != paths::PORTAL_EVENTS
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
        until: DateTime::from_timestamp(claims.exp, 0).unwrap_or(DateTime::UNIX_EPOCH),
    })
}

impl StaffReach {
    /// How far a member of staff may look.
    pub fn of(principal: &Principal) -> Self {
        match principal.role {
            Role::Support | Role::Operator => Self::Everyone,
            // No other role reaches beyond what is assigned to it.
            _ => Self::AssignedTo(principal.user_id.clone()),
        }
    }
}

/// The customer a request is about; of staff, with the entry that says what they asked for.
async fn customer_asked_for(
    guard: &Guard,
    principal: &Principal,
    permission: Permission,
    parts: &Parts,
) -> Result<(CustomerId, Option<Asked>), Refusal> {
    let named = named_customer(parts.uri.query());
    let permitted = permissions_of(principal.role).contains(&permission);
    if let Some(own) = &principal.customer_id {
        return match named {
            _ if !permitted => Err(forbidden()),
            Some(other) if other != *own => Err(Refusal::not_found()),
            _ => Ok((own.clone(), None)),
        };
    }
    let asking = Asking { guard, principal, parts, customer: named.as_ref() };
    if !permitted {
        asking.refused().await?;
        return Err(forbidden());
    }
    let Some(named) = named.clone() else {
        return Err(Refusal::invalid(vec![field_error("customer_id", "required")]));
    };
    if guard.app.store().staff_may_see(StaffReach::of(principal), &named).await? {
        Ok((named, asking.allowed().await?))
    } else {
        asking.refused().await?;
        Err(Refusal::not_found())
    }
}

/// Lets staff with the permission through, and notes what they asked for.
async fn staff_may(
    guard: &Guard,
    principal: &Principal,
    permission: Permission,
    parts: &Parts,
) -> Result<Option<Asked>, Refusal> {
    if principal.customer_id.is_some() {
        return Err(forbidden());
    }
    let asking = Asking { guard, principal, parts, customer: None };
    if permissions_of(principal.role).contains(&permission) {
        asking.allowed().await
    } else {
        asking.refused().await?;
        Err(forbidden())
    }
}

fn forbidden() -> Refusal {
    Refusal::new(ErrorCode::Forbidden, "Your role does not allow this.")
}

fn named_customer(query: Option<&str>) -> Option<CustomerId> {
    crate::body::query_pairs(query)
        .find(|(name, _)| name == "customer_id")
        .map(|(_, value)| CustomerId::new(value))
}
