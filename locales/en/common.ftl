# Words that several screens share.

screen-overview = Overview
screen-plans = Plans
screen-orders = Orders
screen-usage = Usage
screen-credits = Credits
screen-invoices = Invoices
screen-customers = Customers
screen-packages = Packages
screen-webhooks = Webhooks
screen-stuck = Stuck payments
screen-health = Health
screen-integrity = Integrity
screen-audit = Audit log
screen-settings = Settings

try-again = Try again
cancel = Cancel
close = Close
dismiss = Dismiss
optional = Optional
refresh = Refresh
loading = Loading…
more = Show more
detail = Detail
back-to-list = Back to the list
selected = selected
select-none = Select none
nothing-found = Nothing found
    .text = Try another word or another filter.

# $moment is a time, with its date when it is not today.
as-of = as of { $moment }
age-now = just now
age-minutes = { $count } min ago
age-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}

archive-filling = Everything is being fetched for the first time. What is here is shown at once.
nothing-stored = Nothing on this computer yet
    .text = Figures appear here as soon as the service has been reached once, and stay readable without a network.

sign-in = Sign in
sign-out = Sign out
email = E-mail
password = Password
password-show = Show password
password-hide = Hide password
password-rule = At least { $count } characters
password-more = { $count ->
    [one] 1 more character
   *[other] { $count } more characters
}
password-enough = Long enough

company-name = Company
contact-name = Contact name
contact-email = Contact e-mail
phone = Phone
tax-id = Tax number
billing-address = Billing address
document-language = Language of documents
customer-since = Customer since

server = Server
server-address = Server address
server-fixed = Set by BILLING_CONSOLE_SERVER, so it cannot be changed here.
version = Version { $version }
compare-plans = Compare plans

role-admin = Admin
role-member = Member
role-agent = Agent
role-support = Support
role-operator = Operator

theme-system = System theme
theme-light = Light
theme-dark = Dark
theme-high-contrast = High contrast

# What plans grant and include.
credits-monthly = Credits per month
feature-ai-chat-quota = AI chat
feature-email-quota = E-mail
feature-agent-seats = Agent seats
feature-invoice-archive = Invoices with PDF archive
feature-usage-export = Usage export
feature-voice-channel = Voice channel
feature-single-sign-on = Single sign-on
feature-included = Included
feature-missing = Not included
