package desk_test

import (
	"context"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// A mail waits at noon on a Wednesday: what readyz says of it, hour by hour.
func TestOutboxIsStuckWhenWhatMayLeaveDoesNot(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	start := clock.Now()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(start)
		town := fixture.NewTown(t, db, 1)
		d := at(t, db, clock)
		week := d.ThisWeek()
		maintain := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Maintain(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		want := func(when string, reason domain.StuckReason) {
			t.Helper()
			got, err := d.Stuck(ctx)
			if err != nil || got != reason {
				o, _ := d.Outbox(ctx)
				t.Errorf("%s: %q, want %q (%+v) %v", when, got, reason, o, err)
			}
		}
		want("empty", "")
		maintain(func(tx *store.Tx) error {
			return tx.QueueReminder(ctx, domain.Mail{Kind: domain.MailCompliance, Email: town.Address(0), EmailKey: town.Address(0), DedupKey: "one", Week: week,
				Language: domain.French, DueAt: tx.Now(), Actor: "test"})
		})
		clock.Add(10 * time.Minute)
		want("ten minutes late", "")
		clock.Add(6 * time.Minute)
		want("nobody sends", domain.StuckNobody)
		sender := func() {
			maintain(func(tx *store.Tx) error { return tx.TakeLease(ctx, domain.LeaseSender+"p1", "p1", time.Minute) })
		}
		sender()
		want("a sender lives, and nothing left", domain.StuckStalled)
		maintain(func(tx *store.Tx) error {
			return tx.SetMeta(ctx, domain.MetaMailServer, `{"since_ms":1,"reply":"connection refused"}`)
		})
		want("the server is away", domain.StuckServer)
		if s, err := d.Status(ctx, fixture.Operator()); err != nil || s.Stuck != domain.StuckServer || s.Trouble != "connection refused" {
			t.Errorf("status: %+v %v", s, err)
		}
		maintain(func(tx *store.Tx) error { return tx.SetOutboxProgress(ctx, tx.Now()) })
		want("something left", "")
		clock.Add(16 * time.Minute)
		sender()
		want("nothing for a quarter of an hour", domain.StuckServer)
		if err := d.HoldMails(ctx, fixture.Operator(), "a faulty text"); err != nil {
			t.Fatal(err)
		}
		want("held", "")
	})
}
