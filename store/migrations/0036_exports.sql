-- +goose Up
-- The register of exports: what was asked for, by whom, what left.
CREATE TABLE exports (
    id          ROW_ID,
    what        TEXT NOT NULL,
    format      TEXT NOT NULL,
    filter      TEXT NOT NULL DEFAULT '',
    sort        TEXT NOT NULL DEFAULT '',
    descending  BOOLEAN NOT NULL DEFAULT FALSE,
    columns     TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL,
    rows        BIGINT NOT NULL DEFAULT 0,
    more        BOOLEAN NOT NULL DEFAULT FALSE,
    sha256      TEXT NOT NULL DEFAULT '',
    staff_id    BIGINT NOT NULL DEFAULT 0,
    actor       TEXT NOT NULL,
    released_by TEXT NOT NULL DEFAULT '',
    asked_at    BIGINT NOT NULL,
    released_at BIGINT NOT NULL DEFAULT 0,
    done_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX exports_waiting ON exports (id) WHERE state = 'waiting';
CREATE INDEX exports_ready ON exports (id) WHERE state = 'ready';
