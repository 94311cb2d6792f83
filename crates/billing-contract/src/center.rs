//! The package centre: what is for sale, how it can be paid, and what the operator says about it.

use crate::{Currency, DecimalAmount, PackageId, UserId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `GET /web/coze-package/center`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackageCenter {
    /// Whether anything can be bought at all; if not, the page says "not open yet".
    pub coze_package_status: bool,
    /// What is for sale, in the operator's order.
    pub coze_package_rule: Vec<PackageRule>,
    /// How it can be paid, in the operator's order.
    pub pay_way_list: Vec<PayWay>,
    /// The operator's explanation: HTML of which only harmless elements are left.
    pub coze_package_explain: String,
    /// Who asks.
    pub user: CenterUser,
}

/// One package for sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PackageRule {
    /// Names the package.
    pub id: PackageId,
    /// Its name.
    pub name: String,
    /// How many days it lasts; zero is without end.
    pub duration: u32,
    /// The price before any reduction.
    pub original_price: DecimalAmount,
    /// The price now.
    pub current_price: DecimalAmount,
    /// The currency of both.
    pub currency: Currency,
    /// What it holds.
    pub description: String,
}

/// One way to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PayWay {
    /// Names the method in orders.
    pub pay_type: PayType,
    /// Its name in the language asked for; the sandbox's begins with `[TEST]`.
    pub name: String,
    /// Which of the console's own pictures to show: `wechat_pay`, `alipay`, `paypal`, `stripe`,
    /// `sandbox`.
    pub logo: String,
}

/// Who looks at the package centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CenterUser {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// The package the customer has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coze_package: Option<HeldPackage>,
}

/// The package a customer has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct HeldPackage {
    /// Its name.
    pub name: String,
    /// Whole days until it ends; none if it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remain_days: Option<i64>,
}

/// How an order is paid. On the wire a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "1 | 2 | 3 | 4 | 9"))]
pub enum PayType {
    /// WeChat Pay, by QR code.
    WechatPay,
    /// Alipay, by QR code.
    Alipay,
    /// PayPal, in the browser.
    Paypal,
    /// Stripe, in the browser.
    Stripe,
    /// No money at all: the service's own page, for trying things out.
    Sandbox,
}

impl PayType {
    /// Every method there is.
    pub const ALL: [Self; 5] =
        [Self::WechatPay, Self::Alipay, Self::Paypal, Self::Stripe, Self::Sandbox];

    /// The number on the wire.
    pub const fn number(self) -> u8 {
        match self {
            Self::WechatPay => 1,
            Self::Alipay => 2,
            Self::Paypal => 3,
            Self::Stripe => 4,
            Self::Sandbox => 9,
        }
    }

    /// The method of this number.
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|method| u64::from(method.number()) == number)
    }

    /// The provider's name in configuration, paths and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WechatPay => "wechat_pay",
            Self::Alipay => "alipay",
            Self::Paypal => "paypal",
            Self::Stripe => "stripe",
            Self::Sandbox => "sandbox",
        }
    }

    /// The method of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

impl Serialize for PayType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for PayType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(deserializer)?;
        Self::from_number(number).ok_or_else(|| de::Error::custom("unknown payType"))
    }
}

// By hand: on the wire it is a number, which utoipa's derive does not know of an enum.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for PayType {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::Integer)
            .enum_values(Some(Self::ALL.map(Self::number)))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for PayType {}

/// `GET` and `POST /console/coze-package-config`: what the operator decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct PackageConfig {
    /// Whether anything can be bought.
    pub coze_package_status: bool,
    /// What is for sale, in this order. A package that is left out can no longer be ordered.
    pub coze_package_rule: Vec<PackageRule>,
    /// The explanation as HTML.
    pub coze_package_explain: String,
    /// The payment terms as HTML, behind the agreement link.
    pub agreement: String,
    /// Counts the saves. Sent back when saving: if somebody else has saved since, 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// When it was last saved; ignored when saving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Who saved it last; ignored when saving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved_by: Option<String>,
    /// How many orders wait for their payment at the price they were made at; ignored when saving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_orders: Option<i64>,
}

/// `GET /agreement?type=agreement&item=cozePackage`: the payment terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Agreement {
    /// The heading, in the language asked for.
    pub title: String,
    /// The terms: HTML of which only harmless elements are left.
    pub content: String,
    /// Counts the texts there have been.
    pub version: i64,
}
