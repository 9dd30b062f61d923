-- +goose Up
-- The beginnings of words that have an index of their own come in order and one
-- by one, however many there are; others are gathered whole first: 8 ms for the
-- 28,000 "boulangerie" of a million.
DROP TABLE establishment_words;
CREATE VIRTUAL TABLE establishment_words USING fts5 (name_key, content='establishments', content_rowid='id', detail='none', prefix='1 2 3 4 5 6 7 8 9 10 11 12');
INSERT INTO establishment_words (establishment_words, rank) VALUES ('secure-delete', 1);
INSERT INTO establishment_words (establishment_words) VALUES ('rebuild');
DROP TABLE user_words;
CREATE VIRTUAL TABLE user_words USING fts5 (name_key, content='users', content_rowid='id', detail='none', prefix='1 2 3 4 5 6 7 8 9 10 11 12');
INSERT INTO user_words (user_words, rank) VALUES ('secure-delete', 1);
INSERT INTO user_words (user_words) VALUES ('rebuild');
DROP TABLE customer_words;
CREATE VIRTUAL TABLE customer_words USING fts5 (name_key, content='customers', content_rowid='id', detail='none', prefix='1 2 3 4 5 6 7 8 9 10 11 12');
INSERT INTO customer_words (customer_words, rank) VALUES ('secure-delete', 1);
INSERT INTO customer_words (customer_words) VALUES ('rebuild');
