-- What the person has chosen, each as JSON.
CREATE TABLE choices (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is signed in, without any secret; at most one row.
CREATE TABLE owner (
    only     INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    server   TEXT    NOT NULL,
    user_id  TEXT    NOT NULL,
    me       TEXT    NOT NULL, -- JSON
    keychain TEXT    NOT NULL  -- JSON: whether the keychain holds the newest secret
) STRICT;

-- Names of keychain entries that may exist; written before the entry, removed after it, so that
-- none is left behind by a crash or by a keychain that was locked at the wrong moment.
CREATE TABLE keychain_entries (
    server  TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (server, user_id)
) STRICT, WITHOUT ROWID;
