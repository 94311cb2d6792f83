-- Notices that the person has read here, until the service knows it.
CREATE TABLE notice_reads (
    owner     TEXT NOT NULL,
    notice_id TEXT NOT NULL,
    PRIMARY KEY (owner, notice_id)
) STRICT, WITHOUT ROWID;

-- Notices to be told by a notification, and those that have been.
CREATE TABLE notice_tellings (
    owner      TEXT NOT NULL,
    notice_id  TEXT NOT NULL,
    notice     TEXT NOT NULL, -- JSON
    claimed_at INTEGER,       -- milliseconds since 1970; from then on it counts as told
    PRIMARY KEY (owner, notice_id)
) STRICT, WITHOUT ROWID;
