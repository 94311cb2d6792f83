# Words about prices, ways to pay and orders.

method-wechat-pay = WeChat Pay
method-alipay = Alipay
method-paypal = PayPal
method-stripe = Stripe
method-sandbox = Test wallet
provider = the provider
method = Method
pay-with = Pay with
to-pay = To pay
reduction-price = Special price
reduction-promotion = Promotion
reduction-coupon = Coupon
reduction-unused = Left of your plan
begins-later = It begins on { $date }, behind what you have now.
replaces = This ends your plan { $plan }.
replaces-days = { $count ->
    [one] This ends your plan { $plan }; its remaining day is given up.
   *[other] This ends your plan { $plan }; its remaining { $count } days are given up.
}

order-no = Order number
order-no-copy = Copy order number
order-number = order { $number }
copied = Copied
pay = Pay { $amount }
pay-unknown = Pay
pay-rest = Pay the rest
pay-cancel = Cancel order
pay-cancel-ask = Cancel this order?
    .text = It can then no longer be paid. If money is already on its way, it counts all the same.
pay-cancel-keep = Keep it
buy-admins-only = Only admins of your company can buy.
needs-connection = Needs a connection

order-state-created = Created
order-state-awaiting-payment = Waiting for payment
order-state-paid = Paid
order-state-fulfilled = Fulfilled
order-state-expired = Expired
order-state-cancelled = Cancelled
order-state-fulfil-failed = Delivery retrying
order-state-underpaid = Underpaid
order-state-overpaid = Overpaid
order-state-paid-late = Paid late
order-state-disputed = Disputed
order-state-refund-pending = Refund pending
order-state-partially-refunded = Partly refunded
order-state-refunded = Refunded
order-state-refund-failed = Refund failed
order-state-unknown = Unknown

# Where money that came has ended.
place-order = { $amount } for this order
    .staff = { $amount } for this order
place-credit-balance = { $amount } to your credit balance
    .staff = { $amount } to the customer’s credit balance
place-refund = { $amount } back to you
    .staff = { $amount } back to the customer
place-held-for-support = { $amount } held for our support, who will write to you
    .staff = { $amount } held for support

package-choose = Choose a package
package-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
package-endless = no end
package-before = Before:
package-none = No package yet
package-held = { $name } · no end
package-held-days = { $count ->
    [0] { $name } · ends today
    [one] { $name } · 1 day left
   *[other] { $name } · { $count } days left
}
shop-closed = Not open yet
    .text = Packages cannot be bought at present. What you have stays as it is.
no-packages = No packages on offer
    .text = The service offers no packages at present.
agreement = Payment terms
agreement-accept = By paying you accept the
