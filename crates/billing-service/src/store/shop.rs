//! What is for sale, at what price, and what takes something off it.

use super::{Product, StoreError};
use async_trait::async_trait;
use billing_contract::{
    Currency, CustomerId, HeldPackage, Money, PackageId, PayType, Replaced, Wish,
};
use chrono::{DateTime, NaiveDate, Utc};

/// The shop's part of the store.
#[async_trait]
pub trait Shop: Send + Sync + 'static {
    /// What the customer wishes for, as it is offered to them; none if it is not.
    async fn offer(&self, question: OfferQuestion) -> Result<Option<Offer>, StoreError>;

    /// Everything the package centre shows a customer; none if there is no such customer.
    async fn center(
        &self,
        customer: &CustomerId,
        locale: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredCenter>, StoreError>;

    /// The packs of credits that are offered to a customer.
    async fn credit_packs(
        &self,
        customer: &CustomerId,
        locale: &str,
    ) -> Result<Vec<StoredPack>, StoreError>;

    /// What the operator has decided, in one language.
    async fn shop_config(&self, locale: &str) -> Result<StoredConfig, StoreError>;

    /// Replaces what the operator has decided, unless somebody else has saved since. Texts are
    /// those of one language; the other languages keep theirs.
    async fn save_shop_config(&self, save: ShopSave) -> Result<ShopSaved, StoreError>;

    /// The payment terms in one language, and how many texts there have been.
    async fn agreement(&self, locale: &str) -> Result<(String, i64), StoreError>;
}

/// A package for sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPackage {
    /// Names it.
    pub id: PackageId,
    /// How many days; zero is without end.
    pub days: u32,
    /// Before any reduction.
    pub original: Money,
    /// For everybody now.
    pub current: Money,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub description: String,
}

/// A pack of credits for sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPack {
    /// Names it.
    pub id: String,
    /// How many credits it brings.
    pub credits: i64,
    /// For how many days they can be spent; without end if there is none.
    pub valid_days: Option<u32>,
    /// Its name.
    pub name: String,
    /// What it costs.
    pub price: Money,
}

/// What the package centre shows a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCenter {
    /// Whether anything can be bought just now.
    pub is_open: bool,
    /// What is offered to this customer.
    pub packages: Vec<StoredPackage>,
    /// What the customer pays in, if it is priced in that.
    pub currency: Currency,
    /// The operator's explanation as HTML.
    pub explanation: String,
    /// The package the customer has now.
    pub held: Option<HeldPackage>,
}

/// What the operator has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredConfig {
    /// Whether anything can be bought.
    pub is_open: bool,
    /// What is for sale, in this order.
    pub packages: Vec<StoredPackage>,
    /// The explanation as HTML.
    pub explanation: String,
    /// The payment terms as HTML.
    pub agreement: String,
    /// Counts the saves.
    pub version: i64,
    /// When it was last saved.
    pub saved_at: Option<DateTime<Utc>>,
    /// Who saved it last.
    pub saved_by: Option<String>,
    /// How many orders of packages wait for their payment.
    pub open_orders: i64,
}

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct ShopSave {
    /// Whether anything can be bought from now on.
    pub is_open: bool,
    /// What is for sale from now on, in this order; whatever is left out is not.
    pub packages: Vec<StoredPackage>,
    /// The explanation as harmless HTML.
    pub explanation: String,
    /// The payment terms as harmless HTML.
    pub agreement: String,
    /// The language of all texts.
    pub locale: String,
    /// The version that was read; none replaces any.
    pub version: Option<i64>,
    /// Who saves it.
    pub saved_by: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopSaved {
    /// It holds, and reads like this.
    Saved(Box<StoredConfig>),
    /// Somebody else has saved since; nothing was changed.
    Stale,
}

/// Whether something is offered to a customer, and at what price.
#[derive(Clone, Debug)]
pub struct OfferQuestion {
    /// Who wants it.
    pub customer: CustomerId,
    /// What.
    pub wish: Wish,
    /// A coupon's code as it was typed.
    pub coupon_code: Option<String>,
    /// By which method an open order of the same thing shall do; its use of the coupon is not
    /// counted then.
    pub or_the_same_by: Option<PayType>,
    /// The language to name things in.
    pub locale: String,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Something that is offered to a customer, with everything its price depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whether anything can be bought just now.
    pub shop_is_open: bool,
    /// What is delivered once it is paid.
    pub product: Product,
    /// Its name.
    pub name: String,
    /// Its price before any reduction.
    pub original: Money,
    /// The operator's price for everybody.
    pub current: Money,
    /// What takes something off without a code.
    pub promotions: Vec<Discount>,
    /// The coupon of the code, if there is one.
    pub coupon: Option<Discount>,
    /// The plan that ends when this begins.
    pub replaces: Option<Replaced>,
    /// Its first day, if it follows what runs.
    pub begins_on: Option<NaiveDate>,
}

/// Something that takes something off a price: a coupon, or a promotion for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Names it.
    pub id: String,
    /// A coupon's code; a promotion has none.
    pub code: Option<String>,
    /// Its name in the language asked for.
    pub name: String,
    /// How much.
    pub takes_off: TakesOff,
    /// The only currency it is for.
    pub currency: Option<Currency>,
    /// The least price it counts for, in that currency.
    pub least_minor: Option<i64>,
    /// Its first moment.
    pub starts_at: Option<DateTime<Utc>>,
    /// The first moment after it.
    pub ends_at: Option<DateTime<Utc>>,
    /// What it is for; none is everything.
    pub products: Vec<DiscountProduct>,
    /// How often it may be used, and has been; a promotion as often as anybody likes.
    pub uses: Uses,
}

/// What a discount takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesOff {
    /// So many hundredths of a percent.
    BasisPoints(u32),
    /// So many smallest units, but never more than the price.
    Minor(i64),
}

/// A thing a discount is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscountProduct {
    /// `package`, `plan`, `report` or `credits`.
    pub kind: String,
    /// Which; none is every one of its kind.
    pub id: Option<String>,
}

/// How often a coupon may be used, and has been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By everybody together.
    pub most_in_all: Option<i64>,
    /// By one customer.
    pub most_per_customer: Option<i64>,
    /// By everybody so far.
    pub in_all: i64,
    /// By this customer so far.
    pub by_customer: i64,
}
