package desk_test

import (
	"context"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/fixture"
	"vigie/store"
)

// A slice of sixty customers held the writer for up to 27 ms, and searched for
// them meanwhile: nobody's write may wait longer than 25.
func TestASliceOfACampaignEndsByTheClock(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newRightsWorld(t, db, clock)
		w.asked(150)
		slow := desk.New(desk.Options{DB: db, Keys: w.keys, Location: time.UTC, Controller: "Vigie", Journal: w.journal, Now: func() time.Time {
			clock.Add(time.Millisecond) // each look at the clock finds it later
			return clock.Now()
		}})
		by := w.team["Agathe"]
		c, err := slow.BeginCampaign(ctx, by, desk.Asking{Filter: "state:never"}, 148)
		if err != nil {
			t.Fatal(err)
		}
		if more, err := slow.ContinueCampaign(ctx, by, c.ID); err != nil || !more {
			t.Fatalf("after a slice: %v, %v", more, err)
		}
		if one, _, err := slow.Campaign(ctx, by, c.ID); err != nil || one.Queued+one.Skipped == 0 || one.Queued+one.Skipped > 40 {
			t.Errorf("a slice of %d and %d left out, %v", one.Queued, one.Skipped, err)
		}
		slices := 1
		for more := true; more && slices < 200; slices++ {
			if more, err = slow.ContinueCampaign(ctx, by, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		if done, _, err := slow.Campaign(ctx, by, c.ID); err != nil || done.Queued != 148 || done.Skipped != 2 || done.FinishedAt.Never() || slices < 4 {
			t.Errorf("%+v after %d slices, %v", done, slices, err)
		}
	})
}
