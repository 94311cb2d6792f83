# The window around every screen.

rail = Console
screens = Screens
notices = Notices
start-failed = Billing Console cannot start

user-menu = Account menu
sign-out-ask = { $count ->
    [one] Discard 1 unsaved change?
   *[other] Discard { $count } unsaved changes?
}
    .text = What is not saved is lost when you sign out.
shortcuts = Keyboard shortcuts
shortcuts-anywhere = Anywhere
shortcuts-here = In a list or on the chart
shortcut-list = Move through a list
shortcut-list-ends = First or last row
shortcut-select = Select a row
shortcut-select-to = Select everything up to here
shortcut-save = In search: download the PDF
shortcut-chart = Read the chart bar by bar
shortcut-chart-closer = Look closer at the bar
shortcut-open = Open { $screen }
shortcut-close = Close dialog or menu

sync-online = Up to date
sync-online-age = Up to date · { $age }
sync-running = Updating…
sync-offline = Offline
sync-offline-from = Offline · figures from { $moment }
sync-stopped = Not updating
sync-stopped-from = Not updating · figures from { $moment }

offline = Offline
offline-since = Offline since { $moment }
offline-figures = Figures below are stored on this computer. Changes need a connection.
offline-nothing = What needs the service waits until it can be reached again.

keychain-this-run = Signed in for this run only
keychain-locked = The system keychain is locked, so you will be asked to sign in after the next start.
keychain-absent = This computer has no keychain, so you will be asked to sign in after the next start.
keychain-closed = Figures are not being updated
    .text = The system keychain that holds your sign-in cannot be opened. What was stored stays readable.
keychain-unlock = Unlock and try again
sign-in-again = Sign in again
sign-in-again-as = Enter the password of { $email }. The figures on this computer stay.
