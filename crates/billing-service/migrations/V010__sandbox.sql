-- The sandbox's own books: what a real provider would keep on its side. No money is involved.
CREATE TABLE sandbox_trades (
    trade_no      TEXT PRIMARY KEY,
    order_no      TEXT NOT NULL,
    subject       TEXT NOT NULL,
    amount_minor  BIGINT NOT NULL,
    currency      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    payable_until BIGINT NOT NULL,
    closed_at     BIGINT,
    declined_at   BIGINT
);

-- A payment whose moment has not come does not exist yet: somebody will pay late.
CREATE TABLE sandbox_payments (
    payment_no   TEXT PRIMARY KEY,
    trade_no     TEXT NOT NULL REFERENCES sandbox_trades (trade_no),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    paid_at      BIGINT NOT NULL,
    is_told      BIGINT NOT NULL CHECK (is_told IN (0, 1)) -- an answer to a question has named it
);
CREATE INDEX sandbox_payments_by_trade ON sandbox_payments (trade_no, payment_no);

CREATE TABLE sandbox_refunds (
    refund_no    TEXT PRIMARY KEY,
    payment_no   TEXT NOT NULL REFERENCES sandbox_payments (payment_no),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX sandbox_refunds_by_payment ON sandbox_refunds (payment_no);

CREATE TABLE sandbox_notices (
    id       TEXT PRIMARY KEY,
    body     TEXT NOT NULL,
    due_at   BIGINT, -- none once it was accepted, or given up
    failures BIGINT NOT NULL
);
CREATE INDEX sandbox_notices_due ON sandbox_notices (due_at) WHERE due_at IS NOT NULL;
