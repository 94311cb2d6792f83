-- Whole numbers, text and bytes only: what SQLite and PostgreSQL both take.
-- Moments are microseconds since 1970 in UTC, days are text in the form YYYY-MM-DD,
-- amounts are whole smallest units beside their currency, ids are ordered (UUID version 7).

CREATE TABLE service_keys (
    name       TEXT PRIMARY KEY,
    key        BYTEA NOT NULL
);

CREATE TABLE service_facts (
    name       TEXT PRIMARY KEY,
    fact       TEXT NOT NULL
);

CREATE TABLE customers (
    id              TEXT PRIMARY KEY,
    company_name    TEXT NOT NULL,
    contact_name    TEXT NOT NULL,
    contact_email   TEXT NOT NULL,
    phone           TEXT,
    tax_id          TEXT,
    billing_address TEXT,
    locale          TEXT NOT NULL,
    currency        TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    version         BIGINT NOT NULL
);

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    customer_id   TEXT REFERENCES customers (id),
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('admin', 'member', 'agent', 'support', 'operator')),
    avatar_url    TEXT,
    password_hash TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_login_at BIGINT,
    login_count   BIGINT NOT NULL DEFAULT 0,
    -- Staff belong to no customer, everybody else to one.
    CHECK ((customer_id IS NULL) = (role IN ('agent', 'support', 'operator')))
);
CREATE INDEX users_by_customer ON users (customer_id);

CREATE TABLE agent_customers (
    agent_id    TEXT NOT NULL REFERENCES users (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    PRIMARY KEY (agent_id, customer_id)
);
