-- +goose Up
CREATE TABLE staff (
    id           ROW_ID,
    name         TEXT NOT NULL,
    name_key     KEY_TEXT NOT NULL UNIQUE,
    email        TEXT NOT NULL DEFAULT '',
    role         TEXT NOT NULL,
    disabled     BOOLEAN NOT NULL DEFAULT FALSE,
    language     TEXT NOT NULL DEFAULT 'fr',
    timezone     TEXT NOT NULL DEFAULT 'Europe/Paris',
    theme        TEXT NOT NULL DEFAULT '',
    last_seen_at BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL
);

CREATE TABLE staff_keys (
    id           ROW_ID,
    staff_id     BIGINT NOT NULL REFERENCES staff (id),
    fingerprint  TEXT NOT NULL UNIQUE,
    public_key   TEXT NOT NULL,
    label        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL DEFAULT 0,
    expires_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX staff_keys_staff ON staff_keys (staff_id, id);

-- What the console remembers of one person: sort, columns, last views.
CREATE TABLE staff_views (
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (staff_id, name)
);

CREATE TABLE import_batches (
    id             ROW_ID,
    kind           TEXT NOT NULL,
    file_name      TEXT NOT NULL,
    file_sha256    TEXT NOT NULL DEFAULT '',
    actor          TEXT NOT NULL,
    state          TEXT NOT NULL,
    lines          INTEGER NOT NULL DEFAULT 0,
    created        INTEGER NOT NULL DEFAULT 0,
    linked         INTEGER NOT NULL DEFAULT 0,
    updated        INTEGER NOT NULL DEFAULT 0,
    unchanged      INTEGER NOT NULL DEFAULT 0,
    rejected       INTEGER NOT NULL DEFAULT 0,
    warnings       INTEGER NOT NULL DEFAULT 0,
    establishments INTEGER NOT NULL DEFAULT 0,
    followups      INTEGER NOT NULL DEFAULT 0,
    users          INTEGER NOT NULL DEFAULT 0,
    started_at     BIGINT NOT NULL,
    finished_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX import_batches_state ON import_batches (state, id);

CREATE TABLE import_lines (
    batch_id     BIGINT NOT NULL REFERENCES import_batches (id),
    line         INTEGER NOT NULL,
    verdict      TEXT NOT NULL,
    reason       TEXT NOT NULL DEFAULT '',
    warnings     TEXT NOT NULL DEFAULT '',
    supplier_id  BIGINT NOT NULL DEFAULT 0,
    follow_up_id BIGINT NOT NULL DEFAULT 0,
    user_id      BIGINT NOT NULL DEFAULT 0,
    customer_id  BIGINT NOT NULL DEFAULT 0,
    contract_id  BIGINT NOT NULL DEFAULT 0,
    made         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, line)
);

-- What a batch changed, or made beside its lines' own rows (value_before
-- empty), in order, for its undo.
CREATE TABLE import_changes (
    id           ROW_ID,
    batch_id     BIGINT NOT NULL REFERENCES import_batches (id),
    line         INTEGER NOT NULL,
    noun         TEXT NOT NULL,
    noun_id      BIGINT NOT NULL,
    value_before TEXT NOT NULL DEFAULT ''
);
CREATE INDEX import_changes_batch ON import_changes (batch_id, id);

CREATE TABLE audit (
    id         ROW_ID,
    at         BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    door       TEXT NOT NULL,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    before     TEXT NOT NULL,
    after      TEXT NOT NULL,
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE
);
CREATE INDEX audit_subject ON audit (subject, subject_id, id);
CREATE INDEX audit_actor ON audit (actor, id);

-- Who alone may do a thing now: serve one database, send the mails.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
