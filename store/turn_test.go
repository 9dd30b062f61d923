package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
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
