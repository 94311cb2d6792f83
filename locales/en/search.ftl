# Looking for something in everything.

search = Search
search-or-jump = Search or jump to…
search-what = Invoices, orders, customers, screens, actions
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
search-product = Usage
search-theme = Use theme: { $theme }
search-move = Move
search-open = Open
search-all-invoices = Show all { $count } invoices
