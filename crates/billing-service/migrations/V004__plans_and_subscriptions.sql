CREATE TABLE plans (
    id                  TEXT PRIMARY KEY,
    plan_code           TEXT NOT NULL UNIQUE,
    position            BIGINT NOT NULL UNIQUE,
    credits_monthly     BIGINT NOT NULL,
    is_popular          BIGINT NOT NULL CHECK (is_popular IN (0, 1)),
    is_offered          BIGINT NOT NULL CHECK (is_offered IN (0, 1))
);

CREATE TABLE plan_texts (
    plan_id     TEXT NOT NULL REFERENCES plans (id),
    locale      TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (plan_id, locale)
);

-- `subscription_type` is what the price pays for: monthly, yearly or lifetime.
CREATE TABLE plan_prices (
    plan_id           TEXT NOT NULL REFERENCES plans (id),
    currency          TEXT NOT NULL,
    subscription_type TEXT NOT NULL,
    amount_minor      BIGINT NOT NULL CHECK (amount_minor >= 0),
    PRIMARY KEY (plan_id, currency, subscription_type)
);

-- Exactly one of `quota` and `included` is set.
CREATE TABLE plan_features (
    plan_id  TEXT NOT NULL REFERENCES plans (id),
    feature  TEXT NOT NULL,
    quota    BIGINT,
    included BIGINT CHECK (included IN (0, 1)),
    PRIMARY KEY (plan_id, feature),
    CHECK ((quota IS NULL) <> (included IS NULL))
);

CREATE TABLE subscriptions (
    id                TEXT PRIMARY KEY,
    customer_id       TEXT NOT NULL REFERENCES customers (id),
    plan_id           TEXT NOT NULL REFERENCES plans (id),
    subscription_type TEXT NOT NULL,
    start_date        TEXT NOT NULL,
    end_date          TEXT,
    status            TEXT NOT NULL,
    auto_renew        BIGINT NOT NULL CHECK (auto_renew IN (0, 1)),
    scheduled_plan_id TEXT REFERENCES plans (id),
    scheduled_type    TEXT,
    scheduled_date    TEXT,
    created_at        BIGINT NOT NULL
);
CREATE INDEX subscriptions_by_customer ON subscriptions (customer_id, id);

CREATE TABLE credit_balances (
    customer_id      TEXT PRIMARY KEY REFERENCES customers (id),
    total_credits    BIGINT NOT NULL,
    used_credits     BIGINT NOT NULL,
    monthly_quota    BIGINT NOT NULL,
    quota_reset_date TEXT,
    CHECK (used_credits >= 0 AND used_credits <= total_credits)
);
