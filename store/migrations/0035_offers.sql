-- +goose Up
-- Numbers begin again each year; one statement takes the next.
CREATE TABLE number_series (
    kind KEY_TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (kind, year)
);

-- request_id is the consent mail that had been sent when the offer was made, or
-- was sent with it; 0 is an offer made without.
CREATE TABLE offers (
    id          ROW_ID,
    number      KEY_TEXT NOT NULL UNIQUE,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    state       TEXT NOT NULL,
    valid_until KEY_TEXT NOT NULL,
    request_id  BIGINT NOT NULL DEFAULT 0,
    net_cents   BIGINT NOT NULL,
    gross_cents BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX offers_customer ON offers (customer_id, id);
CREATE INDEX offers_open ON offers (id) WHERE state = 'open';
CREATE INDEX offers_without ON offers (id) WHERE request_id = 0;

CREATE TABLE offer_lines (
    id               ROW_ID,
    offer_id         BIGINT NOT NULL REFERENCES offers (id),
    label            TEXT NOT NULL,
    quantity         BIGINT NOT NULL,
    unit             TEXT NOT NULL,
    unit_price_cents BIGINT NOT NULL,
    vat_rate         INTEGER NOT NULL
);
CREATE INDEX offer_lines_offer ON offer_lines (offer_id, id);

-- facts is what the form says, frozen when it is made; mention the preferences
-- as of its first printing. Both are JSON and never change afterwards.
CREATE TABLE order_forms (
    id          ROW_ID,
    number      KEY_TEXT NOT NULL UNIQUE,
    offer_id    BIGINT NOT NULL UNIQUE REFERENCES offers (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    facts       TEXT NOT NULL,
    mention     TEXT NOT NULL DEFAULT '',
    actor       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    printed_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX order_forms_customer ON order_forms (customer_id, id);
CREATE INDEX order_forms_age ON order_forms (created_at, id);
