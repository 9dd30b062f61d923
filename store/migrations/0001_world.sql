-- +goose Up
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE settings (
    name       TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL
);

CREATE TABLE company_groups (
    id       ROW_ID,
    name     TEXT NOT NULL,
    name_key KEY_TEXT NOT NULL UNIQUE
);

-- In the tables that files feed, import_batch is the import that made a row,
-- import_said what files said beside what it holds (domain.Said).
CREATE TABLE establishments (
    id            ROW_ID,
    id_type       TEXT NOT NULL,
    id_value      KEY_TEXT NOT NULL,
    siren         KEY_TEXT NOT NULL DEFAULT '',
    name          TEXT NOT NULL DEFAULT '',
    name_key      KEY_TEXT NOT NULL DEFAULT '',
    name_source   TEXT NOT NULL DEFAULT 'import',
    country       TEXT NOT NULL DEFAULT 'FR',
    postal_code   TEXT NOT NULL DEFAULT '',
    city          TEXT NOT NULL DEFAULT '',
    activity      TEXT NOT NULL DEFAULT '',
    nomenclature  TEXT NOT NULL DEFAULT '',
    group_id      BIGINT NOT NULL DEFAULT 0,
    state         TEXT NOT NULL DEFAULT 'active',
    is_buyer      BOOLEAN NOT NULL DEFAULT FALSE,
    is_supplier   BOOLEAN NOT NULL DEFAULT FALSE,
    mail_domain   TEXT NOT NULL DEFAULT '',
    standby_email TEXT NOT NULL DEFAULT '',
    held          BOOLEAN NOT NULL DEFAULT FALSE,
    hold_reason   TEXT NOT NULL DEFAULT '',
    import_batch  BIGINT NOT NULL DEFAULT 0,
    import_said   TEXT NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    UNIQUE (id_value, id_type)
);
CREATE INDEX establishments_name ON establishments (name_key, id);
CREATE INDEX establishments_buyer_name ON establishments (name_key, id) WHERE is_buyer;
CREATE INDEX establishments_supplier_name ON establishments (name_key, id) WHERE is_supplier;
CREATE INDEX establishments_siren ON establishments (siren, id) WHERE siren <> '';
CREATE INDEX establishments_group ON establishments (group_id, id) WHERE group_id <> 0;
CREATE INDEX establishments_state ON establishments (state, id) WHERE state <> 'active';
CREATE INDEX establishments_held ON establishments (id) WHERE held;

CREATE TABLE document_types (
    code           TEXT PRIMARY KEY,
    basis          TEXT NOT NULL,
    article        TEXT NOT NULL,
    applies        TEXT NOT NULL,
    max_age_months INTEGER NOT NULL,
    renew_months   INTEGER NOT NULL,
    printed_end    BOOLEAN NOT NULL,
    per_follow_up  BOOLEAN NOT NULL,
    strict_age     BOOLEAN NOT NULL
);

-- What a buyer collects; a buyer without rows collects the default set.
CREATE TABLE collections (
    buyer_id     BIGINT NOT NULL REFERENCES establishments (id),
    type_code    TEXT NOT NULL REFERENCES document_types (code),
    usage_months INTEGER NOT NULL DEFAULT 0,
    forced       BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (buyer_id, type_code)
);

CREATE TABLE follow_ups (
    id                ROW_ID,
    buyer_id          BIGINT NOT NULL REFERENCES establishments (id),
    supplier_id       BIGINT NOT NULL REFERENCES establishments (id),
    state             TEXT NOT NULL,
    episode           INTEGER NOT NULL DEFAULT 1,
    third_party_code  TEXT NOT NULL DEFAULT '',
    began_on          TEXT NOT NULL,
    ends_on           KEY_TEXT NOT NULL,
    forced            BOOLEAN NOT NULL DEFAULT FALSE,
    compliance        TEXT NOT NULL,
    required          INTEGER NOT NULL,
    outstanding       INTEGER NOT NULL,
    computed_on       KEY_TEXT NOT NULL,
    next_change_on    KEY_TEXT NOT NULL,
    standby_reason    TEXT NOT NULL DEFAULT '',
    standby_note      TEXT NOT NULL DEFAULT '',
    standby_until     KEY_TEXT NOT NULL DEFAULT '',
    standby_confirmed BOOLEAN NOT NULL DEFAULT FALSE,
    standby_pending   BOOLEAN NOT NULL DEFAULT FALSE,
    import_batch  BIGINT NOT NULL DEFAULT 0,
    import_said   TEXT NOT NULL DEFAULT '',
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    UNIQUE (supplier_id, buyer_id)
);
CREATE INDEX follow_ups_buyer ON follow_ups (buyer_id, id);
CREATE INDEX follow_ups_compliance ON follow_ups (compliance, id);
CREATE INDEX follow_ups_standby ON follow_ups (standby_until, id) WHERE state = 'standby';
CREATE INDEX follow_ups_closed ON follow_ups (id) WHERE state = 'closed';
CREATE INDEX follow_ups_pending ON follow_ups (id) WHERE standby_pending;
CREATE INDEX follow_ups_next_change ON follow_ups (next_change_on, id);
CREATE INDEX follow_ups_ends ON follow_ups (ends_on, id);

CREATE TABLE contracts (
    id              ROW_ID,
    follow_up_id    BIGINT NOT NULL REFERENCES follow_ups (id),
    reference       TEXT NOT NULL,
    reference_key   KEY_TEXT NOT NULL,
    signer          TEXT NOT NULL DEFAULT '',
    signer_group_id BIGINT NOT NULL DEFAULT 0,
    amount_cents    BIGINT NOT NULL,
    start_on        TEXT NOT NULL,
    end_on          TEXT NOT NULL,
    months          INTEGER NOT NULL,
    ends_on         TEXT NOT NULL,
    UNIQUE (follow_up_id, reference_key)
);

