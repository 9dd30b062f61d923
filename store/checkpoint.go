package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

const (
	// checkpointEvery is how long commits gather before their pages go home.
	checkpointEvery = 100 * time.Millisecond
	// walPages is from where the log is emptied at all costs: 64 MiB.
	walPages = 16_000
	// walLimit is where SQLite itself steps in, should all else fail.
	walLimit = 40_000

	// Where writers wait for each other, and for so many rounds after, little
	// goes home at once: syncing 250 pages takes 5 ms, 40,000 take 150.
	stepEvery   = 3 * time.Millisecond
	stepPages   = 250
	crowdRounds = 300
)

// checkpointer brings committed pages from the log of SQLite into its file.
// Left to SQLite, the commit that fills the log does it and everybody waits:
// 100 to 300 ms in a large import. A connection of its own does not hold
// writers up.
type checkpointer struct {
	own   *sqlx.DB
	turn  *turn
	due   chan struct{}
	stop  context.CancelFunc
	ended chan struct{}
}

func startCheckpointer(path string, turn *turn) (*checkpointer, error) {
	own, err := sqlx.Open("sqlite3", dsn(path, "rw"))
	if err != nil {
		return nil, err
	}
	own.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{own: own, turn: turn, due: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
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
	waits := c.turn.waits()
	for crowded, every := 0, checkpointEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-c.due:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
		crowded, every = max(0, crowded-1), checkpointEvery
		if now := c.turn.waits(); now > waits {
			waits, crowded = now, crowdRounds
		}
		if crowded > 0 {
			every = stepEvery
			c.step(ctx)
		} else {
			c.stride(ctx)
		}
	}
}

// stride copies what gathered beside the writer. Writers are faster than one
// pass: the little that a second one leaves is copied in a turn, so that the
// log begins anew.
func (c *checkpointer) stride(ctx context.Context) {
	if pages, _ := c.log(ctx, "PASSIVE"); pages >= walPages {
		c.log(ctx, "PASSIVE")
		c.inTurn(ctx)
	}
}

// step copies and syncs a little in a turn, before it becomes much: a pass
// that a commit overtakes leaves its pages unsynced, for a later one to wait
// for all of them.
func (c *checkpointer) step(ctx context.Context) {
	pages, copied := c.log(ctx, "NOOP")
	if pages >= walPages {
		c.log(ctx, "PASSIVE")
	}
	if pages-copied >= stepPages {
		c.inTurn(ctx)
	}
}

func (c *checkpointer) inTurn(ctx context.Context) {
	if c.turn.enter(ctx, true) == nil {
		c.log(ctx, "PASSIVE")
		c.turn.give()
	}
}

// log runs a checkpoint that waits for nobody and returns how many pages the
// log has, and how many of them are in the file.
func (c *checkpointer) log(ctx context.Context, mode string) (pages, copied int) {
	var busy int
	if err := c.own.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &copied); err != nil {
		return 0, 0
	}
	return pages, copied
}
