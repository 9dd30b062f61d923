-- +goose Up
-- What somebody looked into within the last hour is counted at each look.
CREATE INDEX audit_looks ON audit (actor, at) WHERE action IN ('reveal', 'document_open');
