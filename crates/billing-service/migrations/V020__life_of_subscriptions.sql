-- The customer's days begin at their own midnight; a name of the IANA time zone database.
ALTER TABLE customers ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';

-- What an order keeps at most of the money it was paid with; the rest is the customer's credit
-- balance, because what it bought was given up.
ALTER TABLE orders ADD COLUMN keeps_minor BIGINT CHECK (keeps_minor >= 0);

-- For so many days a plan can be tried out by who has never had one.
ALTER TABLE plans ADD COLUMN trial_days BIGINT NOT NULL DEFAULT 0 CHECK (trial_days >= 0);

-- The end of the last period is `anchor_months` calendar months after `anchor_date`.
ALTER TABLE subscriptions ADD COLUMN anchor_date TEXT;
ALTER TABLE subscriptions ADD COLUMN anchor_months BIGINT NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN is_cancelled BIGINT NOT NULL DEFAULT 0
    CHECK (is_cancelled IN (0, 1));
ALTER TABLE subscriptions ADD COLUMN paused_since TEXT;
ALTER TABLE subscriptions ADD COLUMN paused_until TEXT;
ALTER TABLE subscriptions ADD COLUMN ended_on TEXT;
-- Counts what people decide and pay; a price that was worked out before holds no longer.
ALTER TABLE subscriptions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- When something is to be done that nobody asks for.
ALTER TABLE subscriptions ADD COLUMN next_look_at BIGINT;
CREATE INDEX subscriptions_to_look_at ON subscriptions (next_look_at)
    WHERE next_look_at IS NOT NULL;

-- What was bought of a subscription: each period begins where the one before ends.
CREATE TABLE subscription_periods (
    subscription_id   TEXT NOT NULL REFERENCES subscriptions (id),
    number            BIGINT NOT NULL CHECK (number >= 0),
    plan_id           TEXT NOT NULL REFERENCES plans (id),
    subscription_type TEXT NOT NULL,
    start_date        TEXT NOT NULL,
    end_date          TEXT,
    paused_days       BIGINT NOT NULL DEFAULT 0,
    order_id          TEXT REFERENCES orders (id),
    own_minor         BIGINT NOT NULL CHECK (own_minor >= 0),
    carried_minor     BIGINT NOT NULL CHECK (carried_minor >= 0),
    released_minor    BIGINT NOT NULL CHECK (released_minor >= 0),
    is_trial          BIGINT NOT NULL CHECK (is_trial IN (0, 1)),
    has_begun         BIGINT NOT NULL CHECK (has_begun IN (0, 1)),
    PRIMARY KEY (subscription_id, number),
    CHECK (end_date IS NULL OR end_date >= start_date)
);
CREATE UNIQUE INDEX subscription_periods_by_order ON subscription_periods (order_id)
    WHERE order_id IS NOT NULL;

-- Orders that are about a subscription that is there: its renewals, one for each period, and
-- changes that were worked out from how it then stood.
CREATE TABLE subscription_orders (
    order_id        TEXT PRIMARY KEY REFERENCES orders (id),
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    purpose         TEXT NOT NULL CHECK (purpose IN ('renewal', 'change')),
    number          BIGINT, -- of the period a renewal pays for
    version         BIGINT, -- of the subscription a change was worked out from
    credit_minor    BIGINT NOT NULL DEFAULT 0,
    -- No longer wanted: it must be closed at its provider before anybody pays it, or has been.
    given_up        TEXT CHECK (given_up IN ('to_close', 'closed')),
    CHECK ((purpose = 'renewal') = (number IS NOT NULL)),
    CHECK ((purpose = 'change') = (version IS NOT NULL))
);
CREATE INDEX subscription_orders_by_subscription ON subscription_orders (subscription_id, order_id);
-- One renewal of a period at a time.
CREATE UNIQUE INDEX one_renewal_of_a_period ON subscription_orders (subscription_id, number)
    WHERE purpose = 'renewal' AND given_up IS NULL;
CREATE INDEX subscription_orders_to_close ON subscription_orders (given_up, order_id)
    WHERE given_up = 'to_close';

-- What people decided, with the version of the subscription that came of it.
CREATE TABLE subscription_deeds (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    version         BIGINT NOT NULL,
    deed            TEXT NOT NULL CHECK (deed IN
        ('cancel_at_the_end', 'cancel_now', 'pause', 'resume', 'schedule',
        'try_out')),
    user_id         TEXT NOT NULL,
    reason          TEXT,
    comment         TEXT,
    done_at         BIGINT NOT NULL,
    PRIMARY KEY (subscription_id, version)
);

-- What the customer is told of, each once. Whoever sends it finds it here.
CREATE TABLE subscription_notices (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    number          BIGINT NOT NULL, -- of the period it is about
    kind            TEXT NOT NULL,
    due_on          TEXT NOT NULL,
    recorded_at     BIGINT NOT NULL,
    is_overtaken    BIGINT NOT NULL CHECK (is_overtaken IN (0, 1)), -- a later one came the same day
    PRIMARY KEY (subscription_id, number, kind)
);

-- Subscriptions from before have a period for each order that was delivered into them. Those that
-- have been over for long are not looked at again, and nobody is told of their end.
UPDATE subscriptions SET anchor_date = coalesce(end_date, start_date),
    next_look_at = CASE WHEN status IN ('cancelled', 'expired')
        OR end_date < date('now', '-14 days') THEN NULL ELSE 0 END,
    is_cancelled = CASE WHEN status IN ('cancel_scheduled', 'cancelled') THEN 1 ELSE 0 END,
    ended_on = CASE WHEN status = 'cancelled' THEN coalesce(end_date, start_date) END;
WITH bought AS (
    SELECT s.id AS subscription_id, s.plan_id, row_number() OVER stacked - 1 AS number,
        coalesce(o.subscription_type, s.subscription_type) AS subscription_type,
        coalesce(lag(o.valid_until) OVER stacked, s.start_date) AS begins,
        CASE WHEN lead(o.id) OVER stacked IS NULL THEN s.end_date ELSE o.valid_until END AS ends,
        o.id AS order_id, o.final_minor
    FROM subscriptions s JOIN orders o ON o.customer_id = s.customer_id
        AND o.product_type = 'plan' AND o.product_id = s.plan_id AND o.fulfilled_at >= s.created_at
    WHERE NOT EXISTS (SELECT 1 FROM subscriptions later WHERE later.customer_id = s.customer_id
        AND later.id > s.id AND later.created_at <= o.fulfilled_at)
    WINDOW stacked AS (PARTITION BY s.id ORDER BY o.fulfilled_at, o.id)
)
INSERT INTO subscription_periods (subscription_id, number, plan_id, subscription_type, start_date,
    end_date, order_id, own_minor, carried_minor, released_minor, is_trial, has_begun)
SELECT subscription_id, number, plan_id, subscription_type, begins, max(begins, ends), order_id,
    final_minor, 0, 0, 0, CASE WHEN begins > date('now') THEN 0 ELSE 1 END
FROM bought;
INSERT INTO subscription_periods (subscription_id, number, plan_id, subscription_type, start_date,
    end_date, order_id, own_minor, carried_minor, released_minor, is_trial, has_begun)
SELECT s.id, 0, s.plan_id, s.subscription_type, s.start_date,
    max(s.start_date, s.end_date), NULL, 0, 0, 0,
    CASE WHEN s.status = 'trialing' THEN 1 ELSE 0 END, 1
FROM subscriptions s
WHERE NOT EXISTS (SELECT 1 FROM subscription_periods p WHERE p.subscription_id = s.id);
