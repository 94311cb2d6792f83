-- Every trigram with the invoices it stands in, for words that are shorter than one.
CREATE VIRTUAL TABLE invoice_trigram_terms USING fts5vocab(invoice_trigrams, instance);

-- Nobody asks when a count changed.
ALTER TABLE usage_days DROP COLUMN updated_at;
