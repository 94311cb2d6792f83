-- Money that staff say has come. Above a limit one person proposes and another approves.
CREATE TABLE hand_settlements (
    id           TEXT PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    came_by      TEXT NOT NULL CHECK (came_by IN ('provider', 'elsewhere')),
    reference    TEXT NOT NULL,
    reason       TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN
        ('proposed', 'settled', 'rejected', 'withdrawn', 'overtaken')),
    needs_second BIGINT NOT NULL CHECK (needs_second IN (0, 1)),
    proposed_by  TEXT NOT NULL REFERENCES users (id),
    proposed_at  BIGINT NOT NULL,
    decided_by   TEXT REFERENCES users (id),
    decided_at   BIGINT,
    note         TEXT,
    CHECK ((state = 'proposed') = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (needs_second = 0 OR state <> 'settled' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX one_proposal_of_an_order ON hand_settlements (order_id)
    WHERE state = 'proposed';
-- A payment's number in the books that show it counts once.
CREATE UNIQUE INDEX hand_settlements_by_reference ON hand_settlements (came_by, reference)
    WHERE state IN ('proposed', 'settled');
CREATE INDEX hand_settlements_by_order ON hand_settlements (order_id, id);

-- What is held for somebody's eyes is found without reading all of the ledger.
CREATE INDEX ledger_postings_held ON ledger_postings (transaction_id)
    WHERE account = 'held_for_support';
