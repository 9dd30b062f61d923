-- +goose Up
-- Every row of the ledger is sealed by the hash of its facts and of the seal
-- before it. Whom it is about is in the seal as a salted hash: an erasure empties
-- the salt with the rest, and the chain stays whole.
CREATE TABLE consent_seals (
    ledger_id    BIGINT PRIMARY KEY REFERENCES consent_ledger (id),
    prev_hash    TEXT NOT NULL,
    target_hash  TEXT NOT NULL,
    subject_hash TEXT NOT NULL,
    hash         TEXT NOT NULL
);
CREATE TRIGGER consent_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- An answer that fell before falls were written down: so that the last row of a
-- channel is always the answer of today.
CREATE TEMPORARY TABLE fallen AS
    SELECT l.id, l.customer_id, l.channel, l.controller, s.target, s.target_hash, c.updated_at AS at FROM consent_ledger l
    JOIN consent_subjects s ON s.ledger_id = l.id JOIN customers c ON c.id = l.customer_id
    WHERE l.value AND c.customer_key NOT LIKE 'erased:%' AND NOT EXISTS (SELECT 1 FROM consent_ledger n WHERE n.customer_id = l.customer_id AND n.channel = l.channel AND n.id > l.id)
    AND NOT (l.channel = 'email' AND c.accepts_email OR l.channel = 'sms' AND c.accepts_sms OR l.channel = 'phone' AND c.accepts_phone OR l.channel = 'post' AND c.accepts_post);
INSERT INTO consent_ledger (customer_id, request_id, channel, controller, value, means, text_hash, staff_id, at)
    SELECT customer_id, 0, channel, controller, FALSE, 'reset', '', 0, at FROM fallen ORDER BY id;
INSERT INTO consent_subjects (ledger_id, target, target_hash, remote, evidence)
    SELECT l.id, f.target, f.target_hash, '', '' FROM consent_ledger l JOIN fallen f ON f.customer_id = l.customer_id AND f.channel = l.channel
    WHERE l.means = 'reset' AND NOT EXISTS (SELECT 1 FROM consent_subjects s WHERE s.ledger_id = l.id);
DROP TABLE fallen;
ALTER TABLE consent_subjects ADD COLUMN salt TEXT NOT NULL DEFAULT '';
DROP TRIGGER consent_subjects_only_erased ON consent_subjects;
UPDATE consent_subjects SET salt = REPLACE(CAST(gen_random_uuid() AS text), '-', '') WHERE ledger_id NOT IN
    (SELECT l.id FROM consent_ledger l JOIN customers c ON c.id = l.customer_id WHERE c.customer_key LIKE 'erased:%');
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND new.ledger_id = old.ledger_id AND new.target = '' AND new.remote = '' AND new.evidence = '' AND new.salt = ''
        AND (old.target_hash = '' OR new.target_hash = old.target_hash) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'consent_subjects can only be erased';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER consent_subjects_only_erased BEFORE UPDATE OR DELETE ON consent_subjects FOR EACH ROW EXECUTE FUNCTION refuse_but_erasure();
