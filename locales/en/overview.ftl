# The plan, its credits and what needs attention.

plan = Plan
price = Price
seats = Seats
seats-included = { $count } included
renews-on = Renews
ends-on = Ends
ended-on = Ended
began-on = Since
scheduled = Next
scheduled-change = { $plan } from { $date }
days-left = { $count ->
    [one] day left
   *[other] days left
}

type-monthly = Monthly
type-yearly = Yearly
type-lifetime = Lifetime
type-package = Package
price-monthly = { $price } a month
price-yearly = { $price } a year
price-lifetime = { $price } once
price-package = { $price } a package

status-active = Active
status-trialing = Trial
status-grace = Grace period
status-past-due = Past due
status-paused = Paused
status-cancel-scheduled = Cancels at period end
status-ends = Ends { $date }
status-cancelled = Cancelled
status-expired = Expired

credits = Credits
credits-available = available of { $total }
credits-used = { $credits } used · { $percent }
credits-reset = Resets { $date }
credits-granted = Your plan grants { $quota } credits each month.

included = Included in your plan
account = Account

attention = Needs attention
attention-past-due = A payment is overdue
    .text = It cannot be used until the next period is paid.
    .declined = The provider declined the payment. It cannot be used until the next period is paid.
    .not-ordered = There is no order for the next period. Please contact our support.
attention-grace = Your plan is in its grace period
    .text = Everything still works. Pay the next period in time to keep it so.
    .declined = The provider declined the payment. Everything still works for a few days.
attention-cancelled = Your plan has been cancelled
attention-expired = Your plan has expired
attention-ended-text = Credits and features are no longer available.
attention-ending = { $count ->
    [0] Your plan ends today
    [one] Your plan ends in 1 day
   *[other] Your plan ends in { $count } days
}
    .text = It ends on { $date } and does not renew by itself.
attention-trial = { $count ->
    [0] Your trial ends today
    [one] Your trial ends in 1 day
   *[other] Your trial ends in { $count } days
}
    .text = It ends on { $date }. Pay the first period to keep the plan.
attention-scheduled = Your plan changes on { $date }
    .text = { $plan } takes its place.
attention-renewal = { $count ->
    [0] Your plan renews today
    [one] Your plan renews in 1 day
   *[other] Your plan renews in { $count } days
}
    .text = The order for the next period waits for its payment.
attention-scheduled-open = View
attention-credits = { $percent } of the credits are used
    .text = A larger plan grants more each month.
attention-credits-gone = All credits are used

no-subscription = No plan yet
    .text = Once you have a plan, its days, credits and features are shown here.

attention-order = An order waits for your payment
    .text = { $product }, { $amount }
attention-order-open = Go on paying

attention-invoice = Invoice { $number } is overdue
    .text = { $amount }, due { $date }
attention-invoices = { $count } invoices are overdue
    .text = { $amount } in all
attention-due = { $days ->
    [0] Invoice { $number } is due today
    [one] Invoice { $number } is due tomorrow
   *[other] Invoice { $number } is due in { $days } days
}
    .text = { $amount }, due { $date }
attention-dues = { $count ->
    [one] 1 invoice is due within a week
   *[other] { $count } invoices are due within a week
}
    .text = { $amount } in all, the first by { $date }
attention-invoice-open = View
attention-quota = { $product } is at { $percent } of its monthly quota
    .text = { $used } of { $quota } used this month
attention-quota-gone = { $product } has used up its monthly quota
attention-level = { $percent } of { $product } in use
    .text = At most { $used } of { $quota } { $unit } at a time this month
attention-quota-runs-out = At this pace it runs out on { $date }

usage-month = Usage this month
usage-details = Details
usage-trend = { $product } over the last 12 weeks
usage-used-of = { $used } of { $quota } { $unit }
usage-more = { $percent } compared with { $days }

invoices-latest = Latest invoices
invoices-all = All { $count }
invoice-draft = Draft
invoice-due = Due { $date }
invoice-overdue = Overdue
invoice-processing = Processing
invoice-partially-paid = Partly paid
invoice-paid = Paid
invoice-credit-note = Credit note
invoice-void = Void
invoice-uncollectible = Given up
invoice-unknown = Unknown
