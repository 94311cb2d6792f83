import type { Notice, OutboxEntry } from "./generated/commands";

/** What a fake service tells customers and others. */
export interface Telling {
  /** The notices, newest first; none as long as they were never fetched. */
  notices: { items: Notice[]; as_of: string } | null;
  outbox: OutboxEntry[];
  marketing: boolean;
}

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A believable world of notices. */
export function tellingOf(): Telling {
  return {
    notices: { items: notices(), as_of: ago(2) },
    outbox: outboxEntries(),
    marketing: false,
  };
}

function notices(): Notice[] {
  const notice = (
    id: string,
    kind: Notice["kind"],
    minutes: number,
    more: Partial<Notice> = {},
  ): Notice => ({ id, kind, at: ago(minutes), is_read: false, ...more });
  const paid = { order_id: "ord_2", subject: "Pro", amount: "999.00", currency: "CNY" };
  return [
    notice("n7", "quota_reached", 14, { subject: "AI chat", product: "ai_chat", percent: 80 }),
    notice("n6", "payment_failed", 55, paid),
    notice("n5", "renewal_in_7_days", 60 * 20, { ...paid, day: dayIn(7) }),
    notice("n4", "payment_received", 60 * 26, { ...paid, is_read: true }),
    notice("n3", "change_scheduled", 60 * 49, {
      subject: "Team",
      day: dayIn(30),
      is_read: true,
    }),
    notice("n2", "refunded", 60 * 24 * 6, { ...paid, amount: "120.00", is_read: true }),
    notice("n1", "past_due", 60 * 24 * 40, { subject: "Pro", day: dayIn(-47), is_read: true }),
  ];
}

function outboxEntries(): OutboxEntry[] {
  const entry = (
    id: string,
    receiver: OutboxEntry["receiver"],
    what: string,
    state: OutboxEntry["state"],
    minutes: number,
    more: Partial<OutboxEntry> = {},
  ): OutboxEntry => ({
    id: `0199b76d-a800-7e51-aa49-83f68e54000${id}`,
    receiver,
    what,
    key: `${what}/0199b76d-a800-7e51-aa49-83f68e54010${id}`,
    state,
    tries: 1,
    created_at: ago(minutes),
    ...(state === "waiting" ? { next_try_at: ago(-1) } : { settled_at: ago(minutes) }),
    ...more,
  });
  const gone = { tries: 3, error: "the mail server answered 451" };
  return [
    entry("6", "mail", "payment_received", "parked", 12, gone),
    entry("5", "marketing", "payment_received", "delivered", 12),
    entry("4", "analytics", "payment_success", "waiting", 12, { error: "it answered 503" }),
    entry("3", "alerts", "success_rate", "delivered", 45),
    entry("2", "analytics", "qr_shown", "delivered", 61),
    entry("1", "marketing", "order_made", "parked", 60 * 5, { error: "it answered 401" }),
  ];
}
