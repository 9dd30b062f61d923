-- +goose Up
-- Every filter of a list finds its rows in the order in which they show: the
-- cost of a page does not grow with what the filter leaves out.
DROP INDEX establishments_state;
CREATE INDEX establishments_state ON establishments (state, name_key, id) WHERE state <> 'active';
CREATE INDEX establishments_city ON establishments (LOWER(city), name_key, id) WHERE city <> '';
CREATE INDEX establishments_country ON establishments (country, name_key, id) WHERE country <> 'FR';

DROP INDEX users_state;
CREATE INDEX users_state ON users (state, name_key, id) WHERE state <> 'active';
CREATE INDEX users_role ON users (role, name_key, id) WHERE role <> 'administrator';
DROP INDEX users_held_contact;
CREATE INDEX users_held_contact ON users (name_key, id) WHERE held_contact;
DROP INDEX users_held;
CREATE INDEX users_held ON users (name_key, id) WHERE held;
DROP INDEX users_bounced;
CREATE INDEX users_bounced ON users (name_key, id) WHERE bounced;

CREATE INDEX follow_ups_on_standby ON follow_ups (id) WHERE state = 'standby';

DROP INDEX customers_state;
CREATE INDEX customers_state ON customers (request_state, name_key, id);
CREATE INDEX customers_kind ON customers (kind, name_key, id);
CREATE INDEX customers_code ON customers (code, id) WHERE code <> '';
CREATE INDEX customers_city ON customers (LOWER(city), name_key, id) WHERE city <> '';
CREATE INDEX customers_accepts_email ON customers (name_key, id) WHERE accepts_email;
CREATE INDEX customers_accepts_sms ON customers (name_key, id) WHERE accepts_sms;
CREATE INDEX customers_accepts_phone ON customers (name_key, id) WHERE accepts_phone;
CREATE INDEX customers_accepts_post ON customers (name_key, id) WHERE accepts_post;

CREATE INDEX mails_kind ON mails (kind, id);
CREATE INDEX mails_week ON mails (week, id) WHERE week <> '';
CREATE INDEX mails_reason ON mails (reason, id) WHERE reason <> '';

CREATE INDEX audit_action ON audit (action, id);
