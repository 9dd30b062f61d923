-- +goose Up
-- Whether anything refers to a file is asked at each erasure and by the check.
CREATE INDEX attachments_file ON attachments (file_hash) WHERE file_hash <> '';
