-- +goose Up
-- An import merges the segments of these indexes a little in every commit, from
-- four of a size on. Left to FTS5, it came in lumps of up to 70 ms, and
-- everybody who wrote waited for them: now only from twelve on.
INSERT INTO establishment_words (establishment_words, rank) VALUES ('automerge', 12);
INSERT INTO user_words (user_words, rank) VALUES ('automerge', 12);
INSERT INTO customer_words (customer_words, rank) VALUES ('automerge', 12);
