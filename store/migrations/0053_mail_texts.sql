-- +goose Up
-- The team's wordings of the reminders, both languages of a version together;
-- version 0 is the product's own and stands nowhere. An empty block is the
-- product's.
CREATE TABLE mail_texts (
    kind       KEY_TEXT NOT NULL,
    version    BIGINT NOT NULL,
    language   KEY_TEXT NOT NULL,
    subject    TEXT NOT NULL DEFAULT '',
    title      TEXT NOT NULL DEFAULT '',
    intro      TEXT NOT NULL DEFAULT '',
    closing    TEXT NOT NULL DEFAULT '',
    actor      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, version, language)
);

-- From which version a mail was made, so that a correction finds those it reached.
ALTER TABLE mail_bodies ADD COLUMN text_version BIGINT NOT NULL DEFAULT 0;

-- The last mail before a cycle's own.
ALTER TABLE cycles ADD COLUMN mails_after BIGINT NOT NULL DEFAULT 0;

-- One correction of a faulty text to those it reached, once.
CREATE TABLE corrections (
    id           ROW_ID,
    kind         KEY_TEXT NOT NULL,
    week         KEY_TEXT NOT NULL,
    text_version BIGINT NOT NULL,
    subject_fr   TEXT NOT NULL,
    body_fr      TEXT NOT NULL,
    subject_en   TEXT NOT NULL,
    body_en      TEXT NOT NULL,
    actor        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    queued_to    BIGINT NOT NULL DEFAULT 0,
    queued       BIGINT NOT NULL DEFAULT 0,
    finished_at  BIGINT NOT NULL DEFAULT 0,
    UNIQUE (kind, week, text_version)
);
CREATE INDEX corrections_open ON corrections (id) WHERE finished_at = 0;
