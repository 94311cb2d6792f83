# Packages: what the operator sells, and how customers see it.

packages-count = { $count ->
    [one] Packages · 1
   *[other] Packages · { $count }
}
shop-open = Shop is open
shop-shut = Shop is closed
package-add = Add package
package-remove = Remove
package-edit = Edit “{ $name }”
package-unnamed = Unnamed
package-wrong = needs another look
package-order = Order
package-move = Move { $name }
package-move-hint = Drag, or use the arrow keys
package-moved = { $name } is now at place { $place }
package-name = Name
package-duration = Duration
package-duration-hint = 0 is without end
days = days
currency = Currency
price-original = Original price
price-original-in = Original, { $currency }
price-current = Current price
price-current-in = Current, { $currency }
price-was = was { $price }
package-description = Description
package-problem-required = Please fill this in
package-problem-amount = Type an amount such as { $example }
package-problem-days = Type whole days such as 365
package-problem-below-current = Must not be below the current price
explanation = Explanation
markup-bold = Bold
markup-italic = Italic
markup-heading = Heading
markup-list = List
markup-hint = HTML. Links, pictures and scripts are left out; the preview shows exactly what customers see.
preview = Preview
preview-language = Language of the preview
preview-person = Elin Sørensen
preview-package = Pro
saved-by = Last saved { $moment } by { $name }
change-opens = Shop opens
change-closes = Shop closes
change-price = { $name }: { $before } → { $after }
change-added = { $name } added
change-removed = { $name } removed
change-edited = { $name } edited
change-order = Order changed
change-explanation = Explanation edited
change-agreement = Payment terms edited
change-more = { $count ->
    [one] 1 more
   *[other] { $count } more
}
publish = Save and publish
publish-at-once = takes effect at once
publish-open-orders = { $count ->
    [one] takes effect at once; 1 open order keeps its price
   *[other] takes effect at once; { $count } open orders keep their price
}
publish-problems = { $count ->
    [one] 1 package needs another look first.
   *[other] { $count } packages need another look first.
}
published = Published
    .text = Customers see it from now on.
packages-conflict = Somebody else has saved in the meantime
    .text = { $name } has saved a newer version. Take theirs and drop yours, or keep yours and save over it; the bar below then says what that changes.
