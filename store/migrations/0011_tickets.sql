-- +goose Up
-- A conversation is its messages; legal_due_on is the last day of a legal clock,
-- 9999-12-31 without one, so that the queue reads in one order. The service
-- clock runs since clock_at, 0 while it stands still.
ALTER TABLE tickets ADD COLUMN assignee_id      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN establishment_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN user_id          BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN follow_up_id     BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN customer_id      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN legal_due_on     KEY_TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE tickets ADD COLUMN served_seconds   BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN clock_at         BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN snoozed_until    BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN merged_into      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN stage            TEXT NOT NULL DEFAULT 'todo';
ALTER TABLE tickets ADD COLUMN version          BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN updated_at       BIGINT NOT NULL DEFAULT 0;
UPDATE tickets SET clock_at = created_at, updated_at = created_at;
DROP INDEX tickets_state;
CREATE INDEX tickets_queue ON tickets (legal_due_on, id);
CREATE INDEX tickets_state ON tickets (state, legal_due_on, id);
CREATE INDEX tickets_kind ON tickets (kind, legal_due_on, id);
-- A stage is what several states have in common: todo, waiting, done.
CREATE INDEX tickets_stage ON tickets (stage, legal_due_on, id);
CREATE INDEX tickets_assignee ON tickets (assignee_id, legal_due_on, id);
CREATE INDEX tickets_claim ON tickets (assignee_id, stage, legal_due_on, id);
CREATE INDEX tickets_due ON tickets (legal_due_on, id) WHERE stage <> 'done';
CREATE INDEX tickets_woken ON tickets (legal_due_on, id) WHERE stage = 'todo' AND snoozed_until <> 0;
CREATE INDEX tickets_snoozed ON tickets (snoozed_until, id) WHERE state = 'snoozed';
CREATE INDEX tickets_establishment ON tickets (establishment_id, id) WHERE establishment_id <> 0;
CREATE INDEX tickets_user ON tickets (user_id, id) WHERE user_id <> 0;
CREATE INDEX tickets_merged ON tickets (merged_into, id) WHERE merged_into <> 0;

-- What came in and what went out; a call is noted as one of either.
CREATE TABLE ticket_messages (
    id          ROW_ID,
    ticket_id   BIGINT NOT NULL REFERENCES tickets (id),
    direction   TEXT NOT NULL,
    means       TEXT NOT NULL,
    staff_id    BIGINT NOT NULL DEFAULT 0,
    email       TEXT NOT NULL,
    email_key   KEY_TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    language    TEXT NOT NULL,
    message_id  KEY_TEXT NOT NULL DEFAULT '',
    mail_id     BIGINT NOT NULL DEFAULT 0,
    facts       BOOLEAN NOT NULL DEFAULT FALSE,
    automatic   BOOLEAN NOT NULL DEFAULT FALSE,
    at          BIGINT NOT NULL
);
CREATE INDEX ticket_messages_ticket ON ticket_messages (ticket_id, id);
CREATE INDEX ticket_messages_message_id ON ticket_messages (message_id) WHERE message_id <> '';
CREATE INDEX ticket_messages_mail ON ticket_messages (mail_id) WHERE mail_id <> 0;
CREATE INDEX ticket_messages_email ON ticket_messages (email_key, id);
INSERT INTO ticket_messages (ticket_id, direction, means, email, email_key, subject, body, language, at)
    SELECT id, 'in', 'page', email, email_key, subject, body, language, created_at FROM tickets ORDER BY id;
ALTER TABLE tickets DROP COLUMN body;

-- Notes are another table than what is sent: a note cannot leave.
CREATE TABLE ticket_notes (
    id        ROW_ID,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    staff_id  BIGINT NOT NULL,
    body      TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX ticket_notes_ticket ON ticket_notes (ticket_id, id);

-- What was done in or from a ticket, in codes: it names nobody. version is
-- the ticket's after it, so that a late change can be told what came between.
CREATE TABLE ticket_events (
    id         ROW_ID,
    ticket_id  BIGINT NOT NULL REFERENCES tickets (id),
    staff_id   BIGINT NOT NULL DEFAULT 0,
    act        TEXT NOT NULL,
    detail     TEXT NOT NULL DEFAULT '',
    subject    TEXT NOT NULL DEFAULT '',
    subject_id BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL DEFAULT 0,
    at         BIGINT NOT NULL
);
CREATE INDEX ticket_events_ticket ON ticket_events (ticket_id, id);

-- What came back about a mail of ours: a failure, a delay, an automatic
-- answer, or the mail itself. Counting them is the post's affair.
CREATE TABLE mail_returns (
    id         ROW_ID,
    mail_id    BIGINT NOT NULL DEFAULT 0,
    email_key  KEY_TEXT NOT NULL DEFAULT '',
    kind       TEXT NOT NULL,
    status     TEXT NOT NULL DEFAULT '',
    diagnostic TEXT NOT NULL DEFAULT '',
    message_id KEY_TEXT NOT NULL DEFAULT '',
    ticket_id  BIGINT NOT NULL DEFAULT 0,
    at         BIGINT NOT NULL
);
CREATE INDEX mail_returns_mail ON mail_returns (mail_id, id) WHERE mail_id <> 0;
CREATE INDEX mail_returns_email ON mail_returns (email_key, id) WHERE email_key <> '';
CREATE INDEX mail_returns_message_id ON mail_returns (message_id) WHERE message_id <> '';

CREATE TABLE ticket_tags (
    ticket_id BIGINT NOT NULL REFERENCES tickets (id),
    tag       KEY_TEXT NOT NULL,
    PRIMARY KEY (ticket_id, tag)
);
CREATE INDEX ticket_tags_tag ON ticket_tags (tag, ticket_id);

CREATE TABLE attachments (
    id          ROW_ID,
    message_id  BIGINT NOT NULL REFERENCES ticket_messages (id),
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        BIGINT NOT NULL,
    file_hash   TEXT NOT NULL,
    refused     TEXT NOT NULL DEFAULT '',
    document_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX attachments_message ON attachments (message_id, id);

-- What somebody is typing, kept as it is typed: it survives everything.
CREATE TABLE drafts (
    staff_id   BIGINT NOT NULL REFERENCES staff (id),
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    facts      BOOLEAN NOT NULL DEFAULT FALSE,
    version    BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (staff_id, subject)
);

-- Who has a ticket open now.
CREATE TABLE ticket_readers (
    ticket_id BIGINT NOT NULL,
    staff_id  BIGINT NOT NULL,
    typing    BOOLEAN NOT NULL DEFAULT FALSE,
    seen_at   BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, staff_id)
);

-- The team's own texts, each edit a version; the last one counts.
CREATE TABLE ready_texts (
    id         ROW_ID,
    code       KEY_TEXT NOT NULL,
    language   TEXT NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    version    BIGINT NOT NULL,
    staff_id   BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    UNIQUE (code, language, version)
);

-- A macro is a ready text, a state and an act, for one ticket or all marked.
CREATE TABLE macros (
    id         ROW_ID,
    code       KEY_TEXT NOT NULL UNIQUE,
    title_fr   TEXT NOT NULL,
    title_en   TEXT NOT NULL,
    text_code  TEXT NOT NULL DEFAULT '',
    state      TEXT NOT NULL DEFAULT '',
    tag        TEXT NOT NULL DEFAULT '',
    act        TEXT NOT NULL DEFAULT ''
);
