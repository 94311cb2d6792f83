# The life of a subscription: where it stands, what comes, and what can be done with it.

your-subscription = Your subscription
period-of = Period
trial-period = Trial
paid-until = Paid until
was-paid-until = Was paid until
paused-until = Paused until
renewal-waits = The order for the next period is ready. Pay it before this one ends.
past-due-unpaid = The next period has begun and its order is not paid.
past-due-declined = The provider declined the payment of the next period.
past-due-not-ordered = There is no order for the next period: its plan has no price at present.
past-due-unknown = The next period is not paid.
standing-grace = Everything still works for a few days.
standing-past-due = It cannot be used until it is paid; if nobody pays, it ends.
renew-now = Renew…
subscribe-again = Subscribe again…
pause-plan = Pause…
cancel-plan = Cancel plan…
change-to-plan = Change to { $plan }
try-plan = { $count ->
    [one] Try it for 1 day
   *[other] Try it for { $count } days
}
hindrance-paused = Resume your plan first.
hindrance-kept-first = Take back the cancellation to renew it.
hindrance-lifetime = A lifetime can only be changed to a greater plan for life.
hindrance-held = You have it for life.
hindrance-not-now = Not possible as your subscription stands.

change-begins = Begins
change-begins-paid = { $date }, once it is paid
change-until = Until
change-line-reduction = Reduction · { $name }
change-line-left = Left of { $plan }
change-line-unused = Left of { $plan }: { $days } of { $of } days of { $amount }
to-pay-now = To pay now
change-to-balance = { $amount } that is left beyond the price becomes your credit balance.
change-due-later = { $amount } is due for the first period on { $date }. Its order comes a week before; nothing is charged by itself.
trial-due-later = Nothing to pay now. If you want to keep it, { $amount } is due on { $date }.
change-now = Change now
change-on = Change on { $date }
trial-begin = Begin the trial
change-scheduled = { $plan } begins on { $date }
change-done = You have { $plan } now

cancel-title = Cancel { $plan }?
cancel-when = When it ends
cancel-when-period-end = At the end
cancel-when-now = Now
cancel-usable = You can use it until { $date }.
cancel-no-renewal = It does not renew, and nothing more is charged. You can take this back until then.
cancel-at-once = It ends today and cannot be used any more.
cancel-lost = { $count ->
    [one] 1 day that is left is given up.
   *[other] { $count } days that are left are given up.
}
cancel-back = { $amount } of it becomes your credit balance.
cancel-nothing = Nothing of it is left, so nothing comes back.
cancel-nothing-unpaid = They were not paid for here, so nothing comes back.
cancel-nothing-lifetime = A lifetime has no days that could be left: nothing comes back.
cancel-reason = Reason
cancel-reason-none = Rather not say
cancel-reason-too-expensive = Too expensive
cancel-reason-missing-features = Something is missing
cancel-reason-not-used = We do not use it enough
cancel-reason-switching = We change to something else
cancel-reason-other = Something else
cancel-comment = In your own words (optional)
cancel-keep = Keep the plan
cancel-do-period-end = Cancel at the end
cancel-do-now = End it now
cancel-now-for = End it now, { $amount } back
cancel-done = Your plan has ended
cancel-done-later = Your plan ends with its period

pause-title = Pause { $plan }
pause-until = Until
pause-wrong = A day from { $first } to { $last }
pause-from-today = It is paused from today and cannot be used meanwhile.
pause-goes-on = It goes on by itself on { $date }.
pause-moves-end = The days are added: it is then paid until { $date }.
pause-do = Pause until { $date }
pause-done = Paused until { $date }

take-back-pause = Resume now
take-back-pause-text = It goes on today; the days that are not paused are taken off its end again.
take-back-cancellation = Take back the cancellation
take-back-cancellation-text = It renews again; the order for the next period comes a week before its end.
take-back-change = Call off the change
take-back-change-text = { $next } does not take its place: { $plan } renews as it is.
take-back-paid-until = Paid until { $date }.
taken-back-pause = Your plan goes on
taken-back-cancellation = Your plan renews again
taken-back-change = The change is called off
