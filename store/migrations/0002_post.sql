-- +goose Up
CREATE TABLE mails (
    id            ROW_ID,
    kind          TEXT NOT NULL,
    email         TEXT NOT NULL,
    email_key     KEY_TEXT NOT NULL,
    dedup_key     KEY_TEXT NOT NULL UNIQUE,
    week          KEY_TEXT NOT NULL DEFAULT '',
    language      TEXT NOT NULL,
    state         TEXT NOT NULL,
    hold          TEXT NOT NULL DEFAULT '',
    subject_id    BIGINT NOT NULL DEFAULT 0,
    due_at        BIGINT NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    uncertain     INTEGER NOT NULL DEFAULT 0,
    claimed_until BIGINT NOT NULL DEFAULT 0,
    message_id    TEXT NOT NULL DEFAULT '',
    reason        TEXT NOT NULL DEFAULT '',
    reply         TEXT NOT NULL DEFAULT '',
    actor         TEXT NOT NULL,
    asked         BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX mails_due ON mails (due_at, id) WHERE state IN ('queued', 'retry');
CREATE INDEX mails_week_waiting ON mails (week, id) WHERE state IN ('queued', 'retry') AND week <> '';
CREATE INDEX mails_claimed ON mails (claimed_until, id) WHERE state IN ('claimed', 'committing');
CREATE INDEX mails_uncertain ON mails (id) WHERE uncertain > 0;
CREATE INDEX mails_email ON mails (email_key, id);
CREATE INDEX mails_state ON mails (state, id);

CREATE TABLE mail_bodies (
    mail_id BIGINT PRIMARY KEY REFERENCES mails (id),
    subject TEXT NOT NULL,
    text    TEXT NOT NULL,
    html    TEXT NOT NULL
);

CREATE TABLE links (
    id         ROW_ID,
    kind       TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE,
    subject_id BIGINT NOT NULL,
    mail_id    BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX links_subject ON links (kind, subject_id, id);
CREATE INDEX links_mail ON links (mail_id, id) WHERE mail_id <> 0;

CREATE TABLE cycles (
    week        TEXT PRIMARY KEY,
    state       TEXT NOT NULL,
    hold        TEXT NOT NULL DEFAULT '',
    hold_detail TEXT NOT NULL DEFAULT '',
    released_by TEXT NOT NULL DEFAULT '',
    planned_to  BIGINT NOT NULL DEFAULT 0,
    planned_at  BIGINT NOT NULL DEFAULT 0,
    actor       TEXT NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL
);

-- How many persons each cycle mailed or not, by kind and outcome.
CREATE TABLE cycle_counts (
    week    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    outcome TEXT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (week, kind, outcome)
);

CREATE TABLE cycle_buyers (
    week     TEXT NOT NULL,
    buyer_id BIGINT NOT NULL,
    n        BIGINT NOT NULL,
    PRIMARY KEY (week, buyer_id)
);

-- The last outcome of each person for each kind, rewritten when it changes,
-- with the weeks before it as "2026-W46:mailed 2026-W45:compliant".
CREATE TABLE reminder_outcomes (
    user_id            BIGINT PRIMARY KEY,
    activation         TEXT NOT NULL,
    activation_since   TEXT NOT NULL,
    activation_before  TEXT NOT NULL DEFAULT '',
    compliance         TEXT NOT NULL,
    compliance_since   TEXT NOT NULL,
    compliance_before  TEXT NOT NULL DEFAULT ''
);

CREATE TABLE customers (
    id            ROW_ID,
    code          KEY_TEXT NOT NULL DEFAULT '',
    customer_key  TEXT NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    siret         KEY_TEXT NOT NULL DEFAULT '',
    company_name  TEXT NOT NULL DEFAULT '',
    last_name     TEXT NOT NULL DEFAULT '',
    first_name    TEXT NOT NULL DEFAULT '',
    name_key      KEY_TEXT NOT NULL DEFAULT '',
    email         TEXT NOT NULL DEFAULT '',
    email_key     KEY_TEXT NOT NULL DEFAULT '',
    phone         KEY_TEXT NOT NULL DEFAULT '',
    mobile        KEY_TEXT NOT NULL DEFAULT '',
    address       TEXT NOT NULL DEFAULT '',
    postal_code   TEXT NOT NULL DEFAULT '',
    city          TEXT NOT NULL DEFAULT '',
    country       TEXT NOT NULL DEFAULT 'FR',
    language      TEXT NOT NULL DEFAULT 'fr',
    accepts_email BOOLEAN NOT NULL DEFAULT FALSE,
    accepts_sms   BOOLEAN NOT NULL DEFAULT FALSE,
    accepts_phone BOOLEAN NOT NULL DEFAULT FALSE,
    accepts_post  BOOLEAN NOT NULL DEFAULT FALSE,
    request_id    BIGINT NOT NULL DEFAULT 0,
    request_state TEXT NOT NULL DEFAULT '',
    refused_email BOOLEAN NOT NULL DEFAULT FALSE,
    import_batch  BIGINT NOT NULL DEFAULT 0,
    import_said   TEXT NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX customers_name ON customers (name_key, id);
CREATE INDEX customers_email ON customers (email_key, id) WHERE email_key <> '';
CREATE INDEX customers_siret ON customers (siret, id) WHERE siret <> '';
CREATE INDEX customers_phone ON customers (phone, id) WHERE phone <> '';
CREATE INDEX customers_mobile ON customers (mobile, id) WHERE mobile <> '';
CREATE INDEX customers_state ON customers (request_state, id);

CREATE TABLE consent_texts (
    hash       TEXT PRIMARY KEY,
    language   TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE consent_requests (
    id          ROW_ID,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    state       TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    email       TEXT NOT NULL,
    mail_id     BIGINT NOT NULL DEFAULT 0,
    text_hash   TEXT NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL,
    sent_at     BIGINT NOT NULL DEFAULT 0,
    answered_at BIGINT NOT NULL DEFAULT 0,
    expires_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX consent_requests_customer ON consent_requests (customer_id, id);
CREATE INDEX consent_requests_expiry ON consent_requests (expires_at, id) WHERE state = 'sent';

CREATE TABLE consent_ledger (
    id          ROW_ID,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    request_id  BIGINT NOT NULL DEFAULT 0,
    channel     TEXT NOT NULL,
    target      TEXT NOT NULL,
    controller  TEXT NOT NULL,
    value       BOOLEAN NOT NULL,
    means       TEXT NOT NULL,
    text_hash   TEXT NOT NULL DEFAULT '',
    remote      TEXT NOT NULL DEFAULT '',
    staff_id    BIGINT NOT NULL DEFAULT 0,
    evidence    TEXT NOT NULL DEFAULT '',
    at          BIGINT NOT NULL
);
CREATE INDEX consent_ledger_customer ON consent_ledger (customer_id, id);
