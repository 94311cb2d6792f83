-- Downloads of many documents that were begun and not put away; each is written with its documents
-- before the first of its files is.
CREATE TABLE downloads (
    owner    TEXT NOT NULL, -- the service's address and the person's id
    id       TEXT NOT NULL,
    download TEXT NOT NULL, -- JSON
    PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

-- The documents of each, in the order in which they are fetched; gone when it has ended.
CREATE TABLE download_documents (
    owner    TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    document TEXT    NOT NULL, -- JSON
    PRIMARY KEY (owner, id, place)
) STRICT, WITHOUT ROWID;
