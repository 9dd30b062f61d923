-- +goose Up
-- The ledger is kept for ever; whom an answer was about stands beside it, where
-- an erasure may reach: all that may change there is clear text becoming empty
-- while its keyed hash stays.
CREATE TABLE consent_subjects (
    ledger_id   BIGINT PRIMARY KEY REFERENCES consent_ledger (id),
    target      TEXT NOT NULL,
    target_hash KEY_TEXT NOT NULL DEFAULT '',
    remote      TEXT NOT NULL DEFAULT '',
    evidence    TEXT NOT NULL DEFAULT ''
);
INSERT INTO consent_subjects (ledger_id, target, remote, evidence) SELECT id, target, remote, evidence FROM consent_ledger;
ALTER TABLE consent_ledger DISABLE TRIGGER consent_ledger_append_only;
UPDATE consent_ledger SET target = '', remote = '', evidence = '';
ALTER TABLE consent_ledger ENABLE TRIGGER consent_ledger_append_only;
ALTER TABLE consent_ledger DROP COLUMN target;
ALTER TABLE consent_ledger DROP COLUMN remote;
ALTER TABLE consent_ledger DROP COLUMN evidence;
-- +goose StatementBegin
CREATE FUNCTION refuse_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND new.ledger_id = old.ledger_id AND new.target = '' AND new.remote = '' AND new.evidence = ''
        AND (old.target_hash = '' OR new.target_hash = old.target_hash) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'consent_subjects can only be erased';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER consent_subjects_only_erased BEFORE UPDATE OR DELETE ON consent_subjects FOR EACH ROW EXECUTE FUNCTION refuse_but_erasure();
CREATE TRIGGER consent_subjects_no_truncate BEFORE TRUNCATE ON consent_subjects FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
