-- +goose Up
CREATE INDEX audit_subject_id ON audit (subject_id, id);
DROP INDEX establishments_held;
CREATE INDEX establishments_held ON establishments (held, name_key, id) WHERE held;
