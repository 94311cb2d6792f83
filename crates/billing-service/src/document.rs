//! What the OpenAPI document says about every route alike.

use crate::auth::access::Access;
use crate::router::Route;
use billing_contract::problem::PROBLEM_JSON;
use billing_contract::{ErrorCode, Problem};
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    ResponseBuilder, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

const BEARER: &str = "access_token";

/// The document before it has routes.
pub fn head() -> OpenApi {
    let about = InfoBuilder::new()
        .title("Billing service")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("The remote billing API of the Billing Console."));
    OpenApiBuilder::new().info(about).build()
}

/// Adds what goes for every route: access, problems, conditions, pages, the customer named.
pub fn complete(mut document: OpenApi, routes: &[Route]) -> OpenApi {
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for route in routes {
        let item = document.paths.paths.get_mut(route.path);
        let operation = item.and_then(|item| match route.method {
            "GET" => item.get.as_mut(),
            "POST" => item.post.as_mut(),
            "PUT" => item.put.as_mut(),
            "DELETE" => item.delete.as_mut(),
            _ => None,
        });
        if let Some(operation) = operation {
            complete_operation(operation, route);
        }
    }
    document
}

fn complete_operation(operation: &mut Operation, route: &Route) {
    operation.tags = Some(vec![tag_of(route.path).to_owned()]);
    if route.access.needs_token() {
        let none: [String; 0] = [];
        operation.security = Some(vec![SecurityRequirement::new(BEARER, none)]);
    }
    let mut parameters = vec![header_parameter("X-Request-Id", "Taken, echoed and logged")];
    if is_tagged(route) {
        parameters.push(header_parameter("If-None-Match", "ETags the client has"));
        let seen = ResponseBuilder::new().description("The client has it already");
        operation.responses.responses.insert("304".to_owned(), RefOr::T(seen.build()));
    }
    if route.access.is_of_customer() {
        parameters.push(query("customer_id", "The customer staff ask about", Type::String));
    }
    if is_list(route) {
        parameters.push(query("limit", "1 to 200, 50 unless told", Type::Integer));
        parameters.push(query("cursor", "Where the page begins", Type::String));
    }
    operation.parameters.get_or_insert_default().extend(parameters.into_iter().map(RefOr::T));
    for code in common_problems(operation, route) {
        let declared = operation.responses.responses.entry(code.status().to_string());
        declared
            .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(code.title()).build()));
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        response.headers.insert("X-Request-Id".to_owned(), RefOr::T(Header::default()));
        if response.description.is_empty() {
            response.description = "Done".to_owned();
        }
        if status.as_str() >= "400" {
            let problem = Ref::from_schema_name(Problem::name());
            let content = ContentBuilder::new().schema(Some(problem)).build();
            response.content.insert(PROBLEM_JSON.to_owned(), RefOr::T(content));
        }
    }
}

fn common_problems(operation: &Operation, route: &Route) -> Vec<ErrorCode> {
    let mut codes = vec![ErrorCode::Internal, ErrorCode::Unavailable];
    if route.access != Access::Watchers {
        codes.extend([ErrorCode::RateLimited, ErrorCode::PayloadTooLarge]);
    }
    if route.access.needs_token() {
        codes.push(ErrorCode::Unauthenticated);
    }
    if route.access.depends_on_role() {
        codes.push(ErrorCode::Forbidden);
    }
    if route.access.is_of_customer() {
        codes.extend([ErrorCode::NotFound, ErrorCode::ValidationFailed]);
    }
    if route.path.contains('{') {
        codes.push(ErrorCode::BadRequest);
    }
    if is_list(route) {
        codes.push(ErrorCode::ValidationFailed);
    }
    if operation.request_body.is_some() {
        codes.extend([
            ErrorCode::BadRequest,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::ValidationFailed,
        ]);
    }
    codes
}

/// Whether the answer carries an `ETag`.
fn is_tagged(route: &Route) -> bool {
    use billing_contract::paths::{PAY_RESULT, PORTAL_STREAM, SANDBOX_PAGE};
    // What these tell is never the same twice.
    let always_new = [PAY_RESULT, PORTAL_STREAM, SANDBOX_PAGE];
    route.method == "GET" && route.access != Access::Watchers && !always_new.contains(&route.path)
}

fn is_list(route: &Route) -> bool {
    use billing_contract::paths::{
        AUTH_SESSIONS, OPERATOR_AUDIT, OPERATOR_GIFT_CODES, OPERATOR_OUTBOX,
        OPERATOR_STUCK_PAYMENTS, PACKAGE_ORDERS, PORTAL_CREDIT_TRANSACTIONS, PORTAL_CUSTOMERS,
        PORTAL_INVOICES, PORTAL_NOTICES, PORTAL_PLANS, PORTAL_USAGE_DETAIL, STAFF_ORDERS,
        WEBHOOK_LOGS,
    };
    let lists = [
        AUTH_SESSIONS,
        PORTAL_PLANS,
        PORTAL_USAGE_DETAIL,
        PORTAL_CREDIT_TRANSACTIONS,
        PORTAL_CUSTOMERS,
        PORTAL_INVOICES,
        PACKAGE_ORDERS,
        STAFF_ORDERS,
        WEBHOOK_LOGS,
        OPERATOR_GIFT_CODES,
        OPERATOR_OUTBOX,
        PORTAL_NOTICES,
        OPERATOR_STUCK_PAYMENTS,
        OPERATOR_AUDIT,
    ];
    route.method == "GET" && lists.contains(&route.path)
}

fn tag_of(path: &str) -> &'static str {
    match path {
        path if path.starts_with("/auth/") => "sign-in",
        path if path.starts_with("/api/portal/") => "portal",
        path if path.starts_with("/api/usage/") => "operator",
        path if path.starts_with("/api/credits/") => "operator",
        path if path.starts_with("/api/operator/") => "operator",
        path if path.starts_with("/api/webhooks/") => "notices",
        path if path.starts_with("/console/") => "operator",
        path if path.starts_with("/sandbox/") => "sandbox",
        path if ["/web/", "/pay/", "/payments/", "/agreement"]
            .iter()
            .any(|part| path.starts_with(part)) =>
        {
            "buying"
        }
        _ => "health",
    }
}

fn header_parameter(name: &str, description: &str) -> Parameter {
    parameter(name, description, ParameterIn::Header, Type::String)
}

fn query(name: &str, description: &str, kind: Type) -> Parameter {
    parameter(name, description, ParameterIn::Query, kind)
}

fn parameter(name: &str, description: &str, place: ParameterIn, kind: Type) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .build()
}
