-- What is left of the credits that came together, and until when it can be spent. The sum of what
-- is left, less what is owed, is the balance after the newest movement.

-- `id` is that of the movement by which they came. `month` is the first day of the month for which
-- a plan granted them. `expired` is how much of them ran out unused.
CREATE TABLE credit_grants (
    id              TEXT PRIMARY KEY,
    customer_id     TEXT NOT NULL REFERENCES customers (id),
    source          TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount > 0),
    remaining       BIGINT NOT NULL CHECK (remaining >= 0),
    expired         BIGINT NOT NULL DEFAULT 0 CHECK (expired >= 0),
    granted_at      BIGINT NOT NULL,
    expires_at      BIGINT,
    order_id        TEXT REFERENCES orders (id),
    subscription_id TEXT REFERENCES subscriptions (id),
    plan_id         TEXT REFERENCES plans (id),
    month           TEXT,
    is_taken_back   BIGINT NOT NULL DEFAULT 0 CHECK (is_taken_back IN (0, 1)),
    CHECK (remaining + expired <= amount),
    CHECK ((subscription_id IS NULL) = (month IS NULL)),
    UNIQUE (subscription_id, plan_id, month)
);
CREATE INDEX credit_grants_to_spend ON credit_grants (customer_id, expires_at, granted_at, id)
    WHERE remaining > 0;
CREATE INDEX credit_grants_to_expire ON credit_grants (expires_at) WHERE remaining > 0;
CREATE INDEX credit_grants_by_order ON credit_grants (order_id) WHERE order_id IS NOT NULL;

-- `total_credits` is what is left of the grants and what was spent this month; `quota_anchor` is the
-- day by which the months of `quota_subscription` are counted.
ALTER TABLE credit_balances ADD COLUMN debt BIGINT NOT NULL DEFAULT 0 CHECK (debt >= 0);
ALTER TABLE credit_balances ADD COLUMN quota_anchor TEXT;
ALTER TABLE credit_balances ADD COLUMN quota_subscription TEXT REFERENCES subscriptions (id);
ALTER TABLE credit_balances ADD COLUMN quota_plan TEXT REFERENCES plans (id);
CREATE INDEX credit_balances_to_reset ON credit_balances (quota_reset_date)
    WHERE quota_reset_date IS NOT NULL;

-- What was there before grants were written down was granted by a plan and runs out when the next
-- month's credits come.
INSERT INTO credit_grants (id, customer_id, source, amount, remaining, granted_at, expires_at)
SELECT 'before-' || customer_id, customer_id, 'plan', total_credits - used_credits,
       total_credits - used_credits, 0, unixepoch(quota_reset_date) * 1000000
FROM credit_balances WHERE total_credits > used_credits;
UPDATE credit_balances SET quota_anchor = quota_reset_date, quota_subscription =
    (SELECT max(s.id) FROM subscriptions s WHERE s.customer_id = credit_balances.customer_id);
UPDATE credit_balances SET quota_plan =
    (SELECT s.plan_id FROM subscriptions s WHERE s.id = quota_subscription);

-- A balance can be below zero: credits that were paid back may have been spent.
CREATE TABLE credit_transactions_anew (
    id               TEXT PRIMARY KEY,
    customer_id      TEXT NOT NULL REFERENCES customers (id),
    number           BIGINT NOT NULL CHECK (number > 0),
    transaction_type TEXT NOT NULL,
    amount           BIGINT NOT NULL,
    balance_after    BIGINT NOT NULL,
    source           TEXT NOT NULL,
    description      TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    hash             TEXT NOT NULL,
    UNIQUE (customer_id, number)
);
INSERT INTO credit_transactions_anew SELECT * FROM credit_transactions;
DROP TABLE credit_transactions;
ALTER TABLE credit_transactions_anew RENAME TO credit_transactions;
CREATE INDEX credit_transactions_by_moment ON credit_transactions (customer_id, created_at, number);
