package store

import (
	"context"
	"os"
	"syscall"
	"time"
)

const (
	// turnPoll is how often a process looks whether it is its turn: shorter
	// than the rests that an import leaves between two commits.
	turnPoll = 300 * time.Microsecond
	// turnWait is after how long it tries all the same: SQLite's own lock is
	// what keeps writers apart.
	turnWait = 5 * time.Second
)

// turn lets the processes that write to one SQLite file take turns. SQLite
// looks for its lock ever more seldom, up to every 100 ms: beside an import by
// another process, a small act waited for seconds.
type turn struct {
	mine chan struct{} // one of this process at a time, in their order
	file *os.File
}

func openTurn(path string) (*turn, error) {
	f, err := os.OpenFile(path+".turn", os.O_CREATE|os.O_RDWR, 0o600)
	return &turn{mine: make(chan struct{}, 1), file: f}, err
}

// take waits for a turn; whoever has it gives it back.
func (t *turn) take(ctx context.Context) error {
	if t == nil {
		return nil
	}
	select {
	case t.mine <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	for waited := time.Duration(0); waited < turnWait && syscall.Flock(int(t.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil; waited += turnPoll {
		select {
		case <-ctx.Done():
			<-t.mine
			return ctx.Err()
		case <-time.After(turnPoll):
		}
	}
	return nil
}

func (t *turn) give() {
	if t == nil {
		return
	}
	// Without the lock, which timed out, there is nothing to give back.
	_ = syscall.Flock(int(t.file.Fd()), syscall.LOCK_UN)
	<-t.mine
}

func (t *turn) close() error {
	if t == nil {
		return nil
	}
	return t.file.Close()
}
