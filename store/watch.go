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
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		var seen int64
		if err := conn.GetContext(ctx, &seen, `PRAGMA data_version`); err != nil {
			return err
		}
		if seen != last {
			last = seen
			w.version.Add(1)
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
