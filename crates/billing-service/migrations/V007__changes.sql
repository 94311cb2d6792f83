-- What has changed for whom, in the order in which it was written: every transaction that changes
-- something a console shows adds its rows here. A change for everybody has an empty customer.
CREATE TABLE changes (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- a number once given out never names another change
    customer_id TEXT NOT NULL,
    kind        TEXT NOT NULL,
    item_id     TEXT NOT NULL,
    op          TEXT NOT NULL CHECK (op IN ('put', 'delete')),
    at          BIGINT NOT NULL
);
CREATE INDEX changes_by_customer ON changes (customer_id, seq);
