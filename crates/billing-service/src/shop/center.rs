//! The package centre: what is for sale, how it can be paid, and what the operator says about it.

use crate::app::App;
use crate::auth::access::{OfCustomer, Principal};
use crate::etag::{self, Conditions};
use crate::locale::Language;
use crate::problem::Refusal;
use crate::store::{StoredCenter, StoredPackage};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use billing_contract::{CenterUser, Money, PackageCenter, PackageRule, PayType, PayWay, paths};

/// What is for sale, how it can be paid, and who asks; good for a minute.
#[utoipa::path(
    get, path = paths::PACKAGE_CENTER,
    params(("Accept-Language" = Option<String>, Header, description = "en, zh-CN or ja")),
    responses((status = 200, body = PackageCenter)))]
pub async fn read_center(
    State(app): State<App>,
    OfCustomer(customer): OfCustomer,
    principal: Principal,
    language: Language,
    conditions: Conditions,
) -> Result<Response, Refusal> {
    let now = app.clock().now();
    let center = app.store().center(&customer, language.0, now).await?;
    let center = center.ok_or_else(Refusal::not_found)?;
    let user = app.store().user(&principal.user_id).await?.ok_or_else(Refusal::not_found)?;
    let told = PackageCenter {
        coze_package_status: center.is_open,
        pay_way_list: ways_to_pay(&app, &center, language.0),
        coze_package_rule: center.packages.into_iter().map(rule).collect(),
        coze_package_explain: center.explanation,
        user: CenterUser {
            id: user.id,
            username: user.name,
            avatar: user.avatar_url,
            coze_package: center.held,
        },
    };
    let mut response = etag::by_content(&told, &conditions)?;
    language.state_in(response.headers_mut());
    let a_minute = HeaderValue::from_static("private, max-age=60");
    response.headers_mut().insert(header::CACHE_CONTROL, a_minute);
    Ok(response)
}

/// A package as it is told.
pub fn rule(package: StoredPackage) -> PackageRule {
    PackageRule {
        id: package.id,
        name: package.name,
        duration: package.days,
        original_price: package.original.to_decimal(),
        current_price: package.current.to_decimal(),
        currency: package.current.currency,
        description: package.description,
    }
}

/// The methods that can take the price of at least one of the packages, or the customer's currency:
/// plans are paid in it, whatever packages there are.
fn ways_to_pay(app: &App, center: &StoredCenter, locale: &str) -> Vec<PayWay> {
    let own = Money::new(1, center.currency);
    app.providers()
        .all()
        .filter(|provider| {
            let abilities = provider.abilities();
            abilities.takes(own)
                || center.packages.iter().any(|package| abilities.takes(package.current))
        })
        .map(|provider| PayWay {
            pay_type: provider.method(),
            name: name_of(provider.method(), provider.abilities().is_test, locale),
            logo: provider.method().as_str().to_owned(),
        })
        .collect()
}

/// A method's name; one that moves no real money says so.
fn name_of(method: PayType, is_test: bool, locale: &str) -> String {
    let name = match (method, locale) {
        (PayType::WechatPay, "zh-CN") => "微信支付",
        (PayType::WechatPay, _) => "WeChat Pay",
        (PayType::Alipay, "zh-CN") => "支付宝",
        (PayType::Alipay, _) => "Alipay",
        (PayType::Paypal, _) => "PayPal",
        (PayType::Stripe, _) => "Stripe",
        (PayType::Sandbox, "zh-CN") => "测试钱包",
        (PayType::Sandbox, "ja") => "テストウォレット",
        (PayType::Sandbox, _) => "Test wallet",
    };
    if is_test { format!("[TEST] {name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_moves_no_money_says_so_in_every_language() {
        for locale in crate::locale::LOCALES {
            assert!(name_of(PayType::Sandbox, true, locale).starts_with("[TEST] "));
            assert!(!name_of(PayType::Alipay, false, locale).contains('['));
        }
    }
}
