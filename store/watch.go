package store

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// Watch is the process's one watcher of the database: its Version grows
// whenever somebody, in any process, committed a change.
type Watch struct {
	version atomic.Int64
}

// Version is compared by whoever shows something: another value than last
// time means look again.
func (w *Watch) Version() int64 { return w.version.Load() }

// tell makes every watcher look again once the transaction is committed; a
// renewed lease or a log-in is nothing to look at.
func (tx *Tx) tell(ctx context.Context) error {
	switch {
	case tx.quiet:
		return nil
	case tx.dialect.name == "postgres":
		return tx.exec(ctx, `SELECT pg_notify('vigie', '')`)
	}
	return tx.exec(ctx, `INSERT INTO meta (name, value) VALUES ('changes', '1')
		ON CONFLICT (name) DO UPDATE SET value = CAST(meta.value AS INTEGER) + 1`)
}

// Watch follows the database until ctx ends, looking every interval on
// SQLite and listening on PostgreSQL.
func (db *DB) Watch(ctx context.Context, w *Watch, every time.Duration) error {
	if db.dialect.name == "postgres" {
		return db.listen(ctx, w)
	}
	conn, err := db.read.Connx(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var last int64
	var counted string
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		var seen int64
		if err := conn.GetContext(ctx, &seen, `PRAGMA data_version`); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if seen != last {
			last = seen
			changes, err := db.Meta(ctx, "changes")
			if err != nil && ctx.Err() == nil {
				return err
			}
			if changes != counted {
				counted = changes
				w.version.Add(1)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (db *DB) listen(ctx context.Context, w *Watch) error {
	conn, err := pgx.Connect(ctx, db.source.URL)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `LISTEN vigie`); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		w.version.Add(1)
	}
}
