-- +goose Up
-- An offer is changed or withdrawn while no order form exists for it; edition
-- is one more with each change, changed_by and changed_at the last of them.
ALTER TABLE offers ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
ALTER TABLE offers ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE offers ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE offers ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX offers_withdrawn ON offers (id) WHERE state = 'withdrawn';
