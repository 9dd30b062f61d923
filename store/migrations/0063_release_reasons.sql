-- +goose Up
-- Why somebody released a week's cycle, beside who did.
ALTER TABLE cycles ADD COLUMN release_reason TEXT NOT NULL DEFAULT '';

-- Why a hold was lifted, beside who lifted it and when.
ALTER TABLE mail_holds ADD COLUMN lift_reason TEXT NOT NULL DEFAULT '';
