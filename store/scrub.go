package store

import "context"

// Scrub brings the pages of a commit into the file of SQLite and empties its
// log, so that what was erased is not found there either. While somebody reads
// an older state the log stays a moment longer: the next Scrub empties it.
func (db *DB) Scrub(ctx context.Context) error {
	if db.dialect.name != "sqlite" {
		return nil
	}
	var busy, pages, copied int
	return db.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &copied)
}

// RawSource is the driver and the address under which the database can be read
// beside the store: by tests that look for what must not be there.
func (db *DB) RawSource() (driver, address string) {
	if db.dialect.name == "postgres" {
		return "pgx", db.source.URL
	}
	return "sqlite3", dsn(db.source.Path, "ro")
}
