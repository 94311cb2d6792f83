-- One customer's archive as the change feed has told it; everything here can be told again.

-- How far the feed has been followed.
CREATE TABLE feed (
    only            INTEGER PRIMARY KEY CHECK (only = 1),
    cursor          TEXT,                         -- none: the walk has not begun
    is_complete     INTEGER NOT NULL DEFAULT 0,   -- whether the walk has ended
    page_at         INTEGER,                      -- when the last page came, milliseconds since 1970
    confirmed_at    INTEGER,                      -- when nothing was missing for the last time
    verified_number INTEGER NOT NULL DEFAULT 0,   -- movements of credits that follow each other
    verified_hash   TEXT    NOT NULL DEFAULT '',  -- the hash of the last of them
    sum             INTEGER NOT NULL DEFAULT 0,   -- what all the rows come to
    mark            INTEGER                       -- what this row comes to; none: never written
) STRICT;
INSERT INTO feed (only) VALUES (1);

CREATE TABLE products (
    number INTEGER PRIMARY KEY,
    code   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE usage_days (
    day     INTEGER NOT NULL,  -- days since 0000-12-31
    product INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (day, product)
) STRICT, WITHOUT ROWID;

-- What the days of a month add up to; written in the transaction that writes the days.
CREATE TABLE usage_months (
    month   INTEGER NOT NULL,  -- months since the year 0
    product INTEGER NOT NULL,
    used    INTEGER NOT NULL,  -- the sum of its days
    highest INTEGER NOT NULL,  -- the highest of its days
    days    INTEGER NOT NULL,  -- how many days there are
    PRIMARY KEY (month, product)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoices (
    place           INTEGER PRIMARY KEY, -- the newest first
    invoice_id      TEXT    NOT NULL UNIQUE,
    number          TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    month           INTEGER NOT NULL,  -- the period, in months since the year 0
    currency        TEXT    NOT NULL,
    amount          INTEGER NOT NULL,  -- in the currency's smallest unit
    created_at      INTEGER NOT NULL,  -- milliseconds since 1970
    due_day         INTEGER NOT NULL,  -- days since 0000-12-31
    document_sha256 TEXT    NOT NULL,
    receipt_sha256  TEXT,
    about           TEXT    NOT NULL,  -- what its first line is for
    corrects        TEXT               -- the invoice that a credit note takes back
) STRICT;
CREATE INDEX invoices_by_corrected ON invoices (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX invoices_by_moment ON invoices (created_at);

-- All of each invoice, as JSON; apart, so that lists and sums read nothing of it.
CREATE TABLE invoice_bodies (
    place INTEGER PRIMARY KEY,
    body  TEXT NOT NULL
) STRICT;

-- What can be searched of each invoice, folded; apart for the same reason.
CREATE TABLE invoice_words (
    place INTEGER PRIMARY KEY,
    words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE invoice_trigrams USING fts5 (
    number, words, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);

-- Every trigram with the invoices it stands in, for words that are shorter than one.
CREATE VIRTUAL TABLE invoice_trigram_terms USING fts5vocab(invoice_trigrams, instance);

CREATE TABLE credit_transactions (
    number INTEGER PRIMARY KEY,  -- from one and without gaps
    id     TEXT NOT NULL UNIQUE,
    body   TEXT NOT NULL         -- JSON
) STRICT;
