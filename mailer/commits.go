package mailer

import (
	"context"
	"sync"

	"vigie/store"
)

// commits puts the small durable steps of several mails into one
// transaction: with full synchronisation each costs a disk write.
type commits struct {
	db      *store.DB
	mu      sync.Mutex
	waiting []*step
	busy    bool
}

type step struct {
	do   func(context.Context, *store.Tx) error
	err  error
	done chan struct{}
}

func newCommits(db *store.DB) *commits { return &commits{db: db} }

// run returns once do was committed, together with whatever else waited.
// When a shared transaction fails, each step is tried alone, so that one
// mail's trouble is not another's.
func (c *commits) run(ctx context.Context, do func(context.Context, *store.Tx) error) error {
	s := &step{do: do, done: make(chan struct{})}
	c.mu.Lock()
	c.waiting = append(c.waiting, s)
	lead := !c.busy
	c.busy = true
	c.mu.Unlock()
	if lead {
		c.lead(context.WithoutCancel(ctx))
	}
	<-s.done
	return s.err
}

// lead commits until nobody waits.
func (c *commits) lead(ctx context.Context) {
	for {
		c.mu.Lock()
		batch := c.waiting
		c.waiting = nil
		if len(batch) == 0 {
			c.busy = false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		c.commit(ctx, batch)
	}
}

func (c *commits) commit(ctx context.Context, batch []*step) {
	err := c.db.Maintain(ctx, func(tx *store.Tx) error {
		for _, s := range batch {
			if err := s.do(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, s := range batch {
		if s.err = err; err != nil && len(batch) > 1 {
			s.err = c.db.Maintain(ctx, func(tx *store.Tx) error { return s.do(ctx, tx) })
		}
		close(s.done)
	}
}
