package desk_test

import (
	"context"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestNamesAreTidiedOnceADay(t *testing.T) {
	ctx, clock := context.Background(), fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d := desk.New(desk.Options{DB: db, Now: clock.Now, Location: time.UTC})
		tidied := func() string {
			t.Helper()
			if n, err := d.TidyNames(ctx); err != nil || n != 0 {
				t.Fatalf("tidied %d, %v", n, err)
			}
			day, err := db.Meta(ctx, "names_tidied_on")
			if err != nil {
				t.Fatal(err)
			}
			return day
		}
		if day := tidied(); day != string(d.Today()) {
			t.Errorf("tidied on %q, today is %s", day, d.Today())
		}
		clock.Add(24 * time.Hour)
		if day := tidied(); day != string(d.Today()) {
			t.Errorf("the day after, tidied on %q, today is %s", day, d.Today())
		}
	})
}
