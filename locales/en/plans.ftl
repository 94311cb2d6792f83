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
