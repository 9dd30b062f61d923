-- +goose Up
-- The hours of the calendar over which a cycle's mails are spread.
ALTER TABLE cycles ADD COLUMN hours TEXT NOT NULL DEFAULT '';
