-- +goose Up
-- The week that a return counts for as a failure of its address, '' for none.
ALTER TABLE mail_returns ADD COLUMN week KEY_TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_returns_failed ON mail_returns (email_key, week) WHERE week <> '' AND email_key <> '';

-- Addresses that reminders go to no more: they failed in two weeks, or their
-- reader complained. lifted_at: a person decided otherwise; what failed before
-- counts no more.
CREATE TABLE address_flags (
    id         ROW_ID,
    email_key  KEY_TEXT NOT NULL UNIQUE,
    cause      TEXT NOT NULL,
    status     TEXT NOT NULL DEFAULT '',
    diagnostic TEXT NOT NULL DEFAULT '',
    ticket_id  BIGINT NOT NULL DEFAULT 0,
    at         BIGINT NOT NULL,
    lifted_at  BIGINT NOT NULL DEFAULT 0
);

-- Whether the desk has looked at the refusal of a mail.
ALTER TABLE mails ADD COLUMN judged BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX mails_unjudged ON mails (id) WHERE state = 'rejected' AND NOT judged;
