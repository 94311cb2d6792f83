-- What of a period's worth went into the period that took its place; the rest of what was taken out
-- went back to the customer.
ALTER TABLE subscription_periods ADD COLUMN passed_to BIGINT;
ALTER TABLE subscription_periods ADD COLUMN passed_minor BIGINT NOT NULL DEFAULT 0;

-- Every order that comes from a change of plan is known as such, also one that only adds time, or
-- begins where there is no subscription: nothing else may end for its money.
CREATE TABLE orders_about_subscriptions (
    order_id        TEXT PRIMARY KEY REFERENCES orders (id),
    customer_id     TEXT NOT NULL REFERENCES customers (id),
    subscription_id TEXT REFERENCES subscriptions (id), -- none if there was none
    purpose         TEXT NOT NULL CHECK (purpose IN ('renewal', 'addition', 'change')),
    number          BIGINT, -- of the period a renewal pays for
    version         BIGINT, -- of the subscription the rest was worked out from
    credit_minor    BIGINT NOT NULL DEFAULT 0,
    given_up_at     BIGINT, -- no longer wanted; its time is over since then
    CHECK ((purpose = 'renewal') = (number IS NOT NULL)),
    CHECK (purpose <> 'renewal' OR subscription_id IS NOT NULL)
);
INSERT INTO orders_about_subscriptions (order_id, customer_id, subscription_id, purpose, number,
    version, credit_minor, given_up_at)
SELECT s.order_id, o.customer_id, s.subscription_id, s.purpose, s.number, s.version, s.credit_minor,
    CASE WHEN s.given_up IS NOT NULL THEN o.expires_at END
FROM subscription_orders s JOIN orders o ON o.id = s.order_id;
DROP TABLE subscription_orders;
ALTER TABLE orders_about_subscriptions RENAME TO subscription_orders;
CREATE INDEX subscription_orders_by_customer ON subscription_orders (customer_id, order_id);
-- One renewal of a period at a time.
CREATE UNIQUE INDEX one_renewal_of_a_period ON subscription_orders (subscription_id, number)
    WHERE purpose = 'renewal' AND given_up_at IS NULL;

-- A pause moves an end, and what is told of it is told again for the new day.
CREATE TABLE notices_of_subscriptions (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    number          BIGINT NOT NULL, -- of the period it is about
    kind            TEXT NOT NULL,
    due_on          TEXT NOT NULL,
    recorded_at     BIGINT NOT NULL,
    is_overtaken    BIGINT NOT NULL CHECK (is_overtaken IN (0, 1)), -- a later one came the same day
    PRIMARY KEY (subscription_id, number, kind, due_on)
);
INSERT INTO notices_of_subscriptions SELECT subscription_id, number, kind, due_on, recorded_at,
    is_overtaken FROM subscription_notices;
DROP TABLE subscription_notices;
ALTER TABLE notices_of_subscriptions RENAME TO subscription_notices;
