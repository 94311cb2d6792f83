CREATE TABLE product_texts (
    product TEXT NOT NULL REFERENCES products (code),
    locale  TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (product, locale)
);

-- What was counted, for as long as the same event could come again and be taken.
CREATE TABLE usage_events (
    id          TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    product     TEXT NOT NULL REFERENCES products (code),
    quantity    BIGINT NOT NULL CHECK (quantity >= 0),
    occurred_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX usage_events_by_moment ON usage_events (occurred_at);

-- The event a day's level comes from; none for what adds up. The latest wins, of two at the same
-- moment the one whose id sorts last, so that the order in which they come does not matter.
ALTER TABLE usage_days ADD COLUMN level_at BIGINT;
ALTER TABLE usage_days ADD COLUMN level_event TEXT;

-- A thing that changed again is told once: the older changes of the same thing are found by these.
CREATE INDEX changes_by_thing ON changes (customer_id, kind, item_id, seq);

-- A month of invoices is read page by page, newest first.
CREATE INDEX invoices_by_month ON invoices (customer_id, period, id);

CREATE INDEX customers_by_name ON customers (company_name, id);
CREATE INDEX agents_by_customer ON agent_customers (customer_id, agent_id);
