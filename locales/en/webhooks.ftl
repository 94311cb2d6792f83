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
