# Customers, as staff see them.

customers-search = Company or contact
customers-count = { $count ->
    [one] 1 customer
   *[other] { $count } customers
}
customers-select = Select customers to download their invoices
customers-select-all = Select all shown or none of them
customers-selected = { $count ->
    [one] 1 customer selected
   *[other] { $count } customers selected
}
# $count is how many of those selected the search leaves out.
customers-out-of-sight = { $count ->
    [one] 1 of them not shown
   *[other] { $count } of them not shown
}
customers-download = Download invoices…
customer-select = Select { $company }
customers-nothing = No customer has this name. Try a part of it.
no-customers = No customers yet
    .text = The customers assigned to you will stand here.
customer-plan = Plan
customer-no-plan = No plan
customer-views = What to look at
all-customers = All customers
choose-customer = Choose a customer
    .text = This screen shows the figures of one customer at a time.
whose-read-only = You are looking at this customer’s figures. Nothing can be changed here.
whose-unknown = Customer
