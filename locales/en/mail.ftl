# What the service writes to customers by e-mail.
mail-greeting = Hello { $name },
mail-order = Order number: { $order }
mail-where = You find the details in the Billing Console.
mail-foot = { $seller } · This message was sent automatically because it concerns your account.

mail-payment-received-subject = Payment received: { $subject }
mail-payment-received-body = We have received your payment of { $amount } for { $subject }. Thank you.
mail-payment-late-subject = Your late payment counts: { $subject }
mail-payment-late-body = Your payment of { $amount } for { $subject } arrived after the order had ended. It counts all the same, and what you bought is yours.
mail-payment-short-subject = Part of a payment is missing: { $subject }
mail-payment-short-body = For { $subject }, { $amount } is still to be paid. What you have paid is kept for this order.
mail-payment-failed-subject = Payment failed: { $subject }
mail-payment-failed-body = Your payment of { $amount } for { $subject } was declined. Nothing was charged; you can try again or choose another method.
mail-renewal-in-7-days-subject = { $subject } renews in 7 days
mail-renewal-in-7-days-body = Your subscription { $subject } runs until { $day }. To continue, pay the renewal before that day.
mail-renewal-in-3-days-subject = { $subject } renews in 3 days
mail-renewal-in-3-days-body = Your subscription { $subject } runs until { $day }. To continue, pay the renewal before that day.
mail-renewal-tomorrow-subject = { $subject } renews tomorrow
mail-renewal-tomorrow-body = Your subscription { $subject } runs until { $day }. To continue, pay the renewal today.
mail-grace-began-subject = { $subject } has not been renewed
mail-grace-began-body = Your subscription { $subject } ran until { $day } and the renewal is unpaid. You can still use it for a few days.
mail-past-due-subject = { $subject } is past due
mail-past-due-body = The renewal of { $subject } is still unpaid, so it can no longer be used. It continues as soon as the renewal is paid.
mail-subscription-ended-subject = { $subject } has ended
mail-subscription-ended-body = Your subscription { $subject } has ended. You can subscribe again at any time.
mail-quota-reached-subject = { $percent } % of your quota is used: { $subject }
mail-quota-reached-body = You have used { $percent } % of this month’s quota of { $subject }.
