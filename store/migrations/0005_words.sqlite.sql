-- +goose Up
CREATE VIRTUAL TABLE establishment_words USING fts5 (name_key, content='establishments', content_rowid='id', detail='none', prefix='2 3');
INSERT INTO establishment_words (establishment_words, rank) VALUES ('secure-delete', 1);
-- +goose StatementBegin
CREATE TRIGGER establishment_words_insert AFTER INSERT ON establishments BEGIN
    INSERT INTO establishment_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishment_words_update AFTER UPDATE OF name_key ON establishments WHEN old.name_key <> new.name_key BEGIN
    INSERT INTO establishment_words (establishment_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
    INSERT INTO establishment_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishment_words_delete AFTER DELETE ON establishments BEGIN
    INSERT INTO establishment_words (establishment_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
END;
-- +goose StatementEnd

CREATE VIRTUAL TABLE user_words USING fts5 (name_key, content='users', content_rowid='id', detail='none', prefix='2 3');
INSERT INTO user_words (user_words, rank) VALUES ('secure-delete', 1);
-- +goose StatementBegin
CREATE TRIGGER user_words_insert AFTER INSERT ON users BEGIN
    INSERT INTO user_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER user_words_update AFTER UPDATE OF name_key ON users WHEN old.name_key <> new.name_key BEGIN
    INSERT INTO user_words (user_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
    INSERT INTO user_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER user_words_delete AFTER DELETE ON users BEGIN
    INSERT INTO user_words (user_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
END;
-- +goose StatementEnd

CREATE VIRTUAL TABLE customer_words USING fts5 (name_key, content='customers', content_rowid='id', detail='none', prefix='2 3');
INSERT INTO customer_words (customer_words, rank) VALUES ('secure-delete', 1);
-- +goose StatementBegin
CREATE TRIGGER customer_words_insert AFTER INSERT ON customers BEGIN
    INSERT INTO customer_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER customer_words_update AFTER UPDATE OF name_key ON customers WHEN old.name_key <> new.name_key BEGIN
    INSERT INTO customer_words (customer_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
    INSERT INTO customer_words (rowid, name_key) VALUES (new.id, new.name_key);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER customer_words_delete AFTER DELETE ON customers BEGIN
    INSERT INTO customer_words (customer_words, rowid, name_key) VALUES ('delete', old.id, old.name_key);
END;
-- +goose StatementEnd
