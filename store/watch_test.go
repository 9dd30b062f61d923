package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// Five hundred idle consoles once read their home screen anew every second,
// because the mailer's lease was renewed: only what somebody can see counts
// as a change.
func TestARenewedLeaseIsNoChangeToLookAt(t *testing.T) {
	fixture.Databases(t, fixture.NewClock(), func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(context.Background())
		var w store.Watch
		done := make(chan error, 1)
		go func() { done <- db.Watch(ctx, &w, time.Millisecond) }()
		defer func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}()
		change := func() {
			if err := db.Write(ctx, agent, domain.ChangeSettings, func(tx *store.Tx) error { return tx.SetSetting(ctx, "a", "b") }); err != nil {
				t.Fatal(err)
			}
		}
		for w.Version() == 0 { // the watcher has begun to listen
			change()
		}
		settle := func() int64 {
			seen := w.Version()
			for range 50 {
				time.Sleep(2 * time.Millisecond)
				if v := w.Version(); v != seen {
					seen = v
				}
			}
			return seen
		}
		before := settle()
		for range 20 {
			if err := db.Maintain(ctx, func(tx *store.Tx) error { return tx.TakeLease(ctx, "mailer", "test", time.Minute) }); err != nil {
				t.Fatal(err)
			}
		}
		if after := settle(); after != before {
			t.Errorf("twenty leases were seen as %d changes", after-before)
		}
		change()
		for w.Version() == before { // ends with the test's own deadline when nothing is seen
			time.Sleep(time.Millisecond)
		}
	})
}
