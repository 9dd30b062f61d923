-- +goose Up
-- The ledger is kept for ever; whom an answer was about stands beside it, where
-- an erasure may reach: all that may change there is clear text becoming empty
-- while its keyed hash stays.
CREATE TABLE consent_subjects (
    ledger_id   BIGINT PRIMARY KEY REFERENCES consent_ledger (id),
    target      TEXT NOT NULL,
    target_hash TEXT NOT NULL DEFAULT '',
    remote      TEXT NOT NULL DEFAULT '',
    evidence    TEXT NOT NULL DEFAULT ''
);
INSERT INTO consent_subjects (ledger_id, target, remote, evidence) SELECT id, target, remote, evidence FROM consent_ledger;
DROP TRIGGER consent_ledger_no_update;
ALTER TABLE consent_ledger DROP COLUMN target;
ALTER TABLE consent_ledger DROP COLUMN remote;
ALTER TABLE consent_ledger DROP COLUMN evidence;
-- +goose StatementBegin
CREATE TRIGGER consent_ledger_no_update BEFORE UPDATE ON consent_ledger BEGIN SELECT RAISE(ABORT, 'consent_ledger is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_subjects_only_erased BEFORE UPDATE ON consent_subjects
WHEN new.ledger_id <> old.ledger_id OR new.target <> '' OR new.remote <> '' OR new.evidence <> ''
    OR old.target_hash <> '' AND new.target_hash <> old.target_hash
BEGIN SELECT RAISE(ABORT, 'consent_subjects can only be erased'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_subjects_no_delete BEFORE DELETE ON consent_subjects BEGIN SELECT RAISE(ABORT, 'consent_subjects can only be erased'); END;
-- +goose StatementEnd
