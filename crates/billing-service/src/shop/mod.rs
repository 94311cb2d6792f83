//! What is for sale: its price for one customer, and what the operator decides about it.
//!
//! [`price`] is what everything that is ordered goes through; the arithmetic is in [`pricing`].

pub mod agreement;
pub mod center;
pub mod config;
pub mod pricing;

use crate::app::App;
use crate::problem::{Refusal, field_error};
use crate::store::{Offer, OfferQuestion, Product};
use billing_contract::{
    CouponProblem, CustomerId, ErrorCode, Money, PayType, Quote, Reduction, ReductionKind,
    SubscriptionType, Wish,
};
use pricing::{Calculation, Reduced};

/// What a wish costs one customer now, and what it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// What the customer is told.
    pub quote: Quote,
    /// The price before any reduction.
    pub original: Money,
    /// All reductions together.
    pub discount: Money,
    /// What is to be paid; zero if a coupon pays for all of it.
    pub due: Money,
    /// The coupon that counts, to be claimed together with the order.
    pub coupon_id: Option<String>,
    /// That coupon's code.
    pub coupon_code: Option<String>,
    /// The name of the promotion that counts.
    pub promotion: Option<String>,
    /// What is delivered once it is paid.
    pub product: Product,
    /// Its name in the language asked for.
    pub product_name: String,
}

/// What somebody asks the price of.
pub struct Wanted<'a> {
    /// What.
    pub wish: &'a Wish,
    /// A coupon's code as it was typed.
    pub coupon_code: Option<&'a str>,
    /// By which method an open order that is the same shall do; that its coupon is used by that
    /// very order is then no reason against it.
    pub or_the_same_by: Option<PayType>,
}

/// What a wish costs this customer now. A coupon that does not count is no refusal here, for a
/// preview shows why; [`Priced::with_every_coupon_counting`] is for orders.
pub async fn price(
    app: &App,
    customer: &CustomerId,
    wanted: &Wanted<'_>,
    locale: &str,
) -> Result<Priced, Refusal> {
    if let Wish::Plan { subscription_type: SubscriptionType::Package, .. } = wanted.wish {
        return Err(Refusal::invalid(vec![field_error("subscription_type", "invalid")]));
    }
    let coupon_code = wanted.coupon_code.map(str::trim).filter(|code| !code.is_empty());
    let question = OfferQuestion {
        customer: customer.clone(),
        wish: wanted.wish.clone(),
        coupon_code: coupon_code.map(str::to_owned),
        or_the_same_by: wanted.or_the_same_by,
        locale: locale.to_owned(),
        now: app.clock().now(),
    };
    let offer = app.store().offer(question).await?.ok_or_else(Refusal::not_found)?;
    if !offer.shop_is_open {
        return Err(Refusal::new(ErrorCode::ShopClosed, "Nothing can be bought just now."));
    }
    let calculation = pricing::calculate(&offer, coupon_code.is_some(), app.clock().now());
    Ok(priced(offer, &calculation, locale))
}

impl Priced {
    /// The same, unless a coupon was named that does not count.
    pub fn with_every_coupon_counting(self) -> Result<Self, Refusal> {
        match self.quote.coupon_problem {
            None => Ok(self),
            Some(problem) => Err(coupon_refused(problem)),
        }
    }
}

/// The refusal of an order whose coupon does not count.
pub fn coupon_refused(problem: CouponProblem) -> Refusal {
    let word = match problem {
        CouponProblem::Unknown => "unknown",
        CouponProblem::NotYet => "not_yet",
        CouponProblem::Expired => "expired",
        CouponProblem::UsedUp => "used_up",
        CouponProblem::UsedByYou => "used_by_you",
        CouponProblem::NotForThis => "not_for_this",
        CouponProblem::TooSmall => "too_small",
        CouponProblem::OtherCurrency => "other_currency",
    };
    Refusal::new(ErrorCode::CouponRefused, "The coupon does not count.")
        .about(vec![field_error("coupon_code", word)])
}

fn priced(offer: Offer, calculation: &Calculation, locale: &str) -> Priced {
    let coupon = calculation.counted(ReductionKind::Coupon);
    let promotion = calculation.counted(ReductionKind::Promotion);
    let (original, discount, due) = (calculation.original, calculation.discount(), calculation.due);
    let quote = Quote {
        product_name: offer.name.clone(),
        original_amount: original.to_decimal(),
        discount_amount: discount.to_decimal(),
        final_amount: due.to_decimal(),
        currency: due.currency,
        reductions: calculation.reductions.iter().map(|one| told(one, locale)).collect(),
        coupon_problem: calculation.coupon_problem,
        replaces: offer.replaces,
        begins_on: offer.begins_on,
    };
    Priced {
        quote,
        original,
        discount,
        due,
        coupon_id: coupon.map(|coupon| coupon.id.clone()),
        coupon_code: coupon.and_then(|coupon| coupon.code.clone()),
        promotion: promotion.map(|promotion| promotion.name.clone()),
        product: offer.product,
        product_name: offer.name,
    }
}

fn told(reduced: &Reduced, locale: &str) -> Reduction {
    let current_price = match locale {
        "zh-CN" => "优惠价",
        "ja" => "特別価格",
        _ => "Reduced price",
    };
    let discount = reduced.discount.as_ref();
    Reduction {
        kind: reduced.kind,
        name: discount.map_or(current_price, |discount| &discount.name).to_owned(),
        code: discount.and_then(|discount| discount.code.clone()),
        amount: reduced.amount.to_decimal(),
    }
}
