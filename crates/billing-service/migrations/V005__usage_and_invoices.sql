CREATE TABLE products (
    code             TEXT PRIMARY KEY,
    unit             TEXT NOT NULL,
    credits_per_unit BIGINT NOT NULL,
    -- A level is the count that holds on a day (seats); otherwise the days add up (messages).
    is_level         BIGINT NOT NULL CHECK (is_level IN (0, 1))
);

CREATE TABLE usage_days (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    product     TEXT NOT NULL REFERENCES products (code),
    day         TEXT NOT NULL,
    quantity    BIGINT NOT NULL CHECK (quantity >= 0),
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (customer_id, day, product)
);

CREATE TABLE invoices (
    id           TEXT PRIMARY KEY,
    customer_id  TEXT NOT NULL REFERENCES customers (id),
    number       TEXT NOT NULL UNIQUE,
    period       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_minor    BIGINT NOT NULL,
    status       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    due_date     TEXT NOT NULL,
    paid_at      BIGINT
);
CREATE INDEX invoices_by_customer ON invoices (customer_id, period);

-- The lines of an invoice add up to its amount, tax included.
CREATE TABLE invoice_lines (
    invoice_id   TEXT NOT NULL REFERENCES invoices (id),
    position     BIGINT NOT NULL,
    description  TEXT NOT NULL,
    quantity     BIGINT NOT NULL,
    unit_minor   BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_minor    BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, position)
);
