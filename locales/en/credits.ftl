# Every movement of credits, with the balance after it.

credits-balance = Available now
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
credits-broken-why = The ledger on this computer differs from what the service has sealed. Please tell support this number; your credits are not affected by what is shown here.

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

credits-owed = { $credits } owed
    .text = Credits that had been spent were paid back. Credits that come pay for this first; until then nothing can be spent.
credits-view = What to show
credits-view-balance = Balance
credits-view-movements = Movements
credits-broken-missing = Movement { $number } is missing
credits-broken-altered = Movement { $number } does not fit the one before it
credits-broken-replaced = Movement { $number } is not the one that stood here before
credits-broken-show = Show where

grants = What is left
grant-left = { $left } of { $amount }
grant-ends = until { $date }
grant-endless = do not run out
grant-first = spent first
grant-plan = Monthly credits
grant-top-up = Pack
grant-gift = Gift
grant-refund = Given back
grant-operator = From the operator
grant-unknown = Credits
no-grants = Nothing is left to spend.

outlook = How long they last
# $count is how many days they still last, the present one not counted.
outlook-runs-out = { $count ->
    [0] Run out on { $date }, tomorrow
    [one] Run out on { $date }, enough for 1 day
   *[other] Run out on { $date }, enough for { $count } days
}
outlook-lasts = Enough for at least a year
outlook-daily = { $days ->
    [one] { $credits } a day, as yesterday
   *[other] { $credits } a day, as in the last { $days } days
}
outlook-today = Today
outlook-nothing-spent = Nothing was spent in the last 90 days, so there is nothing to foresee.

packs = Top up
pack-valid = { $days ->
    [one] Can be spent for 1 day
   *[other] Can be spent for { $days } days
}
pack-endless = Does not run out
buy-pack = Buy
buy-pack-of = Buy { $pack }
no-packs = No packs are on offer at present.

rule = Automatic top-up
rule-on = On
rule-off = Off
    .text = When few credits are left, a pack can be ordered by itself.
rule-says = When fewer than { $below } credits are left, this is ordered: { $pack }
rule-pack-gone = a pack that is no longer on offer
rule-limit = { $count ->
    [one] At most 1 order a month
   *[other] At most { $count } orders a month
}
rule-limit-amount = · { $amount } at most
rule-ordered = { $count ->
    [0] None ordered this month
    [one] 1 ordered this month
   *[other] { $count } ordered this month
}
rule-paid-by-you = Each order waits until you pay it; no money moves by itself.
rule-newest = Show the newest order
rule-change = Change
rule-set-up = Set up
rule-is-on = Order packs automatically
rule-below = When fewer credits are left than
rule-pack = Order this pack
rule-most = Orders a month at most
rule-most-amount = { $amount } a month at most
rule-count = A whole number from 1 to { $most }
rule-save = Save
rule-saved = The rule is saved

fit = What each plan would have cost
    .text = On your own use, { $period }: the plan with the packs it would have taken, worked out on this computer.
fit-plan = Plan
fit-missing = Credits by packs
fit-cost = Would have cost
fit-current = Your plan
fit-cheapest = Cheapest
fit-none = none
fit-no-packs = no packs for it

redeem = Redeem a code
redeem-code = Gift code
    .text = Sixteen letters and digits; capitals, spaces and dashes do not matter.
redeem-button = Redeem
redeemed = This code brought { $credits } credits
    .text = Redeemed { $moment }. A code counts once; entering it again changes nothing.

# For operators: gift codes, and putting credits right.
gift-codes = Gift codes
gift-code = Code
gift-became = What became of it
gift-open = Not redeemed
gift-redeemed = Redeemed
gift-over = Out of time
gift-note = Note
    .text = What they are for; customers do not see it.
gift-made = Made
no-codes = No gift codes yet
    .text = Codes that are made here bring credits to whoever redeems them.
make-codes = Make gift codes
codes-amount = Credits for each code
codes-count = How many codes
codes-days = Days the credits can be spent
    .text = Left empty, they do not run out.
codes-before = Last day to redeem
codes-make = { $count ->
    [one] Make 1 code, { $credits } credits
   *[other] Make { $count } codes, { $credits } credits in all
}
codes-made = { $count ->
    [one] This is the code. It is shown this once: only its last letters are kept.
   *[other] These are the { $count } codes. They are shown this once: only their last letters are kept.
}
codes-copy = Copy all
adjust = Correct credits
adjust-customer = Find a customer
adjust-another = Another customer
adjust-give = Give
adjust-take = Take
adjust-give-credits = Give { $credits } credits
adjust-take-credits = Take { $credits } credits
adjust-reason = Reason
    .text = The customer reads it in their movements.
adjusted = The credits of { $customer } are corrected
    .text = They have { $balance } now.
