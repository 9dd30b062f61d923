-- +goose Up
-- When a mail was first written: the date that all its tries bear.
ALTER TABLE mail_bodies ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
