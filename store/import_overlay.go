package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"vigie/internal/domain"
)

// Overlay is the database of a dry run: temporary, empty, and over a live one
// that it only reads.
type Overlay struct {
	db   *DB
	live reader
	dir  string
}

// NewOverlay makes an overlay in dir, the system's temporary folder when
// empty. Whoever makes it closes it.
func (db *DB) NewOverlay(ctx context.Context, dir string) (*Overlay, error) {
	dir, err := os.MkdirTemp(dir, "vigie-dry-run-*")
	if err != nil {
		return nil, err
	}
	over, err := Open(ctx, Source{Dialect: "sqlite", Path: filepath.Join(dir, "overlay.db")}, db.now)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	o := &Overlay{db: over, live: db.reader, dir: dir}
	if err := over.Migrate(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	// Its rows refer to rows of the live database, and nobody will miss it.
	for _, pragma := range []string{`PRAGMA foreign_keys = OFF`, `PRAGMA synchronous = OFF`} {
		if _, err := over.write.ExecContext(ctx, pragma); err != nil {
			return nil, errors.Join(err, o.Close())
		}
	}
	return o, nil
}

// Apply runs fn in a transaction of the overlay, as if by the actor.
func (o *Overlay) Apply(ctx context.Context, by domain.Actor, run *ImportRun, fn func(*ImportTx) error) error {
	return o.db.transact(ctx, by, "", alone, func(tx *Tx) error {
		it := tx.Import(run)
		it.live = &o.live
		return fn(it)
	})
}

// Close removes the overlay.
func (o *Overlay) Close() error { return errors.Join(o.db.Close(), os.RemoveAll(o.dir)) }
