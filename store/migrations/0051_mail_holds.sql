-- +goose Up
-- Who keeps which mails back, and why: everything, a week's cycle, a buyer, a
-- person. What is lifted stays as its history.
CREATE TABLE mail_holds (
    id         ROW_ID,
    scope      TEXT NOT NULL,
    subject_id BIGINT NOT NULL DEFAULT 0,
    week       KEY_TEXT NOT NULL DEFAULT '',
    reason     TEXT NOT NULL,
    actor      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    lifted_by  TEXT NOT NULL DEFAULT '',
    lifted_at  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX mail_holds_standing ON mail_holds (scope, subject_id, week) WHERE lifted_at = 0;

-- What was held before.
INSERT INTO mail_holds (scope, subject_id, reason, actor, created_at)
    SELECT 'buyer', id, hold_reason, '', updated_at FROM establishments WHERE held;
INSERT INTO mail_holds (scope, subject_id, reason, actor, created_at)
    SELECT 'person', id, '', '', updated_at FROM users WHERE held;

-- The turn of holds that stood when a mail was claimed: it leaves only while
-- that one stands.
ALTER TABLE mails ADD COLUMN hold_turn TEXT NOT NULL DEFAULT '';
CREATE INDEX mails_set_aside ON mails (id) WHERE hold IN ('held_person', 'held_buyer', 'held_cycle');

-- How many mails the plans of a week queued, for its progress.
ALTER TABLE cycles ADD COLUMN mails BIGINT NOT NULL DEFAULT 0;
