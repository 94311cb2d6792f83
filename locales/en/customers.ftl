# Customers, as staff see them.

customers-search = Company or contact
customers-count = { $count ->
    [one] 1 customer
   *[other] { $count } customers
}
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
