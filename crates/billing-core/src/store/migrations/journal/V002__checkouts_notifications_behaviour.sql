-- Purchases under way, and those that ended and were not put away; each is written before the first
-- request it causes.
CREATE TABLE checkouts (
    owner    TEXT NOT NULL, -- the service's address and the person's id
    id       TEXT NOT NULL,
    purchase TEXT NOT NULL, -- JSON, without any secret
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

-- What is to be told by a notification, and what has been: one row for an order and subject, so
-- that nothing is told twice.
CREATE TABLE notifications (
    owner      TEXT NOT NULL,
    order_id   TEXT NOT NULL,
    subject    TEXT NOT NULL, -- paid, declined, expired
    outcome    TEXT NOT NULL, -- settled, late, declined, expired
    amount     TEXT NOT NULL,
    currency   TEXT NOT NULL,
    claimed_at INTEGER,       -- milliseconds since 1970; from then on it counts as told
    PRIMARY KEY (owner, order_id, subject)
) STRICT, WITHOUT ROWID;

-- What people did and agreed to tell, until the service has it.
CREATE TABLE behaviour_events (
    number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner  TEXT    NOT NULL,
    id     TEXT    NOT NULL UNIQUE,
    event  TEXT    NOT NULL -- JSON
) STRICT;
