-- What customers buy, how it was paid, and where every smallest unit of the money went.

-- Numbers count within the minute in which an order is made; see `order_no`.
CREATE TABLE order_numbers (
    minute      TEXT PRIMARY KEY,
    last_number BIGINT NOT NULL
);

-- `state`, `received_minor`, `refunded_minor` and `paid_at` follow from receipts, refunds, attempts
-- and `ended_as`; they are written with them, in one transaction.
CREATE TABLE orders (
    id                TEXT PRIMARY KEY,
    order_no          TEXT NOT NULL UNIQUE,
    customer_id       TEXT NOT NULL REFERENCES customers (id),
    user_id           TEXT,
    product_type      TEXT NOT NULL CHECK (product_type IN ('package', 'plan', 'report')),
    product_id        TEXT NOT NULL,
    product_name      TEXT NOT NULL,
    subscription_type TEXT,
    days              BIGINT, -- of a package; zero is without end
    original_minor    BIGINT NOT NULL,
    discount_minor    BIGINT NOT NULL,
    final_minor       BIGINT NOT NULL CHECK (final_minor >= 0),
    received_minor    BIGINT NOT NULL,
    refunded_minor    BIGINT NOT NULL,
    currency          TEXT NOT NULL,
    method            TEXT NOT NULL,
    state             TEXT NOT NULL,
    coupon_id         TEXT,
    coupon_code       TEXT,
    promotion         TEXT,
    remark            TEXT,
    locale            TEXT NOT NULL,
    client_ip         TEXT,
    user_agent        TEXT,
    is_test           BIGINT NOT NULL CHECK (is_test IN (0, 1)),
    created_at        BIGINT NOT NULL,
    expires_at        BIGINT NOT NULL,
    ended_as          TEXT CHECK (ended_as IN ('expired', 'cancelled')),
    ended_at          BIGINT,
    paid_at           BIGINT,
    fulfilled_at      BIGINT,
    valid_until       TEXT,
    next_look_at      BIGINT, -- when the provider is asked without anybody wanting to know
    CHECK (original_minor - discount_minor = final_minor),
    CHECK ((ended_as IS NULL) = (ended_at IS NULL))
);
CREATE INDEX orders_by_customer ON orders (customer_id, id);
CREATE INDEX orders_by_state ON orders (state, id);
CREATE INDEX orders_to_look_at ON orders (next_look_at) WHERE next_look_at IS NOT NULL;

-- One row for each code or approval link. The row is written before the provider is asked for it,
-- in state `unknown`; its trade number is never used again.
CREATE TABLE payment_attempts (
    id            TEXT PRIMARY KEY,
    order_id      TEXT NOT NULL REFERENCES orders (id),
    method        TEXT NOT NULL,
    trade_no      TEXT NOT NULL UNIQUE,
    amount_minor  BIGINT NOT NULL CHECK (amount_minor > 0),
    currency      TEXT NOT NULL,
    state         TEXT NOT NULL,
    prepay_id     TEXT,
    code_url      TEXT,
    page_url      TEXT,
    return_url    TEXT,
    created_at    BIGINT NOT NULL,
    shown_until   BIGINT NOT NULL,
    payable_until BIGINT NOT NULL,
    asked_at      BIGINT, -- when the provider was last asked about it
    CHECK (code_url IS NULL OR page_url IS NULL)
);
CREATE UNIQUE INDEX one_open_attempt ON payment_attempts (order_id, method)
    WHERE state IN ('unknown', 'presented', 'processing');
CREATE INDEX payment_attempts_by_order ON payment_attempts (order_id, id);
CREATE INDEX payment_attempts_by_prepay_id ON payment_attempts (method, prepay_id);

