-- +goose Up
-- rights_to_set: a contact whom a buyer added, whose rights an administrator
-- of the establishment has not looked at yet; rights_told whether they were asked.
ALTER TABLE users ADD COLUMN rights_to_set BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN rights_told   BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN left_on       TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN replaced_by   BIGINT NOT NULL DEFAULT 0;
CREATE INDEX users_rights_to_set ON users (name_key, id) WHERE rights_to_set;
CREATE INDEX users_rights_to_tell ON users (id) WHERE rights_to_set AND NOT rights_told;

-- An administrator named by the staff: effective after 48 hours unless one of
-- those present objects.
CREATE TABLE nominations (
    id               ROW_ID,
    establishment_id BIGINT NOT NULL REFERENCES establishments (id),
    user_id          BIGINT NOT NULL REFERENCES users (id),
    evidence         TEXT NOT NULL,
    state            TEXT NOT NULL,
    staff_id         BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    effective_at     BIGINT NOT NULL,
    decided_at       BIGINT NOT NULL DEFAULT 0,
    objection        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX nominations_user ON nominations (user_id, id);
CREATE INDEX nominations_pending ON nominations (effective_at, id) WHERE state = 'pending';

ALTER TABLE establishments ADD COLUMN moved_to BIGINT NOT NULL DEFAULT 0;
-- Establishments whose users have no administrator among them: a queue.
CREATE TABLE without_administrator (
    establishment_id BIGINT PRIMARY KEY REFERENCES establishments (id),
    since            BIGINT NOT NULL
);

-- standby_on is since which day; standby_told whether somebody at the buyer could be
-- told: those who could not are a queue of their own.
ALTER TABLE follow_ups ADD COLUMN standby_on   KEY_TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_ups ADD COLUMN standby_told BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE follow_ups SET standby_on = began_on WHERE state = 'standby';
CREATE INDEX follow_ups_undecided ON follow_ups (standby_on, id) WHERE state = 'standby' AND NOT standby_confirmed;
CREATE INDEX follow_ups_untold ON follow_ups (standby_on, id) WHERE state = 'standby' AND NOT standby_confirmed AND NOT standby_told;

-- What happened to each stand-by, by whom and through which door.
CREATE TABLE standby_events (
    id           ROW_ID,
    follow_up_id BIGINT NOT NULL REFERENCES follow_ups (id),
    decision     TEXT NOT NULL,
    reason       TEXT NOT NULL DEFAULT '',
    side         TEXT NOT NULL,
    user_id      BIGINT NOT NULL DEFAULT 0,
    actor        TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX standby_events_follow_up ON standby_events (follow_up_id, id);
