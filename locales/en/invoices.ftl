# Invoices: the list, one of them, and its document.

invoices-search = Number, text or amount
invoices-year = Year
invoices-all-years = All years
# $count is how many there are, as a ready figure.
invoices-open = Open ({ $count })
invoices-overdue = Overdue ({ $count })
invoices-paid = Paid ({ $count })
invoices-credit-note = Credit notes ({ $count })
invoices-void = Void ({ $count })
invoices-count = { $count ->
    [one] 1 invoice
   *[other] { $count } invoices
}
invoices-count-so-far = { $count ->
    [one] 1 invoice so far
   *[other] { $count } invoices so far
}
invoices-filling = The other invoices are still being fetched.
    .held = The other invoices are still being fetched. “Download all” waits for them.
    .offline = Not every invoice is here yet. The others are fetched as soon as the service can be reached, and “Download all” waits for them.
invoices-selected = { $count } selected
select-all = Select all or none
select-invoice = Select { $number }
invoice-for-month = for { $month }
invoice-paid-on = paid on { $date }
invoice-due-on = due { $date }
invoice-credited = credited
invoice-taken-back = { $amount } given back by credit note
invoice-takes-back = Takes back invoice
invoice-order = View order
no-invoices = No invoices yet
    .text = Every invoice, receipt and credit note will stand here, and can be read without a network.
invoice-not-here = Not on this computer yet
    .text = This invoice appears as soon as the service has been reached.

document = Document
document-invoice = Invoice
document-receipt = Receipt
document-kept = On this computer
document-here = On this computer, { $size }
document-checked = Verified
    .text = The document is unchanged since it was issued: its bytes have the fingerprint that the service recorded. SHA-256 { $hash }
document-elsewhere = This document is not on this computer
    .text = It is fetched by itself as soon as the service can be reached.
document-saved = Document saved
page-of = Page { $page } of { $pages }
page-count = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
zoom-in = Zoom in
zoom-out = Zoom out
zoom-fit = Fit the width

invoice-lines = What the invoice says, until its document can be shown
invoice-what = Description
invoice-quantity = Quantity
invoice-amount = Amount
invoice-tax = Tax included
invoice-total = Total
