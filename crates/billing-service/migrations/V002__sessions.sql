-- One row for each signed-in device. `used_generation` and `used_token` say which refresh token
-- was used last; tokens of the next generation and that one token are the ones still accepted.
CREATE TABLE sessions (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users (id),
    device          TEXT NOT NULL,
    address         TEXT,
    created_at      BIGINT NOT NULL,
    last_used_at    BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    ended_at        BIGINT,
    ended_because   TEXT,
    used_generation BIGINT NOT NULL,
    used_token      BYTEA
);
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at);
CREATE INDEX sessions_by_end ON sessions (ended_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Only the SHA-256 of a refresh token is kept.
CREATE TABLE refresh_tokens (
    token_sha256 BYTEA PRIMARY KEY,
    session_id   TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    generation   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
