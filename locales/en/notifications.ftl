### What Rust itself tells: notifications, the tray, the page after a payment in the browser

notification-paid = Payment received
notification-paid-body = { $amount } has arrived. Thank you.
notification-paid-late = Late payment received
notification-paid-late-body = { $amount } arrived after the order had ended, and counts in full.
notification-declined = Payment declined
notification-declined-body = { $amount } was not paid. No money has moved; you can try again.
notification-expired = Order not paid
notification-expired-body = The order over { $amount } has run out. A payment that still arrives counts.

notification-short = Part of a payment is missing
notification-short-body = { $amount } is still to be paid for { $subject }.
notification-refunded = Money is on its way back
notification-refunded-body = { $amount } for { $subject } was refunded.
notification-renewal = { $subject } renews soon
notification-renewal-body = { $subject } runs until { $day }.
notification-grace = { $subject } has not been renewed
notification-grace-body = The renewal of { $subject } is unpaid. It can still be used for a few days.
notification-past-due = { $subject } is past due
notification-past-due-body = { $subject } continues as soon as the renewal is paid.
notification-ended = { $subject } has ended
notification-ended-body = You can subscribe to { $subject } again at any time.
notification-quota = { $percent } % of a quota is used
notification-quota-body = { $percent } % of this month’s { $subject } is used.

tray-title = Billing Console
tray-credits = { $count } credits
tray-open = Waiting for { $amount }
tray-show = Show window
tray-quit = Quit

browser-return-title = Go back to Billing Console
browser-return-text = The payment is being checked there. You can close this page.
