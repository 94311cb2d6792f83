# The bell in the title row and what the customer is told of.

notice-centre = Notices
notice-centre-unread = { $count ->
    [one] Notices, 1 unread
   *[other] Notices, { $count } unread
}
notice-read-all = Mark all as read
notice-unread = Unread
no-notices = No notices yet
    .text = Payments, renewals and quotas that need your attention are told here.
notices-not-stored = Notices were not fetched yet
    .text = They appear as soon as the service can be reached.

notice-payment-received = Payment received
    .text = { $amount } for { $subject } has arrived.
notice-payment-late = Late payment received
    .text = { $amount } for { $subject } arrived after the order had ended, and counts in full.
notice-payment-short = Part of a payment is missing
    .text = { $amount } is still to be paid for { $subject }.
notice-payment-failed = Payment declined
    .text = { $amount } for { $subject } was not paid. No money has moved; you can try again.
notice-refunded = Money went back
    .text = { $amount } for { $subject } was refunded.
notice-renewal-in-7-days = { $subject } renews in 7 days
    .text = It runs until { $day }. The renewal can be paid now.
notice-renewal-in-3-days = { $subject } renews in 3 days
    .text = It runs until { $day }. The renewal can be paid now.
notice-renewal-tomorrow = { $subject } renews tomorrow
    .text = It runs until { $day }. Pay the renewal to continue.
notice-renewed = { $subject } was renewed
    .text = It runs until { $day }.
notice-grace-began = { $subject } has not been renewed
    .text = The renewal is unpaid. It can still be used for a few days.
notice-past-due = { $subject } is past due
    .text = It continues as soon as the renewal is paid.
notice-subscription-ended = { $subject } has ended
    .text = You can subscribe again at any time.
notice-plan-changed = Now on { $subject }
    .text = The new plan has begun.
notice-change-scheduled = Change to { $subject } is planned
    .text = It takes effect on { $day }.
notice-cancellation-scheduled = { $subject } will not renew
    .text = It can be used until { $day }.
notice-cancelled = { $subject } was cancelled
    .text = What was left of it is in your credit balance.
notice-paused = { $subject } is paused
    .text = It continues on { $day }.
notice-resumed = { $subject } continues
    .text = What was planned for it was taken back.
notice-trial-began = Trial of { $subject } has begun
    .text = It runs until { $day }.
notice-quota-reached = { $percent } of { $subject } is used
    .text = This month’s quota of { $subject } is used to { $percent }.
notice-unknown = Something has changed
    .text = A newer version of Billing Console says what.
