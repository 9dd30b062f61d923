package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const (
	// checkpointEvery is how long commits gather before their pages go home.
	checkpointEvery = 100 * time.Millisecond
	// walPages is from where the log is emptied at all costs: 16 MiB.
	walPages = 4_000
	// walLimit is where SQLite itself steps in, should all else fail.
	walLimit = 40_000
)

// checkpointer brings committed pages from the log of SQLite into its file.
// Left to SQLite, the commit that fills the log does it and everybody waits:
// 100 to 300 ms in a large import. A connection of its own does not hold
// writers up.
type checkpointer struct {
	own, write *sqlx.DB
	due        chan struct{}
	stop       context.CancelFunc
	ended      chan struct{}
}

func startCheckpointer(path string, write *sqlx.DB) (*checkpointer, error) {
	own, err := sqlx.Open("sqlite3", dsn(path, "rw"))
	if err != nil {
		return nil, err
	}
	own.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{own: own, write: write, due: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go c.run(ctx)
	return c, nil
}

// committed tells that there is something to bring home.
func (c *checkpointer) committed() {
	if c == nil {
		return
	}
	select {
	case c.due <- struct{}{}:
	default:
	}
}

func (c *checkpointer) close() error {
	if c == nil {
		return nil
	}
	c.stop()
	<-c.ended
	return c.own.Close()
}

// run checkpoints a moment after commits. What fails is tried again after the
// next commit, and is told by the commit itself when it is the disk.
func (c *checkpointer) run(ctx context.Context) {
	defer close(c.ended)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.due:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(checkpointEvery):
		}
		if c.left(ctx, c.own) < walPages {
			continue
		}
		// Writers are faster than one pass: the little that a second one
		// leaves is copied in their turn, so that the log begins anew.
		c.left(ctx, c.own)
		c.left(ctx, c.write)
	}
}

// left copies what it can without waiting for anybody, and returns how many
// pages the log has when it could not copy all of them.
func (c *checkpointer) left(ctx context.Context, db *sqlx.DB) int {
	var busy, pages, copied int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &copied); err != nil || copied >= pages {
		return 0
	}
	return pages
}
