package store

import (
	"context"
	"errors"
	"time"

	"github.com/mattn/go-sqlite3"
)

// scrubTries and scrubPause are the patience of a Scrub: two seconds.
const (
	scrubTries = 100
	scrubPause = 20 * time.Millisecond
)

// Scrub brings the pages of a commit into the file of SQLite and empties its
// log, so that what was erased is not found there either. Somebody who reads
// an older state, or another checkpoint, keeps it waiting; when they take too
// long it is due, and done by the next Scrub.
func (db *DB) Scrub(ctx context.Context) error {
	if db.dialect.name != "sqlite" {
		return nil
	}
	db.scrubDue.Store(true)
	for range scrubTries {
		done, err := db.emptyLog(ctx)
		if err != nil {
			return err
		}
		if done {
			db.scrubDue.Store(false)
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scrubPause):
		}
	}
	return nil
}

// ScrubDue reports whether an earlier Scrub could not empty the log.
func (db *DB) ScrubDue() bool { return db.scrubDue.Load() }

// emptyLog reports whether the log is empty now.
func (db *DB) emptyLog(ctx context.Context) (bool, error) {
	var busy, pages, copied int
	if err := db.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &copied); err != nil {
		if locked(err) {
			return false, nil
		}
		return false, err
	}
	return busy == 0, nil
}

func locked(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked)
}

// RawSource is the driver and the address under which the database can be read
// beside the store: by tests that look for what must not be there.
func (db *DB) RawSource() (driver, address string) {
	if db.dialect.name == "postgres" {
		return "pgx", db.source.URL
	}
	return "sqlite3", dsn(db.source.Path, "ro")
}
