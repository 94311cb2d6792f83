-- Packs of credits for sale, and the orders of them.

CREATE TABLE credit_packs (
    id         TEXT PRIMARY KEY,
    position   BIGINT NOT NULL,
    credits    BIGINT NOT NULL CHECK (credits > 0),
    valid_days BIGINT CHECK (valid_days > 0), -- how long the credits can be spent; none is without end
    is_offered BIGINT NOT NULL CHECK (is_offered IN (0, 1))
);

CREATE TABLE credit_pack_texts (
    pack_id TEXT NOT NULL REFERENCES credit_packs (id),
    locale  TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (pack_id, locale)
);

CREATE TABLE credit_pack_prices (
    pack_id      TEXT NOT NULL REFERENCES credit_packs (id),
    currency     TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    PRIMARY KEY (pack_id, currency)
);

-- Credits are a fourth kind of thing that is ordered. Many tables refer to the orders, so the table
-- stays and only its condition is written anew, as "Making Other Kinds Of Table Schema Changes" of
-- SQLite's ALTER TABLE describes it; nothing that is stored changes.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''plan'', ''report'')', '''plan'', ''report'', ''credits'')')
    WHERE type = 'table' AND name = 'orders';
PRAGMA writable_schema = RESET;
-- How many credits a pack had when it was ordered; `days` is how long they can be spent.
ALTER TABLE orders ADD COLUMN credits BIGINT;
