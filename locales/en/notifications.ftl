### What Rust itself tells: notifications, the tray, the page after a payment in the browser

notification-paid = Payment received
notification-paid-body = { $amount } has arrived. Thank you.
notification-paid-late = Late payment received
notification-paid-late-body = { $amount } arrived after the order had ended, and counts in full.
notification-declined = Payment declined
notification-declined-body = { $amount } was not paid. No money has moved; you can try again.
notification-expired = Order not paid
notification-expired-body = The order over { $amount } has run out. A payment that still arrives counts.

tray-title = Billing Console
tray-credits = { $count } credits
tray-open = Waiting for { $amount }
tray-show = Show window
tray-quit = Quit

browser-return-title = Go back to Billing Console
browser-return-text = The payment is being checked there. You can close this page.
