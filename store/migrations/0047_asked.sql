-- +goose Up
-- What may leave outside the windows, or while the cycle is held: it is not
-- looked for among a million reminders that may not.
CREATE INDEX mails_asked ON mails (due_at, id) WHERE state IN ('queued', 'retry') AND kind IN ('activation', 'compliance', 'consent') AND (asked OR kind = 'consent');
