-- Codes that bring credits to whoever redeems them first. The codes themselves are not kept.
CREATE TABLE gift_codes (
    id            TEXT PRIMARY KEY,
    batch         TEXT NOT NULL,
    code_sha256   BLOB NOT NULL UNIQUE,
    ending        TEXT NOT NULL,
    amount        BIGINT NOT NULL CHECK (amount > 0),
    valid_days    BIGINT CHECK (valid_days > 0),
    redeem_before BIGINT,
    note          TEXT,
    created_by    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    redeemed_by   TEXT REFERENCES customers (id),
    redeemed_at   BIGINT,
    movement_id   TEXT,
    CHECK ((redeemed_by IS NULL) = (redeemed_at IS NULL)),
    CHECK ((redeemed_by IS NULL) = (movement_id IS NULL))
);

-- By which rule a customer's packs are ordered. `has_fallen` says that the balance is below and
-- that this was noted; it must have risen before it can fall again.
CREATE TABLE auto_top_ups (
    customer_id  TEXT PRIMARY KEY REFERENCES customers (id),
    is_on        BIGINT NOT NULL CHECK (is_on IN (0, 1)),
    below        BIGINT NOT NULL CHECK (below > 0),
    pack_id      TEXT NOT NULL REFERENCES credit_packs (id),
    most_a_month BIGINT NOT NULL CHECK (most_a_month > 0),
    method       TEXT NOT NULL,
    has_fallen   BIGINT NOT NULL CHECK (has_fallen IN (0, 1)),
    updated_by   TEXT NOT NULL,
    updated_at   BIGINT NOT NULL
);

-- Each fall of a balance below its rule, and what became of it; without an outcome it is to be
-- ordered for.
CREATE TABLE auto_top_up_falls (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    at          BIGINT NOT NULL,
    next_try_at BIGINT,
    outcome     TEXT CHECK (outcome IN ('ordered', 'limit_reached', 'switched_off', 'refused')),
    decided_at  BIGINT,
    order_id    TEXT REFERENCES orders (id),
    CHECK ((outcome IS NULL) = (next_try_at IS NOT NULL)),
    CHECK ((outcome IS NULL) = (decided_at IS NULL))
);
CREATE INDEX auto_top_up_falls_to_order ON auto_top_up_falls (next_try_at)
    WHERE next_try_at IS NOT NULL;
CREATE INDEX auto_top_up_falls_by_customer ON auto_top_up_falls (customer_id, decided_at);
