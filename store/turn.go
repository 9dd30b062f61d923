package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"sync/atomic"
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
	// turnShare is how long a process passes its turn on among its own writers
	// while another waits: a small act need not wait for one of the others'
	// commits for each colleague before it.
	turnShare = 4 * time.Millisecond
)

// turn lets those who write to one SQLite file take turns, in their order
// within a process and one process after the other. SQLite looks for its lock
// ever more seldom, up to every 100 ms: beside an import by another process, a
// small act waited for seconds.
type turn struct {
	mu    sync.Mutex
	taken bool
	home  bool         // taken by the checkpointer
	queue []waiter     // of this process
	crowd atomic.Int64 // writers that had to wait for another one

	// Of whoever has the turn.
	locked     bool
	share      *time.Timer
	file, next *os.File // next is held by the process whose turn comes
}

// waiter is one who waits for a turn.
type waiter struct {
	comes chan struct{}
	home  bool // the checkpointer
}

func openTurn(path string) (*turn, error) {
	t := &turn{share: time.NewTimer(turnShare)}
	var err error
	for name, file := range map[string]**os.File{".turn": &t.file, ".next": &t.next} {
		var opening error
		*file, opening = os.OpenFile(path+name, os.O_CREATE|os.O_RDWR, 0o600)
		err = errors.Join(err, opening)
	}
	return t, err
}

// take waits for a turn; whoever has it gives it back.
func (t *turn) take(ctx context.Context) error { return t.enter(ctx, false) }

// waits counts how often a writer had to wait for another one.
func (t *turn) waits() int64 {
	if t == nil {
		return 0
	}
	return t.crowd.Load()
}

// Waits counts how often a writer of this process had to wait for another one:
// whoever writes much looks whether it grew, and is shorter.
func (db *DB) Waits() int64 { return db.turn.waits() }

func (t *turn) enter(ctx context.Context, home bool) error {
	if t == nil {
		return nil
	}
	if err := t.line(ctx, home); err != nil {
		return err
	}
	if t.locked {
		return nil // passed on with the locks
	}
	if err := t.lock(ctx, home); err != nil {
		t.give()
		return err
	}
	return nil
}

// line waits for those of this process who came before.
func (t *turn) line(ctx context.Context, home bool) error {
	t.mu.Lock()
	if !t.taken {
		t.taken, t.home = true, home
		t.mu.Unlock()
		return nil
	}
	if !home && !t.home {
		t.crowd.Add(1)
	}
	mine := waiter{make(chan struct{}), home}
	t.queue = append(t.queue, mine)
	t.mu.Unlock()
	select {
	case <-mine.comes:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	i := slices.Index(t.queue, mine)
	if i >= 0 {
		t.queue = slices.Delete(t.queue, i, i+1)
	}
	t.mu.Unlock()
	if i < 0 {
		t.give() // it came in the same moment
	}
	return ctx.Err()
}

// lock waits for the other processes.
func (t *turn) lock(ctx context.Context, home bool) error {
	first := true
	for _, file := range []*os.File{t.next, t.file} {
		for waited := time.Duration(0); waited < turnWait && syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil; waited += turnPoll {
			if first && !home {
				first = false
				t.crowd.Add(1)
			}
			select {
			case <-ctx.Done():
				t.unlock()
				return ctx.Err()
			case <-time.After(turnPoll):
			}
		}
	}
	unlock(t.next)
	t.locked = true
	t.share.Reset(turnShare)
	return nil
}

func (t *turn) unlock() {
	unlock(t.next)
	unlock(t.file)
	t.locked = false
}

// unlock gives back what may not be held: a lock that timed out.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }

func (t *turn) give() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	over := len(t.queue) == 0
	select {
	case <-t.share.C:
		over = true
	default:
	}
	if over && t.locked {
		t.unlock()
	}
	if len(t.queue) == 0 {
		t.taken = false
		return
	}
	close(t.queue[0].comes)
	t.home, t.queue = t.queue[0].home, t.queue[1:]
}

func (t *turn) close() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.file.Close(), t.next.Close())
}
