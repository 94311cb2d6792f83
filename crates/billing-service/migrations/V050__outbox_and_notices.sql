-- Who is told of what happens; set at each start from what is configured.
CREATE TABLE outbox_receivers (
    receiver TEXT PRIMARY KEY CHECK (receiver IN ('marketing', 'analytics', 'alerts', 'mail'))
);

-- What others are told, written in the transaction that does what it tells. The id is made of the
-- key and the moment, and goes along with every try: a receiver knows by it what comes twice.
CREATE TABLE outbox (
    id          TEXT PRIMARY KEY,
    receiver    TEXT NOT NULL CHECK (receiver IN ('marketing', 'analytics', 'alerts', 'mail')),
    key         TEXT NOT NULL,
    customer_id TEXT REFERENCES customers (id),
    what        TEXT NOT NULL,
    told        TEXT NOT NULL, -- JSON, nothing of it names a person
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'parked')),
    tries       BIGINT NOT NULL DEFAULT 0,
    error       TEXT,
    created_at  BIGINT NOT NULL,
    next_try_at BIGINT,
    settled_at  BIGINT,
    UNIQUE (receiver, key),
    CHECK ((state = 'waiting') = (next_try_at IS NOT NULL)),
    CHECK ((state = 'waiting') = (settled_at IS NULL))
);
CREATE INDEX outbox_to_try ON outbox (receiver, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_customer ON outbox (customer_id, receiver) WHERE customer_id IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;

-- What customers are told of in the console. The key is what makes a notice one.
CREATE TABLE notices (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    key         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    facts       TEXT NOT NULL, -- JSON
    UNIQUE (customer_id, key)
);
CREATE INDEX notices_by_customer ON notices (customer_id, id);
CREATE INDEX notices_by_moment ON notices (at);

-- What each person has read: everything up to one notice, and some later ones.
CREATE TABLE notices_read_to (
    user_id   TEXT NOT NULL,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    notice_id TEXT NOT NULL,
    PRIMARY KEY (user_id, customer_id)
);
CREATE TABLE notices_read (
    user_id   TEXT NOT NULL,
    notice_id TEXT NOT NULL REFERENCES notices (id),
    PRIMARY KEY (user_id, notice_id)
);
CREATE INDEX notices_read_by_notice ON notices_read (notice_id);

-- What customers agree to; none have agreed to anything unless they stand here.
CREATE TABLE consents (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    marketing   BIGINT NOT NULL CHECK (marketing IN (0, 1)),
    decided_by  TEXT NOT NULL,
    decided_at  BIGINT NOT NULL
);

-- How payments went, minute by minute, for whoever watches them.
CREATE TABLE payment_minutes (
    minute    BIGINT PRIMARY KEY, -- since 1970
    succeeded BIGINT NOT NULL,
    failed    BIGINT NOT NULL
);
