package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// Snapshot is the database as it stands at its first question, for many
// questions that belong together; it cannot write, and is
// for one goroutine. Beside a busy writer they
// are much faster than alone: SQLite forgets what it has read of a file
// whenever a new reading finds it changed.
func (db *DB) Snapshot(ctx context.Context) (view *DB, end func() error, err error) {
	shared, ok := db.reader.run.(*statements)
	if !ok {
		return nil, nil, errors.New("store: a snapshot of a snapshot")
	}
	level := sql.LevelRepeatableRead
	if db.dialect.local {
		level = sql.LevelDefault
	}
	tx, err := db.read.BeginTxx(ctx, &sql.TxOptions{Isolation: level, ReadOnly: true})
	if err != nil {
		return nil, nil, db.explain(err)
	}
	run := &inTx{tx: tx, shared: shared, own: map[string]*sqlx.Stmt{}, before: func(context.Context) error { return nil }}
	view = &DB{reader: reader{run: run, dialect: db.dialect, inside: true, memo: &memo{texts: map[mailTextKey]domain.MailText{}}}, now: db.now, source: db.source, guard: db.guard}
	return view, func() error { return errors.Join(tx.Rollback(), shared.prepareWanted(ctx)) }, nil
}

// memo is what a snapshot need not read twice; it is for one goroutine.
type memo struct {
	collections *Collections
	texts       map[mailTextKey]domain.MailText
}

func (r reader) collectionsOnce(ctx context.Context) (Collections, error) {
	if r.memo == nil {
		return r.Collections(ctx)
	}
	if r.memo.collections == nil {
		c, err := r.Collections(ctx)
		if err != nil {
			return c, err
		}
		r.memo.collections = &c
	}
	return *r.memo.collections, nil
}
