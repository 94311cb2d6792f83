# Downloading documents, one or many.

downloads = Downloads
    .text = Where documents, tables and pictures are saved.
download = Download
download-pdf = Download PDF
download-all = Download all
download-count = Download { $count }
download-year = Download all invoices of { $year }
download-invoices = { $count ->
    [one] Download 1 invoice
   *[other] Download { $count } invoices
}
download-customers = { $count ->
    [one] Download invoices of 1 customer
   *[other] Download invoices of { $count } customers
}
download-none = No invoices in { $year }
    .text = { $count ->
    [one] This customer has none of that year. Choose another one.
   *[other] None of these customers has any of that year. Choose another one.
}
download-invoices-text = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
download-form = Save as
download-folder = Folder
download-zip = Zip file
download-template = Name of each file
download-template-example = For example { $name }
download-template-unknown = Not a part of a name: { $names }. Choose among the parts below.
download-placeholders = Parts of a name
download-part-number = Number
download-part-date = Date
download-part-period = Month
download-part-company = Company
download-part-amount = Amount
download-part-currency = Currency
download-where = Folder for downloads
choose-folder = Choose…
download-manifest = A list of all files with their SHA-256 fingerprints is saved with them.
download-progress = { $done } of { $total }
download-running = Each document is verified before it is saved. You can close the window.
download-waiting = Waits to be resumed. What is here stays.
download-waits = What is here stays.
download-done = Download complete
download-cancelled = Cancelled. What was saved stays where it is.
download-refused = { $count ->
    [one] 1 document cannot be had: { $numbers }
   *[other] { $count } documents cannot be had, such as { $numbers }
}
downloads-ended = { $count ->
    [one] 1 download has ended
   *[other] { $count } downloads have ended
}
downloads-clear = Clear all
download-resume = Resume
download-cancel = Cancel download
show-file = Show file
