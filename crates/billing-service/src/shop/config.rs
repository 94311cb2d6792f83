//! What the operator decides. Saving takes effect at once, for everybody.
//!
//! Texts are read and saved in the language of `Accept-Language`; the other languages keep theirs.
//! HTML is cleaned before it is kept: nothing in it can run, load or look like another page.

use super::center::rule;
use crate::app::App;
use crate::auth::access::Principal;
use crate::auth::audit::Noting;
use crate::body::Body;
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::{Refusal, field_error};
use crate::store::{ShopSave, ShopSaved, StoredConfig, StoredPackage};
use crate::validation::is_control;
use axum::extract::State;
use axum::response::Response;
use billing_contract::{ErrorCode, Money, PackageConfig, PackageId, PackageRule, paths};
use std::collections::BTreeSet;

const MOST_PACKAGES: usize = 100;
const LONGEST_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 2_000;
const LONGEST_HTML: usize = 100_000;
const LONGEST_ID: usize = 64;
/// A century.
const MOST_DAYS: u32 = 36_525;

/// What the operator has decided, with the texts of one language.
#[utoipa::path(
    get, path = paths::PACKAGE_CONFIG,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = PackageConfig)))]
pub async fn read_config(
    State(app): State<App>,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let config = told(app.store().shop_config(language.0).await?);
    let mut response = etag::by_content(&config, &conditions)?;
    language.state_in(response.headers_mut());
    Ok(response)
}

/// Saves what the operator decides; a package that is left out can no longer be ordered, open
/// orders keep their price. A package without an id is new.
#[utoipa::path(
    post, path = paths::PACKAGE_CONFIG,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    request_body = PackageConfig,
    responses(
        (status = 200, body = PackageConfig),
        (status = 409, description = "Somebody else has saved since `version` was read")))]
pub async fn save_config(
    State(app): State<App>,
    principal: Principal,
    noting: Noting,
    language: Language,
    Body(config): Body<PackageConfig>,
) -> Result<Response, Refusal> {
    let packages = check(&config, || app.clock().new_id())?;
    let user = app.store().user(&principal.user_id).await?.ok_or_else(Refusal::not_found)?;
    let save = ShopSave {
        is_open: config.coze_package_status,
        packages,
        explanation: cleaned(&config.coze_package_explain),
        agreement: cleaned(&config.agreement),
        locale: language.0.to_owned(),
        version: config.version,
        saved_by: user.name,
        now: app.clock().now(),
    };
    match app.store().save_shop_config(save).await? {
        ShopSaved::Saved(saved) => {
            let words = if saved.is_open { "open" } else { "closed" };
            let (count, version) = (saved.packages.len(), saved.version);
            noting.note(&format!("version {version}: {count} packages, {words}"));
            etag::by_content(&told(*saved), &Conditions::none())
        }
        ShopSaved::Stale => {
            let detail = "Somebody else has saved since; read it again.";
            Err(Refusal::new(ErrorCode::VersionConflict, detail))
        }
    }
}

/// HTML that does nothing. Pictures would be fetched from elsewhere, which tells who reads what.
fn cleaned(html: &str) -> String {
    ammonia::Builder::default().rm_tags(["img"]).clean(html).to_string()
}

fn told(config: StoredConfig) -> PackageConfig {
    PackageConfig {
        coze_package_status: config.is_open,
        coze_package_rule: config.packages.into_iter().map(rule).collect(),
        coze_package_explain: config.explanation,
        agreement: config.agreement,
        version: Some(config.version),
        saved_at: config.saved_at,
        saved_by: config.saved_by,
        open_orders: Some(config.open_orders),
    }
}

/// The packages of a config, or everything that is wrong with it.
fn check(
    config: &PackageConfig,
    new_id: impl Fn() -> String,
) -> Result<Vec<StoredPackage>, Refusal> {
    let mut faults = Vec::new();
    for (name, html) in
        [("cozePackageExplain", &config.coze_package_explain), ("agreement", &config.agreement)]
    {
        if html.len() > LONGEST_HTML {
            faults.push(field_error(name, "too_long"));
        }
    }
    if config.coze_package_rule.len() > MOST_PACKAGES {
        faults.push(field_error("cozePackageRule", "too_long"));
    }
    let mut ids = BTreeSet::new();
    let mut packages = Vec::new();
    for (place, rule) in config.coze_package_rule.iter().enumerate().take(MOST_PACKAGES) {
        match check_rule(rule) {
            Ok(package) if package.id.as_str().is_empty() => {
                packages.push(StoredPackage { id: PackageId::new(new_id()), ..package });
            }
            Ok(package) if ids.insert(package.id.clone()) => packages.push(package),
            Ok(_) => faults.push(field_error(format!("cozePackageRule[{place}].id"), "repeated")),
            Err(found) => faults.extend(found.into_iter().map(|(field, code)| {
                field_error(format!("cozePackageRule[{place}].{field}"), code)
            })),
        }
    }
    if faults.is_empty() { Ok(packages) } else { Err(Refusal::invalid(faults)) }
}

