-- What is for sale beside the plans. A package has one price in one currency; a package that is no
-- longer offered stays, for orders name it.
CREATE TABLE packages (
    id             TEXT PRIMARY KEY,
    position       BIGINT NOT NULL,
    duration_days  BIGINT NOT NULL CHECK (duration_days >= 0), -- zero is without end
    currency       TEXT NOT NULL,
    original_minor BIGINT NOT NULL,
    current_minor  BIGINT NOT NULL,
    is_offered     BIGINT NOT NULL CHECK (is_offered IN (0, 1)),
    CHECK (current_minor > 0 AND original_minor >= current_minor)
);

CREATE TABLE package_texts (
    package_id  TEXT NOT NULL REFERENCES packages (id),
    locale      TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (package_id, locale)
);

-- One row: whether anything can be bought, and who saved the shop last.
CREATE TABLE shop (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    is_open  BIGINT NOT NULL CHECK (is_open IN (0, 1)),
    version  BIGINT NOT NULL,
    saved_at BIGINT,
    saved_by TEXT
);
INSERT INTO shop (id, is_open, version) VALUES (1, 0, 0);

-- What the operator says, as HTML of which only harmless elements are left.
CREATE TABLE shop_texts (
    kind    TEXT NOT NULL CHECK (kind IN ('explanation', 'agreement')),
    locale  TEXT NOT NULL,
    html    TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, locale)
);

-- What is bought once.
CREATE TABLE reports (
    code       TEXT PRIMARY KEY,
    is_offered BIGINT NOT NULL CHECK (is_offered IN (0, 1))
);

CREATE TABLE report_texts (
    report_code TEXT NOT NULL REFERENCES reports (code),
    locale      TEXT NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (report_code, locale)
);

CREATE TABLE report_prices (
    report_code  TEXT NOT NULL REFERENCES reports (code),
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (report_code, currency)
);

-- What takes something off a price: a coupon has a code, a promotion has none. Exactly one of
-- `basis_points` and `amount_minor` is set; an amount and a least amount need their currency.
CREATE TABLE discounts (
    id                 TEXT PRIMARY KEY,
    code               TEXT UNIQUE,
    basis_points       BIGINT CHECK (basis_points BETWEEN 1 AND 10000),
    amount_minor       BIGINT CHECK (amount_minor > 0),
    currency           TEXT,
    least_minor        BIGINT,
    starts_at          BIGINT,
    ends_at            BIGINT,
    limit_in_all       BIGINT,
    limit_per_customer BIGINT,
    is_active          BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    CHECK ((basis_points IS NULL) <> (amount_minor IS NULL)),
    CHECK (currency IS NOT NULL OR (amount_minor IS NULL AND least_minor IS NULL)),
    CHECK (code IS NOT NULL OR (limit_in_all IS NULL AND limit_per_customer IS NULL))
);

CREATE TABLE discount_texts (
    discount_id TEXT NOT NULL REFERENCES discounts (id),
    locale      TEXT NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (discount_id, locale)
);

-- What a discount is for; one without rows is for everything, an empty product is every product
-- of its type.
CREATE TABLE discount_products (
    discount_id  TEXT NOT NULL REFERENCES discounts (id),
    product_type TEXT NOT NULL,
    product_id   TEXT NOT NULL,
    PRIMARY KEY (discount_id, product_type, product_id)
);

-- One use of a coupon for each order; given back when the order ends unpaid.
CREATE TABLE coupon_uses (
    order_id      TEXT PRIMARY KEY,
    discount_id   TEXT NOT NULL REFERENCES discounts (id),
    customer_id   TEXT NOT NULL,
    used_at       BIGINT NOT NULL,
    is_given_back BIGINT NOT NULL CHECK (is_given_back IN (0, 1))
);
CREATE INDEX coupon_uses_by_discount ON coupon_uses (discount_id, is_given_back, customer_id);

-- What providers have told. `event_key` is the provider's identifier of the event, or the digest of
-- a body that was not believed; headers and body are kept to work on the notice once more.
CREATE TABLE webhook_log (
    id                TEXT PRIMARY KEY,
    provider          TEXT NOT NULL,
    event_key         TEXT NOT NULL,
    provider_event_id TEXT,
    event             TEXT NOT NULL,
    outcome           TEXT NOT NULL,
    order_id          TEXT,
    error             TEXT,
    deliveries        BIGINT NOT NULL,
    received_at       BIGINT NOT NULL,
    processed_at      BIGINT,
    headers           TEXT NOT NULL,
    body              BYTEA,
    UNIQUE (provider, event_key)
);
CREATE INDEX webhook_log_by_outcome ON webhook_log (outcome, id);

-- Each event of a provider counts once; written in the transaction that applies it.
CREATE TABLE counted_events (
    provider   TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (provider, event_id)
);

-- What people did in the console. The owner is the customer, or the member of staff.
CREATE TABLE behaviour_events (
    owner_id       TEXT NOT NULL,
    id             TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    at             BIGINT NOT NULL,
    received_at    BIGINT NOT NULL,
    event_type     TEXT NOT NULL,
    event_category TEXT NOT NULL,
    action         TEXT NOT NULL,
    session_id     TEXT,
    page           TEXT,
    device         TEXT,
    os             TEXT,
    screen         TEXT,
    event_data     TEXT NOT NULL,
    is_test        BIGINT NOT NULL CHECK (is_test IN (0, 1)),
    PRIMARY KEY (owner_id, id)
);
CREATE INDEX behaviour_events_by_time ON behaviour_events (received_at);
