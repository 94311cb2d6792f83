//! The customer's master data.

use crate::CustomerId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/portal/account`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Account {
    /// The customer.
    pub id: CustomerId,
    /// The company's name; a private person's own name.
    pub company_name: String,
    /// Whom to write to.
    pub contact_name: String,
    /// Where to write to.
    pub contact_email: String,
    /// Where to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The number invoices must carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// The address invoices must carry, in lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<String>,
    /// The language of documents and messages: `en`, `zh-CN`, `ja`.
    pub locale: String,
    /// Where their days begin, by the name of the IANA time zone database; UTC if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When the customer registered.
    pub created_at: DateTime<Utc>,
    /// Grows with every change; `If-Match` names it.
    pub version: i64,
}

/// `PUT /api/portal/account`: the account as it shall be; an optional field left out is emptied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct AccountUpdate {
    /// The company's name; a private person's own name.
    pub company_name: String,
    /// Whom to write to.
    pub contact_name: String,
    /// Where to write to.
    pub contact_email: String,
    /// Where to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The number invoices must carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// The address invoices must carry, in lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<String>,
    /// The language of documents and messages: `en`, `zh-CN`, `ja`.
    pub locale: String,
    /// Where their days begin, by the name of the IANA time zone database; stays as it is if it is
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

impl AccountUpdate {
    /// Whether `account` is as this update wants it.
    pub fn is_made_in(&self, account: &Account) -> bool {
        let Account { company_name, contact_name, contact_email, .. } = account;
        let Account { phone, tax_id, billing_address, locale, .. } = account;
        (company_name, contact_name, contact_email)
            == (&self.company_name, &self.contact_name, &self.contact_email)
            && (phone, tax_id, billing_address, locale)
                == (&self.phone, &self.tax_id, &self.billing_address, &self.locale)
            && (self.time_zone.is_none() || self.time_zone == account.time_zone)
    }
}
