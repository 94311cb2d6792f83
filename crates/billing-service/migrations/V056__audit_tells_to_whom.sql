-- What it was done to, what it came to in a few words, and of the end of a write its beginning.
ALTER TABLE audit_log ADD COLUMN subject TEXT;
ALTER TABLE audit_log ADD COLUMN note TEXT;
ALTER TABLE audit_log ADD COLUMN begun_as TEXT;
CREATE UNIQUE INDEX audit_log_by_beginning ON audit_log (begun_as) WHERE begun_as IS NOT NULL;
CREATE INDEX audit_log_by_user ON audit_log (user_id, id);
CREATE INDEX audit_log_by_subject ON audit_log (subject, id) WHERE subject IS NOT NULL;