-- Money that came. Each payment number of a provider counts once.
CREATE TABLE receipts (
    order_id          TEXT NOT NULL REFERENCES orders (id),
    attempt_id        TEXT NOT NULL REFERENCES payment_attempts (id),
    method            TEXT NOT NULL,
    provider_trade_no TEXT NOT NULL,
    amount_minor      BIGINT NOT NULL CHECK (amount_minor > 0),
    currency          TEXT NOT NULL,
    paid_at           BIGINT NOT NULL, -- as the provider says
    received_at       BIGINT NOT NULL, -- when it was learnt
    is_gone           BIGINT NOT NULL CHECK (is_gone IN (0, 1)), -- the provider sent all of it back
    dispute           TEXT CHECK (dispute IN ('open', 'won', 'lost')),
    PRIMARY KEY (method, provider_trade_no)
);
CREATE INDEX receipts_by_order ON receipts (order_id, received_at);

-- Money sent back, or being sent back. Refund numbers are never used again.
CREATE TABLE refunds (
    refund_no          TEXT PRIMARY KEY,
    order_id           TEXT NOT NULL REFERENCES orders (id),
    method             TEXT NOT NULL,
    provider_trade_no  TEXT NOT NULL,
    amount_minor       BIGINT NOT NULL CHECK (amount_minor > 0),
    currency           TEXT NOT NULL,
    reason             TEXT NOT NULL,
    asked_by           TEXT,
    state              TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
    provider_refund_no TEXT,
    created_at         BIGINT NOT NULL,
    settled_at         BIGINT,
    next_look_at       BIGINT,
    FOREIGN KEY (method, provider_trade_no) REFERENCES receipts (method, provider_trade_no)
);
CREATE INDEX refunds_by_order ON refunds (order_id, refund_no);
CREATE INDEX refunds_to_look_at ON refunds (next_look_at) WHERE next_look_at IS NOT NULL;

-- Double entry: the postings of a transaction add up to zero in each currency. What came stands in
-- `provider_clearing` with a plus; the place where it ended has it with a minus.
CREATE TABLE ledger_transactions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id    TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    at          BIGINT NOT NULL
);
CREATE INDEX ledger_transactions_by_order ON ledger_transactions (order_id, id);
CREATE INDEX ledger_transactions_by_customer ON ledger_transactions (customer_id, id);

CREATE TABLE ledger_postings (
    transaction_id BIGINT NOT NULL REFERENCES ledger_transactions (id),
    account        TEXT NOT NULL CHECK (account IN
        ('provider_clearing', 'order', 'credit_balance', 'refund', 'held_for_support')),
    currency       TEXT NOT NULL,
    amount_minor   BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (transaction_id, account, currency)
);

CREATE TABLE order_timeline (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    at           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    amount_minor BIGINT,
    currency     TEXT,
    method       TEXT,
    state        TEXT,
    place        TEXT,
    note         TEXT,
    CHECK ((amount_minor IS NULL) = (currency IS NULL))
);
CREATE INDEX order_timeline_by_order ON order_timeline (order_id, seq);

-- The delivery of what was paid for. A row is there as soon as it is due.
CREATE TABLE fulfilments (
    order_id     TEXT PRIMARY KEY REFERENCES orders (id),
    due_at       BIGINT NOT NULL,
    next_try_at  BIGINT,
    failures     BIGINT NOT NULL,
    last_error   TEXT,
    delivered_at BIGINT,
    CHECK ((next_try_at IS NULL) = (delivered_at IS NOT NULL))
);
CREATE INDEX fulfilments_to_try ON fulfilments (next_try_at) WHERE next_try_at IS NOT NULL;

-- Packages a customer has bought, one after the other: each begins where the one before ends.
-- The last day is `end_date`; without one it has no end.
CREATE TABLE package_periods (
    order_id     TEXT PRIMARY KEY REFERENCES orders (id),
    customer_id  TEXT NOT NULL REFERENCES customers (id),
    package_id   TEXT NOT NULL,
    package_name TEXT NOT NULL,
    start_date   TEXT NOT NULL,
    end_date     TEXT
);
CREATE INDEX package_periods_by_customer ON package_periods (customer_id, start_date);
