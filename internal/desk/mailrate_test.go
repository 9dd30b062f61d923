package desk_test

import (
	"context"
	"testing"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

func TestRatesAreChangedByAdministratorsWithAReason(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d := context.Background(), at(t, db, clock)
		chief := domain.Actor{Name: "Anne", Role: domain.Administrator}
		for _, c := range []struct {
			by       domain.Actor
			receiver string
			rate     float64
			reason   string
			want     domain.ErrorKind
		}{
			{fixture.Operator(), "free.fr", 5, "they slow us down", domain.Forbidden},
			{chief, "free.fr", 5, " ", domain.Invalid},
			{chief, "free", 5, "they slow us down", domain.Invalid},
			{chief, "free.fr", 5, "they slow us down", ""},
			{chief, "FREE.fr", 5, "again", domain.Conflict},
			{chief, "*", 20, "new address", ""},
			{chief, "free.fr", 0, "they take more", ""},
			{chief, "free.fr", 0, "they take more", domain.Conflict},
		} {
			if err := d.SetMailRate(ctx, c.by, c.receiver, c.rate, c.reason); domain.KindOf(err) != c.want {
				t.Errorf("%s sets %s to %v for %q: %v", c.by.Name, c.receiver, c.rate, c.reason, err)
			}
		}
		rates, err := d.MailRates(ctx, fixture.Operator())
		if err != nil || rates.String() != "*=20" {
			t.Errorf("%v, %v", rates, err)
		}
		if !audited(t, d, "setting", "they slow us down") || !audited(t, d, "setting", "free.fr=5") {
			t.Error("the audit does not say what was changed and why")
		}
	})
}