fn check_rule(rule: &PackageRule) -> Result<StoredPackage, Vec<(&'static str, &'static str)>> {
    let mut faults = Vec::new();
    let id = rule.id.as_str();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if id.len() > LONGEST_ID || !id.bytes().all(is_plain) {
        faults.push(("id", "invalid"));
    }
    let name = rule.name.trim();
    if name.is_empty() {
        faults.push(("name", "required"));
    } else if name.chars().count() > LONGEST_NAME {
        faults.push(("name", "too_long"));
    } else if name.chars().any(is_control) {
        faults.push(("name", "invalid"));
    }
    let description = rule.description.trim();
    if description.chars().count() > LONGEST_DESCRIPTION {
        faults.push(("description", "too_long"));
    } else if description.chars().any(|letter| is_control(letter) && letter != '\n') {
        faults.push(("description", "invalid"));
    }
    if rule.duration > MOST_DAYS {
        faults.push(("duration", "out_of_range"));
    }
    let mut price = |field, amount: &billing_contract::DecimalAmount| {
        let price = amount.in_currency(rule.currency).ok();
        match price {
            Some(price) if price.minor > 0 => return price,
            Some(_) => faults.push((field, "out_of_range")),
            None => faults.push((field, "invalid")),
        }
        Money::new(0, rule.currency)
    };
    let original = price("originalPrice", &rule.original_price);
    let current = price("currentPrice", &rule.current_price);
    if faults.is_empty() && current.minor > original.minor {
        faults.push(("currentPrice", "above_original"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(StoredPackage {
        id: rule.id.clone(),
        days: rule.duration,
        original,
        current,
        name: name.to_owned(),
        description: description.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use billing_contract::FieldError;
    use serde_json::{Value, json};

    fn good() -> Value {
        json!({ "id": "pro-year", "name": "Pro, year", "duration": 365, "currency": "CNY",
            "originalPrice": "11988.00", "currentPrice": "9990.00", "description": "Much" })
    }

    fn checked(rules: Vec<Value>) -> Result<Vec<StoredPackage>, String> {
        let config: PackageConfig = serde_json::from_value(json!({ "cozePackageStatus": true,
            "cozePackageRule": rules, "cozePackageExplain": "", "agreement": "" }))
        .unwrap();
        check(&config, || "made".to_owned()).map_err(|refusal| {
            let (_, _, errors) = refusal.for_repetition();
            let named = |error: &FieldError| format!("{} {}", error.field, error.code);
            errors.iter().map(named).collect::<Vec<_>>().join(", ")
        })
    }

    #[test]
    fn of_html_neither_pictures_nor_scripts_are_left() {
        let html = "<p>Read <b>this</b><img src=\"https://evil.example/p.png\"></p>\
             <script>alert(1)</script>";
        assert_eq!(cleaned(html), "<p>Read <b>this</b></p>");
    }

    #[test]
    fn a_fault_is_named_by_its_place() {
        let with = |name: &str, value: Value| {
            let mut rule = good();
            rule[name] = value;
            rule
        };
        let cases = [
            (with("id", json!("a b")), "id invalid"),
            (with("name", json!(" ")), "name required"),
            (with("name", json!("a\u{202e}b")), "name invalid"),
            (with("name", json!("x".repeat(201))), "name too_long"),
            (with("duration", json!(40_000)), "duration out_of_range"),
            (with("originalPrice", json!("11988.0")), "originalPrice invalid"),
            (with("currentPrice", json!("0.00")), "currentPrice out_of_range"),
            (with("currentPrice", json!("-1.00")), "currentPrice out_of_range"),
            (with("currentPrice", json!("11988.01")), "currentPrice above_original"),
            (with("description", json!("a\u{7}")), "description invalid"),
        ];
        for (rule, fault) in cases {
            let expected = format!("cozePackageRule[1].{fault}");
            let mut first = good();
            first["id"] = json!("other");
            assert_eq!(checked(vec![first, rule]), Err(expected));
        }
        let twice = checked(vec![good(), good()]);
        assert_eq!(twice, Err("cozePackageRule[1].id repeated".to_owned()));
        assert_eq!(
            checked(vec![good(); 101]).unwrap_err().split(' ').next(),
            Some("cozePackageRule")
        );
    }

    #[test]
    fn a_package_without_an_id_is_new() {
        let mut rule = good();
        rule["id"] = json!("");
        let packages = checked(vec![rule, good()]).unwrap();
        assert_eq!(packages[0].id.as_str(), "made");
        assert_eq!(packages[1].id.as_str(), "pro-year");
    }
}
