# What went wrong: the message says what happened, its advice what to do.

request-id = Request
request-id-copy = Copy request number
request-id-copied = Copied

error-no-connection = The service cannot be reached
    .advice = Check your network and try again. Nothing was changed.
error-timed-out = The service did not answer in time
    .advice = It may be busy. Check whether it was saved before you try again.
error-not-a-billing-service = Something else answered at this address
    .advice = Check the server address, and whether your network asks you to sign in first.
error-service-busy = The system is busy
    .advice = Please try again later.
error-too-many-tries = Too many attempts
    .advice = { $seconds ->
        [0] Wait a moment, then try again.
        [one] Try again in 1 second.
       *[other] Try again in { $seconds } seconds.
    }
error-invalid-credentials = E-mail or password is wrong
    .advice = Check both and try again.
error-wrong-password = The current password is wrong
    .advice = Your password has not been changed.
error-email-taken = This e-mail address is already registered
    .advice = Sign in with it, or register another address.
error-invalid-fields = Some fields need another look
    .advice = They are marked below. Nothing has been saved yet.
error-signed-out = You have been signed out
    .advice = Sign in again to go on.
error-keychain-locked = The keychain is locked
    .advice = Unlock it and try again, or sign in again.
error-not-allowed = Your role does not allow this
    .advice = Ask an admin of your company.
error-not-found = This no longer exists
    .advice = Refresh to see what there is now.
error-changed-meanwhile = Somebody else has changed this meanwhile
    .advice = Their changes are shown below. Check them and save again; nothing you typed is lost.
error-server-address-invalid = This is not a server address
    .advice = It should look like https://billing.example.com.
error-server-address-insecure = This address is not encrypted
    .advice = Use an address that begins with https://.
error-server-address-fixed = The server address is set by the environment
    .advice = Change BILLING_CONSOLE_SERVER and start again.
error-sign-out-first = You are still signed in
    .advice = Sign out before you change the server.
error-disk-full = The disk is full
    .advice = Free some space and try again.
error-storage-failed = Files on this computer cannot be read or written
    .advice = Check the permissions of the data folder and the health of the disk.
error-already-open = Billing Console is already open
    .advice = Use the window that is open, or close it and start again.
error-internal = Something went wrong on our side
    .advice = Try again. If it happens once more, tell support what you were doing.
error-amount-changed = The price has changed
    .advice = The new price is shown now. Nothing was ordered and no money has moved.
error-coupon-refused = The coupon no longer counts
    .advice = The price without it is shown now. Nothing was ordered.
error-shop-closed = Nothing can be bought at present
    .advice = Try again later. No money has moved.
error-purchase-too-old = It was not ordered, because it was begun more than a week ago
    .advice = Begin again if you still want it. No money has moved.
error-order-moved = The order has changed meanwhile
    .advice = It is shown as it is now. A payment you made is never lost.
error-method-not-offered = This way to pay is not offered
    .advice = Choose another one. No money has moved.
error-method-removed = This way to pay has been removed
    .advice = The code you were shown can still be paid, so this order can neither be cancelled nor paid another way yet. Try again when the code has run out; an order nobody pays ends by itself.
error-provider-unavailable = The payment provider does not answer
    .advice = Try again in a moment, or pay another way. No money has moved.
error-payment-link-refused = The payment link was not safe to open
    .advice = It does not belong to the provider. Do not pay; choose another way, and tell support.
error-code-unreadable = The code could not be drawn for certain
    .advice = It did not read back as the payment link, so it is not shown. Renew it or pay another way.
error-document-altered = The document was not the one the service names
    .advice = Its bytes differ from what the service says they are, so it is not shown. Try again; if it stays so, tell support.
error-browser-not-opened = The browser could not be opened
    .advice = Check your default browser and try again, or pay another way. No money has moved.

field-error-required = Please fill this in
field-error-invalid = This does not look right
field-error-too-short = This is too short
field-error-too-long = This is too long
field-error-email-invalid = This is not an e-mail address
field-error-contact-email-invalid = This is not an e-mail address
field-error-password-too-short = Use at least 10 characters
field-error-new-too-short = Use at least 10 characters