CREATE TABLE users (
    id               ROW_ID,
    establishment_id BIGINT NOT NULL REFERENCES establishments (id),
    email            TEXT NOT NULL DEFAULT '',
    email_key        KEY_TEXT NOT NULL DEFAULT '',
    contact_key      TEXT NOT NULL,
    first_name       TEXT NOT NULL DEFAULT '',
    last_name        TEXT NOT NULL DEFAULT '',
    name_key         KEY_TEXT NOT NULL DEFAULT '',
    job              TEXT NOT NULL DEFAULT '',
    phone            KEY_TEXT NOT NULL DEFAULT '',
    mobile           KEY_TEXT NOT NULL DEFAULT '',
    language         TEXT NOT NULL DEFAULT 'fr',
    source           TEXT NOT NULL DEFAULT 'import',
    role             TEXT NOT NULL,
    state            TEXT NOT NULL,
    rights           INTEGER NOT NULL,
    added_for        BIGINT NOT NULL DEFAULT 0,
    added_by         BIGINT NOT NULL DEFAULT 0,
    held_contact     BOOLEAN NOT NULL DEFAULT FALSE,
    held             BOOLEAN NOT NULL DEFAULT FALSE,
    bounced          BOOLEAN NOT NULL DEFAULT FALSE,
    request_pending  BOOLEAN NOT NULL DEFAULT FALSE,
    password_hash    TEXT NOT NULL DEFAULT '',
    invited_at       BIGINT NOT NULL DEFAULT 0,
    activated_at     BIGINT NOT NULL DEFAULT 0,
    import_batch  BIGINT NOT NULL DEFAULT 0,
    import_said   TEXT NOT NULL DEFAULT '',
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    UNIQUE (establishment_id, contact_key)
);
CREATE INDEX users_email ON users (email_key, id) WHERE email_key <> '';
CREATE INDEX users_name ON users (name_key, id);
CREATE INDEX users_phone ON users (phone, id) WHERE phone <> '';
CREATE INDEX users_mobile ON users (mobile, id) WHERE mobile <> '';
CREATE INDEX users_state ON users (state, id) WHERE state <> 'active';
CREATE INDEX users_held_contact ON users (id) WHERE held_contact;
CREATE INDEX users_held ON users (id) WHERE held;
CREATE INDEX users_bounced ON users (id) WHERE bounced;

CREATE TABLE referents (
    follow_up_id BIGINT NOT NULL REFERENCES follow_ups (id),
    user_id      BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (follow_up_id, user_id)
);
CREATE INDEX referents_user ON referents (user_id, follow_up_id);

CREATE TABLE buyer_contacts (
    follow_up_id BIGINT NOT NULL REFERENCES follow_ups (id),
    user_id      BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (follow_up_id, user_id)
);
CREATE INDEX buyer_contacts_user ON buyer_contacts (user_id, follow_up_id);

CREATE TABLE provenances (
    id           ROW_ID,
    follow_up_id BIGINT NOT NULL DEFAULT 0,
    user_id      BIGINT NOT NULL DEFAULT 0,
    buyer_id     BIGINT NOT NULL DEFAULT 0,
    channel      TEXT NOT NULL,
    batch_id     BIGINT NOT NULL DEFAULT 0,
    line         INTEGER NOT NULL DEFAULT 0,
    actor        TEXT NOT NULL,
    at           BIGINT NOT NULL
);
CREATE INDEX provenances_follow_up ON provenances (follow_up_id, id) WHERE follow_up_id <> 0;
CREATE INDEX provenances_user ON provenances (user_id, id) WHERE user_id <> 0;

CREATE TABLE documents (
    id              ROW_ID,
    supplier_id     BIGINT NOT NULL REFERENCES establishments (id),
    follow_up_id    BIGINT NOT NULL DEFAULT 0,
    type_code       TEXT NOT NULL REFERENCES document_types (code),
    state           TEXT NOT NULL,
    rejected_reason TEXT NOT NULL DEFAULT '',
    issued_on       TEXT NOT NULL DEFAULT '',
    deposited_on    TEXT NOT NULL,
    printed_end_on  TEXT NOT NULL DEFAULT '',
    checked_on      TEXT NOT NULL DEFAULT '',
    checked_by      TEXT NOT NULL DEFAULT '',
    file_hash       TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL
);
CREATE INDEX documents_supplier ON documents (supplier_id, id);
CREATE INDEX documents_to_check ON documents (id) WHERE state = 'to_check';

CREATE TABLE standby_requests (
    id           ROW_ID,
    follow_up_id BIGINT NOT NULL REFERENCES follow_ups (id),
    reason       TEXT NOT NULL,
    note         TEXT NOT NULL DEFAULT '',
    until_on     TEXT NOT NULL DEFAULT '',
    user_id      BIGINT NOT NULL,
    state        TEXT NOT NULL,
    asked_at     BIGINT NOT NULL,
    decided_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX standby_requests_follow_up ON standby_requests (follow_up_id, id);
CREATE INDEX standby_requests_pending ON standby_requests (id) WHERE state = 'pending';

CREATE TABLE suppressions (
    hash       TEXT PRIMARY KEY,
    reason     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE tickets (
    id         ROW_ID,
    kind       TEXT NOT NULL,
    state      TEXT NOT NULL,
    email      TEXT NOT NULL,
    email_key  KEY_TEXT NOT NULL,
    name       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    language   TEXT NOT NULL,
    remote     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX tickets_state ON tickets (state, id);
CREATE INDEX tickets_email ON tickets (email_key, id);
