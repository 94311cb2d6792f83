//! Identifiers, each a type of its own so that none can stand where another belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier as it came from the service or a database.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }
    };
}

id!(
    /// A company or private person who holds the subscription.
    CustomerId
);
id!(
    /// A person who signs in.
    UserId
);
id!(
    /// A plan that can be subscribed to.
    PlanId
);
id!(
    /// One signed-in device: a family of refresh tokens.
    SessionId
);
id!(
    /// A package of counted days that can be bought.
    PackageId
);
id!(
    /// Something a customer wants to buy or has bought.
    OrderId
);
id!(
    /// One code or approval link to pay an order with.
    AttemptId
);
id!(
    /// One notice in the log of what providers have told.
    WebhookId
);
id!(
    /// An invoice or a credit note.
    InvoiceId
);
id!(
    /// One movement of credits.
    CreditTransactionId
);
id!(
    /// Something a customer is told of.
    NoticeId
);
id!(
    /// Something that is told to somebody else.
    OutboxId
);
id!(
    /// Something usage is counted of, by its code.
    ProductCode
);
