-- +goose Up
-- Which process has a mail: its claims are another's to heal only once its
-- lease is over, or theirs is.
ALTER TABLE mails ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';

-- A million reminders that are due do not stand before a log-in code.
CREATE INDEX mails_urgent ON mails (due_at, id) WHERE state IN ('queued', 'retry') AND kind NOT IN ('activation', 'compliance', 'consent');
