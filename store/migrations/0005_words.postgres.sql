-- +goose Up
ALTER TABLE establishments ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name_key)) STORED;
CREATE INDEX establishments_words ON establishments USING gin (words);
ALTER TABLE users ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name_key)) STORED;
CREATE INDEX users_words ON users USING gin (words);
ALTER TABLE customers ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name_key)) STORED;
CREATE INDEX customers_words ON customers USING gin (words);
