# Looking for something in everything.

search = Search
search-or-jump = Search or jump to…
search-what = { $who ->
    [admin] Invoices, orders, plans, usage, screens, actions
    [member] Invoices, orders, plans, usage, screens, actions
    [agent] Customers, screens, actions
    [operator] Orders, packages, screens, actions
   *[support] Invoices, orders, customers, screens, actions
}
search-count = { $count ->
    [0] nothing found
    [one] 1 result, from this computer
   *[other] { $count } results, from this computer
}
search-nothing = Nothing on this computer holds all of these words.
search-of = { $count } in all
search-screens = Screens
search-actions = Actions
search-invoice = Invoices
search-order = Orders
search-customer = Customers
search-plan = Plans and packages
search-usage = Usage
search-theme = Use theme: { $theme }
search-move = Move
search-open = Open
search-all-invoices = Show all { $count } invoices
