-- What the console saw of the purchases it watched, the newest few thousand; for evidence only.
CREATE TABLE observations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    owner  TEXT    NOT NULL, -- the service's address and the person's id
    body   TEXT    NOT NULL  -- JSON; holds no text that a person has typed or a stranger has sent
) STRICT;

CREATE INDEX observations_of_owner ON observations (owner, number);
