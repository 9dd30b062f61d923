package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"vigie/internal/fixture"
	"vigie/store"
)

// twoProcesses are one file opened twice, as by two processes.
func twoProcesses(t *testing.T) (a, b *store.DB) {
	t.Helper()
	ctx := context.Background()
	source := store.Source{Dialect: "sqlite", Path: filepath.Join(t.TempDir(), "vigie.db")}
	var opened []*store.DB
	for range 2 {
		db, err := store.Open(ctx, source, fixture.NewClock().Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		opened = append(opened, db)
	}
	return opened[0], opened[1]
}

func TestTwoProcessesWriteInTurns(t *testing.T) {
	ctx := context.Background()
	a, b := twoProcesses(t)
	var wg sync.WaitGroup
	for who, db := range []*store.DB{a, b} {
		for k := range 3 {
			wg.Go(func() {
				for i := range 20 {
					name := fmt.Sprint(who, k, i)
					if err := db.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, name, name) }); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
	}
	wg.Wait()
	for who := range 2 {
		for k := range 3 {
			for i := range 20 {
				name := fmt.Sprint(who, k, i)
				if got, err := a.Meta(ctx, name); err != nil || got != name {
					t.Errorf("%s was lost: %q, %v", name, got, err)
				}
			}
		}
	}
}

func TestWhoeverLeavesDoesNotWaitForItsTurn(t *testing.T) {
	ctx := context.Background()
	a, b := twoProcesses(t)
	gone, leave := context.WithCancel(ctx)
	err := a.Maintain(ctx, func(tx *store.Tx) error {
		left := make(chan error)
		go func() { left <- b.Maintain(gone, func(*store.Tx) error { return nil }) }()
		leave()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("waiting ended with %v", err)
		}
		return tx.SetMeta(ctx, "a", "a")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, "b", "b") }); err != nil {
		t.Errorf("its next act: %v", err)
	}
}

func TestWritersOfAProcessComeInTheirOrderAndWhoeverLeftIsSkipped(t *testing.T) {
	ctx := context.Background()
	a, b := twoProcesses(t)
	gone, leave := context.WithCancel(ctx)
	var order []int
	var wg sync.WaitGroup
	err := a.Maintain(ctx, func(*store.Tx) error {
		for i := range 5 {
			before := a.Waiting()
			wg.Go(func() {
				with := ctx
				if i == 2 {
					with = gone
				}
				err := a.Maintain(with, func(*store.Tx) error { order = append(order, i); return nil })
				if i == 2 != errors.Is(err, context.Canceled) {
					t.Errorf("%d: %v", i, err)
				}
			})
			for a.Waiting() == before {
				runtime.Gosched()
			}
		}
		leave()
		for a.Waiting() == 5 {
			runtime.Gosched()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if fmt.Sprint(order) != "[0 1 3 4]" {
		t.Errorf("they came as %v", order)
	}
	if err := b.Maintain(ctx, func(tx *store.Tx) error { return tx.SetMeta(ctx, "b", "b") }); err != nil {
		t.Errorf("the other process: %v", err)
	}
}

// Whoever came right behind the checkpointer was counted as one who waits for a
// writer, until it noticed that it had the turn: a file imported with nobody
// beside was committed in small steps, and its pages copied in small steps, for
// as long as it lasted.
func TestTheCheckpointerIsNoCrowd(t *testing.T) {
	ctx := context.Background()
	a, _ := twoProcesses(t)
	enter, give := a.Turns()
	for range 50 {
		if err := enter(ctx, false); err != nil {
			t.Fatal(err)
		}
		came := make(chan error)
		go func() { came <- enter(ctx, true) }()
		for a.Queued() == 0 {
			runtime.Gosched()
		}
		give()
		var next sync.WaitGroup
		next.Go(func() {
			if err := enter(ctx, false); err != nil {
				t.Error(err)
				return
			}
			give()
		})
		if err := <-came; err != nil {
			t.Fatal(err)
		}
		give()
		next.Wait()
	}
	if n := a.Waits(); n > 0 {
		t.Errorf("a writer alone waited %d times for others", n)
	}
}
