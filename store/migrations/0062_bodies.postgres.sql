-- +goose Up
-- What mails say is compressed by lz4 where the server can: its own way took a
-- quarter of the time that PostgreSQL spent on a mail.
-- +goose StatementBegin
DO $$
BEGIN
    ALTER TABLE mail_bodies ALTER COLUMN text SET COMPRESSION lz4, ALTER COLUMN html SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END;
$$;
-- +goose StatementEnd
