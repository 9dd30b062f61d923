-- +goose Up
-- Suppliers that stayed silent for so many reminded weeks that a step was
-- taken: 1 its administrators, 2 the buyers' contacts, 3 at risk. The row goes
-- with the first sign of life.
CREATE TABLE silences (
    id             BIGINT PRIMARY KEY REFERENCES establishments (id),
    since          KEY_TEXT NOT NULL,
    step           INTEGER NOT NULL,
    step_week      KEY_TEXT NOT NULL,
    next_week      KEY_TEXT NOT NULL,
    stopped_by     TEXT NOT NULL DEFAULT '',
    stopped_reason TEXT NOT NULL DEFAULT '',
    stopped_at     BIGINT NOT NULL DEFAULT 0,
    updated_at     BIGINT NOT NULL
);
CREATE INDEX silences_step ON silences (step, id);

-- Follow-ups whose buyer is told nothing of a silence, by hand.
CREATE TABLE silence_stops (
    follow_up_id BIGINT PRIMARY KEY REFERENCES follow_ups (id),
    reason       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
