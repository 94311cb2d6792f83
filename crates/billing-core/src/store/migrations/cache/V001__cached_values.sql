-- What the service last said, one row a kind; everything here can be fetched again.
CREATE TABLE cached_values (
    owner        TEXT    NOT NULL, -- the service's address and the person's id
    kind         TEXT    NOT NULL,
    etag         TEXT,
    language     TEXT    NOT NULL, -- the language it was asked for in
    body         TEXT    NOT NULL, -- JSON
    fetched_at   INTEGER NOT NULL, -- milliseconds since 1970
    confirmed_at INTEGER NOT NULL, -- when the service last said that it still holds
    checksum     BLOB    NOT NULL, -- SHA-256 of all of the above: a flipped bit must not become a figure
    PRIMARY KEY (owner, kind)
) STRICT, WITHOUT ROWID;
