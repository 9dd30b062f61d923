-- +goose Up
-- A campaign asks the customers that a filter finds, or those chosen, in slices:
-- after_id is how far it came, last_id where it ends.
CREATE TABLE campaigns (
    id          ROW_ID,
    state       TEXT NOT NULL,
    filter      TEXT NOT NULL DEFAULT '',
    chosen      TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    planned     BIGINT NOT NULL DEFAULT 0,
    resets      BIGINT NOT NULL DEFAULT 0,
    queued      BIGINT NOT NULL DEFAULT 0,
    skipped     BIGINT NOT NULL DEFAULT 0,
    after_id    BIGINT NOT NULL DEFAULT 0,
    last_id     BIGINT NOT NULL,
    unswept     BOOLEAN NOT NULL DEFAULT FALSE,
    actor       TEXT NOT NULL,
    staff_id    BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX campaigns_at_work ON campaigns (id) WHERE state = 'running' AND finished_at = 0 OR unswept;

-- Whom a campaign left out, and why.
CREATE TABLE campaign_skips (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    customer_id BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (campaign_id, customer_id)
);

ALTER TABLE consent_requests ADD COLUMN campaign_id BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX consent_requests_campaign ON consent_requests (campaign_id, customer_id) WHERE campaign_id <> 0;
CREATE INDEX consent_requests_waiting ON consent_requests (customer_id) WHERE state = 'queued';
