-- +goose Up
-- What an erasure looks for.
CREATE INDEX import_changes_noun ON import_changes (noun, noun_id);
CREATE INDEX rights_requests_open ON rights_requests (due_on, id) WHERE state IN ('received', 'identity_check', 'explained', 'approved');
CREATE INDEX mails_rights ON mails (id) WHERE kind = 'rights_done';
