package main

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"vigie/internal/domain"
)

// writers are people of the team who do small audited acts while something
// large is under way.
type writers struct {
	stop  context.CancelFunc
	wg    sync.WaitGroup
	mu    sync.Mutex
	waits sample
	fails map[string]int
}

// writing starts n writers on a base, one act every pause each: they hold
// somebody and let them go again.
func writing(ctx context.Context, b *base, n int, pause time.Duration) *writers {
	ctx, stop := context.WithCancel(ctx)
	w := &writers{stop: stop, fails: map[string]int{}}
	for k := range n {
		w.wg.Go(func() {
			rng := rand.New(rand.NewPCG(9, uint64(k)))
			tick := time.NewTicker(pause)
			defer tick.Stop()
			for user, held := int64(0), false; ; {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
				if held = !held; held {
					user = 1 + rng.Int64N(int64(max(1, b.n)))
				}
				took, err := timed(func() error { return b.desk.HoldUser(context.WithoutCancel(ctx), b.by, user, held, "bench") })
				if domain.KindOf(err) == domain.Conflict { // held before: not a write
					held = false
					continue
				}
				w.note(took, err)
			}
		})
	}
	return w
}

func (w *writers) note(took time.Duration, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits = append(w.waits, took)
	if err != nil {
		w.fails[err.Error()]++
	}
}

// end stops the writers and returns what they waited and how many were told
// that the database is locked; other failures count too.
func (w *writers) end() (waits sample, locked, failed int) {
	w.stop()
	w.wg.Wait()
	for text, n := range w.fails {
		if failed += n; strings.Contains(text, "locked") {
			locked += n
		}
	}
	return w.waits, locked, failed
}
