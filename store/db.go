// Package store is the memory of the house: SQL on SQLite or PostgreSQL, one
// file per noun. Reading methods hang on reader, writing ones on *Tx, so that
// a write outside an audited transaction does not compile.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// DB is an open database: one writer and a pool of readers.
type DB struct {
	reader
	stamps reader // what is asked before each mail leaves
	read   *sqlx.DB
	write  *sqlx.DB
	writes *statements
	now    func() time.Time
	source Source
	glance *sqlx.DB      // of SQLite, for stamps
	pages  *checkpointer // of SQLite
	turn   *turn         // of SQLite
	guard  Hasher        // of the suppression list, nil without the key

	scrubDue atomic.Bool // what was erased may still stand in the log of SQLite
}

// Source says where a database is.
type Source struct {
	Dialect string // sqlite or postgres
	Path    string // of the SQLite file
	URL     string // of the PostgreSQL server
}

// Open opens a database without migrating it; now is the clock of every row.
func Open(ctx context.Context, src Source, now func() time.Time) (*DB, error) {
	db := &DB{now: now, source: src}
	var err error
	switch src.Dialect {
	case "sqlite":
		db.reader.dialect = sqlite()
		if db.read, db.write, err = openSQLite(ctx, src.Path); err == nil {
			db.turn, err = openTurn(src.Path)
		}
		if err == nil {
			db.glance, err = openGlance(src.Path)
		}
		if err == nil {
			db.pages, err = startCheckpointer(src.Path, db.turn)
		}
	case "postgres":
		db.reader.dialect = postgres()
		db.read, err = openPostgres(ctx, src.URL)
		db.write = db.read
	default:
		err = fmt.Errorf("store: unknown dialect %q", src.Dialect)
	}
	if err != nil {
		return nil, err
	}
	db.reader.run, db.reader.frequency, db.reader.names = newStatements(db.read), &frequency{}, &nameMemory{}
	db.stamps = db.reader
	if db.glance != nil {
		db.stamps.run = newStatements(db.glance)
	}
	db.writes = newStatements(db.write)
	return db, nil
}

// Close closes every connection.
func (db *DB) Close() error {
	if db.read == db.write {
		return db.write.Close()
	}
	return errors.Join(db.pages.close(), db.glance.Close(), db.read.Close(), db.write.Close(), db.turn.close())
}

// Dialect names the database: sqlite or postgres.
func (db *DB) Dialect() string { return db.dialect.name }

// Now is the hour of the database's clock.
func (db *DB) Now() domain.Instant { return domain.InstantOf(db.now()) }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }
