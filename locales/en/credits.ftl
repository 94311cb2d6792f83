# Every movement of credits, with the balance after it.

credits-balance = Available now
credits-of-month = of { $total } this month
credits-ledger = Movements of credits
credits-movement = Movement
credits-when = When
credits-amount = Credits
credits-after = Balance after
# $count is how many movements were checked.
credits-verified = { $count ->
    [one] 1 movement verified
   *[other] All { $count } movements verified
}
    .text = Each movement carries a fingerprint that includes the one before it. All of them were calculated again on this computer, and none was changed, removed or added.
credits-coming = { $count ->
    [one] 1 movement so far
   *[other] { $count } movements so far
}
    .text = The others are still to be fetched. As soon as all of them are here, they are verified.
credits-broken = Movement { $number } does not fit the one before it
    .text = The ledger on this computer differs from what the service has sealed. Please tell support this number; your credits are not affected by what is shown here.

credit-earn = Granted
credit-spend = Used
credit-expire = Expired
credit-refund = Refund
credit-adjust = Correction
credit-unknown = Movement

# What moved them, where the service says so.
credit-of-usage = Usage of { $date }
credit-of-month = Monthly credits, { $month }
credit-unused = Unused credits of { $month }
credit-bought = Purchase
credit-returned = Purchase returned

no-credits = No movements yet
    .text = Every credit that is granted or used will stand here, with the balance after it.
