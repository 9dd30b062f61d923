-- +goose Up
-- Log-ins of suppliers, by keyed hash of their cookie.
CREATE TABLE sessions (
    id         ROW_ID,
    hash       TEXT NOT NULL UNIQUE,
    user_id    BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_expiry ON sessions (expires_at, id);

-- A log-in whose password was right and which is not finished: one row for each
-- establishment that it opens. The code sent by mail, where the establishment
-- asked for it, follows from the row and the key: it stands nowhere.
CREATE TABLE login_codes (
    id         ROW_ID,
    user_id    BIGINT NOT NULL REFERENCES users (id),
    hash       TEXT NOT NULL UNIQUE,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL DEFAULT 0,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX login_codes_user ON login_codes (user_id, id);
CREATE INDEX login_codes_expiry ON login_codes (expires_at, id);

-- The two-factor register, one row an establishment.
CREATE TABLE two_factor (
    establishment_id BIGINT PRIMARY KEY REFERENCES establishments (id),
    requested_on     TEXT NOT NULL,
    requested_by     TEXT NOT NULL,
    method           TEXT NOT NULL DEFAULT '',
    on_since         TEXT NOT NULL DEFAULT ''
);
CREATE INDEX two_factor_waiting ON two_factor (establishment_id) WHERE on_since = '';

-- The register of security audits, quotable in an answer.
CREATE TABLE security_audits (
    id         ROW_ID,
    done_on    KEY_TEXT NOT NULL,
    auditor    TEXT NOT NULL,
    scope      TEXT NOT NULL,
    conclusion TEXT NOT NULL,
    reference  TEXT NOT NULL DEFAULT '',
    staff_id   BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX security_audits_done ON security_audits (done_on, id);

-- A document's file stands in the data directory under its hash.
ALTER TABLE documents ADD COLUMN file_name     TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN media_type    TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN file_size     BIGINT NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN channel       TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN user_id       BIGINT NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN attachment_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN security_code TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN code_checked_on TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN code_checked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN code_genuine  BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE documents ADD COLUMN note          TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN version       BIGINT NOT NULL DEFAULT 1;
CREATE INDEX documents_state ON documents (state, id) WHERE state <> 'accepted';
CREATE INDEX documents_type ON documents (type_code, id);
CREATE INDEX documents_file ON documents (file_hash) WHERE file_hash <> '';
