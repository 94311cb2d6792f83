-- The figures of a stretch of days are found without reading what lies outside of it.
CREATE INDEX orders_by_time ON orders (created_at);
CREATE INDEX payment_attempts_by_time ON payment_attempts (created_at);
CREATE INDEX ledger_transactions_by_time ON ledger_transactions (at);
CREATE INDEX behaviour_events_by_moment ON behaviour_events (at);
