-- +goose Up
-- Requests under articles 15 to 21 of the RGPD. received_on is the day of the
-- letter, due_on one month later (art. 12(3)); email_hash keeps the person
-- recognisable after their erasure, when the rest is masked. confirmed_at: the
-- person proved to be who they say; adopted_at: an administrator of the
-- establishment wants its removal too.
CREATE TABLE rights_requests (
    id               ROW_ID,
    kind             TEXT NOT NULL,
    scope            TEXT NOT NULL,
    subject_id       BIGINT NOT NULL DEFAULT 0,
    state            TEXT NOT NULL,
    channel          TEXT NOT NULL,
    email            TEXT NOT NULL,
    email_key        KEY_TEXT NOT NULL,
    email_hash       KEY_TEXT NOT NULL DEFAULT '',
    name             TEXT NOT NULL,
    language         TEXT NOT NULL,
    user_id          BIGINT NOT NULL DEFAULT 0,
    details          TEXT NOT NULL DEFAULT '',
    received_on      TEXT NOT NULL,
    due_on           KEY_TEXT NOT NULL,
    doubt            TEXT NOT NULL DEFAULT '',
    extended_on      TEXT NOT NULL DEFAULT '',
    extension_reason TEXT NOT NULL DEFAULT '',
    refusal          TEXT NOT NULL DEFAULT '',
    refusal_reason   TEXT NOT NULL DEFAULT '',
    ticket_id        BIGINT NOT NULL DEFAULT 0,
    registered_by    BIGINT NOT NULL DEFAULT 0,
    approved_by      BIGINT NOT NULL DEFAULT 0,
    executed_by      BIGINT NOT NULL DEFAULT 0,
    confirmed_at     BIGINT NOT NULL DEFAULT 0,
    adopted_at       BIGINT NOT NULL DEFAULT 0,
    adopted_by       BIGINT NOT NULL DEFAULT 0,
    explained_at     BIGINT NOT NULL DEFAULT 0,
    approved_at      BIGINT NOT NULL DEFAULT 0,
    closed_at        BIGINT NOT NULL DEFAULT 0,
    outcome          TEXT NOT NULL DEFAULT '',
    letter           TEXT NOT NULL DEFAULT '',
    plan             TEXT NOT NULL DEFAULT '',
    version          BIGINT NOT NULL DEFAULT 1,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
CREATE INDEX rights_requests_due ON rights_requests (due_on, id);
CREATE INDEX rights_requests_state ON rights_requests (state, due_on, id);
CREATE INDEX rights_requests_kind ON rights_requests (kind, due_on, id);
CREATE INDEX rights_requests_email ON rights_requests (email_key, id);
CREATE INDEX rights_requests_hash ON rights_requests (email_hash, id) WHERE email_hash <> '';
CREATE INDEX rights_requests_subject ON rights_requests (scope, subject_id, id);
CREATE INDEX rights_requests_ticket ON rights_requests (ticket_id, id) WHERE ticket_id <> 0;

-- The suppression list holds keyed hashes only: of addresses and of identifiers.
ALTER TABLE suppressions ADD COLUMN kind       TEXT NOT NULL DEFAULT 'address';
ALTER TABLE suppressions ADD COLUMN request_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX suppressions_kind ON suppressions (kind, created_at);

-- A legal hold (alert L. 8222-5, dispute) stops a purge until it is lifted.
CREATE TABLE legal_holds (
    id         ROW_ID,
    scope      TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    staff_id   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    lifted_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX legal_holds_subject ON legal_holds (scope, subject_id, id) WHERE lifted_at = 0;

ALTER TABLE follow_ups ADD COLUMN closed_on KEY_TEXT NOT NULL DEFAULT '';
CREATE INDEX follow_ups_closed_on ON follow_ups (closed_on, id) WHERE closed_on <> '';
