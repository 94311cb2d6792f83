//! What staff are given of customers and ask with.

use super::Figure;
use billing_contract::{Account, CustomerId, Subscription};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which customers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, TS)]
#[ts(optional_fields)]
pub struct CustomersWish {
    /// Words that stand in their names.
    #[serde(default)]
    pub query: Option<String>,
}

/// Names one customer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
pub struct CustomerOf {
    /// Which.
    pub customer: CustomerId,
}

/// One customer as last seen.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(optional_fields)]
pub struct CustomerView {
    /// The account; what tells of persons is masked for roles that need not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Figure<Account>>,
    /// The subscription; the inner none is a customer without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Figure<Option<Subscription>>>,
}
