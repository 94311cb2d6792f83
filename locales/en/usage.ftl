# What was used, by product and day, week or month.

usage-chart = Usage by product
usage-table = The same in numbers
usage-all-rows = Show all { $count } rows
usage-total = Total used
usage-step = Step
usage-step-day = Day
usage-step-week = Week
usage-step-month = Month
usage-product = Product
usage-all-products = All products
usage-compare = Compare with the period before
usage-before = Period before
usage-change = Change
usage-of-quota = Of quota
    .text = The product that has used the greatest part of its monthly quota
usage-quota = Monthly quota { $count }
usage-quotas = Monthly quotas together { $count }
usage-over = { $count } over quota
usage-mixed = different units added up: { $units }
usage-total-mixed = The total counts { $units } alike.
usage-quota-each = Each product has a monthly quota in its own unit: choose one product to see its line.
usage-before-days = Period before: { $days }
usage-picture-beside = { $product }: at most { $count } at a time
usage-forecast = forecast
usage-until = to { $date }
usage-nothing = Nothing was used in this period.
usage-widened-week = The days are too many to tell apart, so weeks are shown.
usage-widened-month = The points are too many to tell apart, so months are shown.
usage-beside = { $products }: the highest number at a time, not added to the total.
usage-filling = Older figures are still being fetched; known since { $date } so far.
usage-no-before = The period before is not known.
usage-brush = All months
usage-first-month = First month
usage-last-month = Last month
usage-back = Zoom out

usage-period = Period
usage-period-this-month = This month
usage-period-last-month = Last month
usage-period-30-days = Last 30 days
usage-period-90-days = Last 90 days
usage-period-12-months = Last 12 months
usage-period-this-year = This year
usage-period-last-year = Last year
usage-period-everything = Everything
usage-from = From
usage-to = To
usage-show = Show

usage-export = Export
usage-export-csv = Table as CSV
usage-export-png = Chart as PNG
usage-saved = Saved
usage-show-file = Show file

no-usage = No usage yet
    .text = As soon as something is used, each product’s days, weeks and months are shown here.

usage-nobody = No customer chosen
    .text = Choose one of your customers to see what they use.
usage-nobody-choose = Choose a customer

unit-message = { $count ->
    [one] message
   *[other] messages
}
unit-email = { $count ->
    [one] e-mail
   *[other] e-mails
}
unit-seat = { $count ->
    [one] seat
   *[other] seats
}
unit-minute = { $count ->
    [one] minute
   *[other] minutes
}
