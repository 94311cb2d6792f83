# Paying: the dialog from the code to the end, and the chip that keeps it in sight.

code = QR code to pay with
amount-due = Amount due
missing = Still missing
bought = What you buy
discount = Discount
ordered-at = Ordered
change-method = Use this method
change = Change

pay-starting = Preparing your payment
    .text = Asking { $method } for a code. Nothing is charged yet.
pay-stuck = The payment could not be prepared
    .text = No money has moved and the order is kept. Try again.
    .other = No money has moved and the order is kept. Try again, or pay another way.
pay-another-way = Pay another way
pay-waiting = Waiting for payment
pay-scan = Scan the code with { $method }. This window notices by itself.
pay-scan-test = Open the test wallet to pay. No real money moves.
pay-in-browser = Pay on the page of { $method }. This window notices by itself.
pay-page = { $method } takes the payment on a page in your browser.
pay-code-ends = The code runs out in { $seconds } s. A payment made with it still counts.
pay-asking = Checking with { $method }
pay-confirming = { $method } is confirming the payment
    .text = Please do not pay again. This usually takes a few seconds.
pay-offline = No network – we keep watching
    .text = If you pay now, it is found as soon as the network is back.
pay-code-expired = The code has run out
    .text = If you have paid with it, that still counts. Renew it to pay now.
pay-declined = { $method } declined the payment
    .text = Nothing was taken for it. Try again, or pay another way; a payment that still arrives counts.
pay-underpaid = { $missing } is still missing
    .text = { $came } has come and counts for this order.
pay-paid = Payment received
pay-paid-whole = Everything counts for this order.
pay-paid-over = More came than was due; what is left is yours.
pay-paid-late = It came late and counts all the same.
pay-paid-delivering = Your purchase is being activated. This window may be closed.
pay-expired = The order has run out
    .text = { $method } says it was not paid. No money was taken.
pay-cancelled = The order is cancelled
    .text = No money was taken. Should a payment still arrive, it is found and counts.
pay-returned = Your money goes back to you
    .text = Less came than was due, so nothing was bought. It arrives by the way you paid, which can take a few days.
pay-refused = The purchase could not be started
    .text = No order was made and no money has moved.

pay-ask = Check now
pay-renew = Renew code
pay-open = Open in browser
pay-open-test = Open test wallet
pay-continue = Buy something else
pay-close-safe = Closing this window misses nothing: the payment stays watched.
pay-watched-on = A payment that still arrives counts, and will be shown here.
view-order = View order
done = Done
changed-product = Bought
what-changed = What changed
money-went = Where your money went
now = now
valid-until = Valid until
notice-paid = { $amount } received

chip-starting = Preparing
chip-stuck = Not ready
chip-waiting = Waiting for payment
chip-confirming = Confirming
chip-code-expired = Code run out
chip-declined = Declined
chip-underpaid = Underpaid
chip-paid = Paid
chip-expired = Order run out
chip-cancelled = Cancelled
chip-returned = Sent back
chip-refused = Not started
chip-no-network = No network
chip-others = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
