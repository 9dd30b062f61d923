-- +goose Up
-- What a reminder says is stored as what differs from a base, the text that
-- reminders of its kind and language have in common: a sixth of what it was,
-- and a week of a million reminders is a gigabyte instead of ten.
CREATE TABLE mail_bases (
    id   ROW_ID,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);
ALTER TABLE mail_bodies ADD COLUMN base_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_bodies ADD COLUMN packed RAW_BYTES;
