# The report itself, written by the core in the language of the person who makes it.

evidence-readme = Billing Console: report for support
evidence-made-at = Made { $moment }.
evidence-holds = story.txt: your orders and what happened to them, to read. evidence.json: the same and the settings, for programs. log.txt: the last lines of the program’s log.
evidence-leaves-out = Never in it: passwords, tokens, e-mail addresses, names, phone numbers, notes, bank or card data, codes or links that can be paid. What looks like ~0123456789ab stands for an identifier that was left out.
evidence-proves-itself = SHA256SUMS holds the hashes of all parts; “sha256sum -c SHA256SUMS” compares them. Please send the file as it is.
evidence-story = What happened
evidence-times = All times are UTC.
evidence-as-told = As the service last told it, { $moment }:
evidence-no-timeline = Its story was never asked for on this computer.
evidence-as-seen = As this console saw it:
evidence-purchase = Purchase begun { $moment }, order { $order }
evidence-on-screen = On screen: { $stage }
evidence-no-orders = There are no orders on this computer.
