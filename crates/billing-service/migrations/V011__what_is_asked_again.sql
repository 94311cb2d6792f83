-- A code that was given up although its provider could not close it: until `payable_until` somebody
-- who still sees it can pay.
ALTER TABLE payment_attempts ADD COLUMN stays_payable BIGINT NOT NULL DEFAULT 0
    CHECK (stays_payable IN (0, 1));

-- What is forgotten from time to time is found without reading everything else.
CREATE INDEX changes_by_time ON changes (at);
CREATE INDEX webhook_log_with_body ON webhook_log (received_at) WHERE body IS NOT NULL;
-- Notices whose sender could not be made sure of. Anybody can send them, so they are counted before
-- another is kept.
CREATE INDEX webhook_log_not_believed ON webhook_log (received_at)
    WHERE provider_event_id IS NULL;

-- How often a coupon is used is counted without the order that asks.
DROP INDEX coupon_uses_by_discount;
CREATE INDEX coupon_uses_by_discount
    ON coupon_uses (discount_id, is_given_back, customer_id, order_id);

-- An answer to a question may be lost before it is kept, so each payment is named again and again.
ALTER TABLE sandbox_payments DROP COLUMN is_told;
ALTER TABLE sandbox_payments ADD COLUMN times_told BIGINT NOT NULL DEFAULT 0;
