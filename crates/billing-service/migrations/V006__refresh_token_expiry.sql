-- Tokens that ran out are deleted by the hour, those of running sessions too.
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);
