-- Every movement of credits: numbered without gaps for each customer, each hashed together with
-- the one before it.
CREATE TABLE credit_transactions (
    id               TEXT PRIMARY KEY,
    customer_id      TEXT NOT NULL REFERENCES customers (id),
    number           BIGINT NOT NULL CHECK (number > 0),
    transaction_type TEXT NOT NULL,
    amount           BIGINT NOT NULL,
    balance_after    BIGINT NOT NULL CHECK (balance_after >= 0),
    source           TEXT NOT NULL,
    description      TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    hash             TEXT NOT NULL,
    UNIQUE (customer_id, number)
);
CREATE INDEX credit_transactions_by_moment ON credit_transactions (customer_id, created_at, number);
