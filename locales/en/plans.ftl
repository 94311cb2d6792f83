# The plans on offer.

period = Billing period
period-missing = Not offered for this billing period
per-monthly = a month
per-yearly = a year
per-lifetime = once
price-before = By the month:
prices-in = Prices in { $currencies }
saving-months = { $count ->
    [one] 1 month free
   *[other] { $count } months free
}
saving-share = save { $percent }

your-plan = Your plan
popular = Most chosen

no-plans = No plans on offer
    .text = The service offers no plans at present.

for-sale = What is for sale
packages = Packages
choose-plan = Choose { $plan }
renew-plan = Renew { $plan }
purchase = { $plan } · { $period }
buy-needs-connection = Buying needs a connection.
coupon = Coupon
coupon-apply = Apply
coupon-withdraw = Remove coupon
coupon-counts = { $code } counts
coupon-unknown = There is no such coupon
coupon-not-yet = This coupon does not count yet
coupon-expired = This coupon has run out
coupon-used-up = This coupon has been used up
coupon-used-by-you = You have used this coupon before
coupon-not-for-this = This coupon is for something else
coupon-too-small = The price is too small for this coupon
coupon-other-currency = This coupon is for another currency
