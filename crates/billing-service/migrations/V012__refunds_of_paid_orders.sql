-- Whether the order was paid when the refund was asked for: then a part that goes back takes nothing
-- away of what was bought. Of older refunds that is not known; they count as they did.
ALTER TABLE refunds ADD COLUMN of_paid_order BIGINT NOT NULL DEFAULT 0 CHECK (of_paid_order IN (0, 1));
