-- The first answer to each Idempotency-Key. The key itself is never stored, and the answer is
-- sealed with a secret that only the key's holder can complete.
CREATE TABLE idempotency_records (
    id            BYTEA PRIMARY KEY,
    fingerprint   BYTEA NOT NULL,
    claim         TEXT NOT NULL,
    claimed_until BIGINT NOT NULL,
    answer        BYTEA,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX idempotency_records_by_expiry ON idempotency_records (expires_at);

CREATE TABLE audit_log (
    id          TEXT PRIMARY KEY,
    at          BIGINT NOT NULL,
    user_id     TEXT NOT NULL,
    role        TEXT NOT NULL,
    customer_id TEXT,
    method      TEXT NOT NULL,
    route       TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    request_id  TEXT NOT NULL
);
CREATE INDEX audit_log_by_customer ON audit_log (customer_id, id);
