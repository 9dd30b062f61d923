-- +goose Up
-- A mail on its way is claimed, committing and sent within a second. Each step
-- moved it from one place of the index of all states to another, half of what
-- the three changes of its row cost; claims, some hundred at most, need no
-- order of their ends.
DROP INDEX mails_state;
CREATE INDEX mails_state ON mails (state, id) WHERE state NOT IN ('claimed', 'committing');
DROP INDEX mails_claimed;
CREATE INDEX mails_claimed ON mails (id) WHERE state IN ('claimed', 'committing');
