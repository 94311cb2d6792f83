# What the person and the account can change.

staff-only-settings = You are signed in as staff ({ $role }). Your role has no screens of its own yet; only your own settings are available.

appearance = Appearance
    .text = How this computer shows the console.
language = Language
    .text = Used for the window, menus and notices
language-offline = Names of plans and products come from the service and follow when it can be reached again
language-system = System
theme = Theme
    .text = The system theme follows day and night

account-data = Account
    .text = Shown on your invoices and used to contact you.
    .read-only = Only admins of your company can change these.
account-saved = Account saved
unsaved = { $count ->
    [0] Nothing left to save
    [one] 1 change not saved
   *[other] { $count } changes not saved
}
discard = Discard
save = Save changes
save-offline = Saving needs a connection. What you typed stays here.
save-conflicts-first = { $count ->
    [one] Resolve 1 field first.
   *[other] Resolve { $count } fields first.
}
conflict = Someone else saved different values in the meantime.
    .text = Choose for each field. Their other changes are already below.
conflict-theirs = Theirs
conflict-mine = Mine
conflict-empty = (empty)
conflict-take-theirs = Take theirs
conflict-keep-mine = Keep mine

password-section = Password
    .text = Changing it signs out all your other devices.
password-current = Current password
password-new = New password
password-change = Change password
password-changed = Password changed
    .text = All your other devices have been signed out.

devices = Devices
    .text = Where you are signed in. Sign out any device you don’t recognise.
devices-offline = The list comes from the service and needs a connection.
device-current = This device
device-seen = Active { $age } · signed in { $since }
device-seen-at = Active { $age } · { $address } · signed in { $since }
device-revoke = Sign out
device-revoked = Device signed out
device-gone = Device was already signed out
device-revoke-ask = Sign out this device?
    .text = { $device } will lose access immediately and must sign in again.

server-section-text = The billing service this console talks to.
server-sign-out-first = Sign out to use another server: stored figures belong to this one.

privacy = Privacy and storage
    .text = What is kept on this computer, and what leaves it.
folder = Folder
cache = Stored figures
    .text = Account, plan, credits, usage, and invoices with their PDFs, for reading without a network; can be fetched again
journal = Journal
    .text = What must not be lost, such as payments in progress
secret = Sign-in
secret-stored = Kept in the system keychain, never in a file
secret-locked = Kept in memory until you quit, because the system keychain is locked
secret-absent = Kept in memory until you quit, because this computer has no keychain
sent = What is sent
    .text = Only requests to the server above. No statistics, no third parties.
delete-local = Delete local data
    .text = Removes everything above from this computer
delete-local-open = Delete…
delete-ask = Delete all local data?
delete-what-figures = Stored figures and the journal are deleted.
delete-what-settings = Language, theme and server return to their defaults.
delete-what-session = You are signed out on this computer.
delete-what-stays = Your account at the service stays as it is.
delete-understood = I understand that this cannot be undone
delete-confirm = Delete local data

about = About
    .text = Version and keyboard shortcuts.

notifications = Notifications
    .text = What this computer tells you while the window is elsewhere.
notify-payments = Payments
    .text = When a payment is settled or fails, a renewal is due or a quota is nearly used
share = Share how you use the console
    .text = Off unless you turn it on. Sends the screens and buttons you use while buying, the package, method and amount, and your system and window size. Never names, addresses or account figures. Turning it off deletes what was not sent yet.
sent-shared = Requests to the server above, and to the same server how you use the console. It may have that counted elsewhere, under a name that says nothing about you.
offers = Offers by e-mail
    .text = Off unless your company agrees. Your contact address and what you buy may then be told to the service that sends offers.

demonstration-clock = Demonstration
    .text = Let days go by, to see what they bring. Forward only.
demonstration-move = Move time
    .text = Everything that is due on those days happens at once.
demonstration-now = It is { $date } now
demonstration-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
