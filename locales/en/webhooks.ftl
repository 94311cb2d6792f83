# Notices of the providers, as the operator sees them.

outcome = Outcome
outcome-all = All outcomes
outcome-started = Begun
outcome-applied = Applied
outcome-nothing-new = Nothing new
outcome-ignored = Ignored
outcome-refused = Refused
outcome-failed = Failed
no-webhooks = No notices yet
    .text = Everything that providers send is logged here with its outcome.
choose-webhook = Choose a notice
    .text = What it said and what became of it stand here.
webhook-deliveries = { $count ->
    [one] came once
   *[other] came { $count } times
}
webhook-provider = Sent by
webhook-event-id = Event
webhook-event-id-copy = Copy event number
webhook-received = First received
webhook-processed = Last worked on
webhook-came = Deliveries
webhook-error = Why it did not work
webhook-body = Text as it came, personal data masked
webhook-replay = Work on it again
webhook-replayed = The notice was worked on again

webhook-side = Direction
webhook-side-received = Received
webhook-side-sent = Sent
outbox-state = State
outbox-all = All states
outbox-waiting = Waiting
outbox-delivered = Delivered
outbox-parked = Parked
receiver-marketing = Marketing
receiver-analytics = Analytics
receiver-alerts = Alerts
receiver-mail = E-mail
no-outbox = Nothing was sent yet
    .text = What the service tells marketing, analytics, the alert chat and customers by e-mail stands here. Nobody is told anything unless they are configured.
choose-outbox = Choose a message
    .text = To whom it goes, how far it has come and why it is parked stand here.
outbox-error = Why it was not delivered
outbox-receiver = Goes to
outbox-tries = Tries
outbox-created = Happened
outbox-next = Tried next
outbox-settled = Delivered or parked
outbox-id = Known to the receiver as
outbox-id-copy = Copy this name
outbox-key = Told once for
outbox-replay = Try again
outbox-replayed = It is tried again now
