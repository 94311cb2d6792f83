-- What stands on an invoice beside its amounts, fixed when it is issued, and the documents.

-- The last number of each series; a number is taken in the transaction that issues what bears it.
CREATE TABLE invoice_numbers (
    series      TEXT PRIMARY KEY, -- INV-2026, CN-2026
    last_number BIGINT NOT NULL
);

-- The tax that is in prices of a currency; none without a row.
CREATE TABLE tax_rates (
    currency     TEXT PRIMARY KEY,
    basis_points BIGINT NOT NULL CHECK (basis_points BETWEEN 0 AND 9999)
);

-- The bytes of documents by their SHA-256; never changed.
CREATE TABLE documents (
    sha256     TEXT PRIMARY KEY,
    content    BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

ALTER TABLE invoices ADD COLUMN kind TEXT NOT NULL DEFAULT 'invoice'
    CHECK (kind IN ('invoice', 'credit_note'));
ALTER TABLE invoices ADD COLUMN order_id TEXT REFERENCES orders (id);
ALTER TABLE invoices ADD COLUMN corrects TEXT REFERENCES invoices (id);
ALTER TABLE invoices ADD COLUMN billed_to TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN billed_to_contact TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN billed_to_address TEXT;
ALTER TABLE invoices ADD COLUMN billed_to_tax_id TEXT;
ALTER TABLE invoices ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
ALTER TABLE invoices ADD COLUMN is_test BIGINT NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
ALTER TABLE invoices ADD COLUMN document_sha256 TEXT REFERENCES documents (sha256);
ALTER TABLE invoices ADD COLUMN receipt_sha256 TEXT REFERENCES documents (sha256);
-- Since when a document is to be made that nobody has asked for yet.
ALTER TABLE invoices ADD COLUMN document_due_at BIGINT;

ALTER TABLE invoice_lines ADD COLUMN tax_basis_points BIGINT NOT NULL DEFAULT 0;

-- Invoices from before belong to whom they belonged to then.
UPDATE invoices SET
    billed_to = (SELECT company_name FROM customers WHERE customers.id = invoices.customer_id),
    billed_to_contact = (SELECT contact_name FROM customers WHERE customers.id = invoices.customer_id),
    billed_to_address = (SELECT billing_address FROM customers WHERE customers.id = invoices.customer_id),
    billed_to_tax_id = (SELECT tax_id FROM customers WHERE customers.id = invoices.customer_id),
    locale = (SELECT locale FROM customers WHERE customers.id = invoices.customer_id),
    is_test = (SELECT count(*) FROM service_facts WHERE name = 'demonstration');

CREATE INDEX invoices_by_customer_and_id ON invoices (customer_id, id);
CREATE INDEX invoices_by_order ON invoices (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX invoices_with_document_due ON invoices (document_due_at)
    WHERE document_due_at IS NOT NULL;
