package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// persons reads every window of a choice, from the top or from the end.
func persons(t *testing.T, d *desk.Desk, q desk.PersonChoice, limit int, back bool) []int64 {
	t.Helper()
	var ids []int64
	page := domain.Page{Limit: limit, FromEnd: back}
	for {
		w, err := d.PreviewPersons(context.Background(), fixture.Operator(), d.ThisWeek(), d.Today(), q, page)
		if err != nil {
			t.Fatal(err)
		}
		some := make([]int64, len(w.Rows))
		for i, r := range w.Rows {
			some[i] = r.ID
		}
		if back {
			ids = append(some, ids...)
		} else {
			ids = append(ids, some...)
		}
		if !w.More || len(w.Rows) == 0 {
			return ids
		}
		page = domain.Page{Limit: limit}
		if back {
			page.Before = &w.Cursors[0]
		} else {
			page.After = &w.Cursors[len(w.Cursors)-1]
		}
	}
}

func TestTheWindowsOfAPreviewHoldThePersonsThatItCounts(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d, by := context.Background(), at(t, db, clock), fixture.Operator()
		town := fixture.NewTown(t, db, 430) // two slices
		for _, i := range []int{3, 401, 429} {
			if err := d.HoldUser(ctx, by, town.Users[i], true, "test"); err != nil {
				t.Fatal(err)
			}
		}
		tally, err := d.PreviewCycle(ctx, by, d.ThisWeek(), d.Today(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range domain.ReminderKinds() {
			for _, out := range []domain.Outcome{domain.Mailed, domain.NotHeldPerson, domain.NotBounced} {
				down, up := persons(t, d, desk.PersonsOf(kind, out), 50, false), persons(t, d, desk.PersonsOf(kind, out), 50, true)
				if len(down) != tally.Persons[kind][out] || !slices.Equal(down, up) {
					t.Errorf("%s %s: %d persons down, %d up, %d counted", kind, out, len(down), len(up), tally.Persons[kind][out])
				}
			}
		}
		if got := persons(t, d, desk.PersonsOf(domain.MailCompliance, domain.NotHeldPerson), 2, false); !slices.Equal(got, []int64{town.Users[3], town.Users[401], town.Users[429]}) {
			t.Errorf("held persons: %v", got)
		}
		down, up := persons(t, d, desk.PersonsAbout(town.Buyer), 60, false), persons(t, d, desk.PersonsAbout(town.Buyer), 60, true)
		if len(down) != tally.Buyers[town.Buyer] || len(down) != 427 || !slices.Equal(down, up) {
			t.Errorf("about the buyer: %d down, %d up, %d counted", len(down), len(up), tally.Buyers[town.Buyer])
		}
	})
}

func TestHoldsSayWhoAndWhyUntilTheyAreLifted(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d, by := context.Background(), at(t, db, clock), fixture.Operator()
		town := fixture.NewTown(t, db, 1)
		if err := d.HoldUser(ctx, by, town.Users[0], true, ""); domain.KindOf(err) != domain.Invalid {
			t.Errorf("held without a reason: %v", err)
		}
		for _, err := range []error{d.HoldMails(ctx, by, "a text"), d.HoldCycle(ctx, by, "2026-W49", "to read"), d.HoldBuyer(ctx, by, town.Buyer, true, "its list"),
			d.HoldUser(ctx, by, town.Users[0], true, "she called")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		hs, err := d.MailHolds(ctx, by)
		if err != nil || len(hs) != 4 {
			t.Fatalf("%+v, %v", hs, err)
		}
		for _, h := range hs {
			if h.Actor != by.Name || h.Reason == "" || !h.LiftedAt.Never() {
				t.Errorf("%+v", h)
			}
			if err := d.Release(ctx, by, h.MailHold, " "); domain.KindOf(err) != domain.Invalid {
				t.Errorf("%s was released without a reason: %v", h.Scope, err)
			}
			if err := d.Release(ctx, by, h.MailHold, "read again: "+string(h.Scope)); err != nil {
				t.Errorf("%s: %v", h.Scope, err)
			}
		}
		if hs, err = d.MailHolds(ctx, by); err != nil || slices.ContainsFunc(hs, func(h desk.HoldRow) bool {
			return h.LiftedAt.Never() || h.LiftedBy != by.Name || h.LiftReason != "read again: "+string(h.Scope)
		}) {
			t.Errorf("after the release: %+v, %v", hs, err)
		}
		c, err := d.Cycle(ctx, by, "2026-W49")
		if err != nil || c.ReleasedBy != by.Name || c.ReleaseReason != "read again: cycle" {
			t.Errorf("the cycle says %q by %q, %v", c.ReleaseReason, c.ReleasedBy, err)
		}
		if card, err := d.Establishment(ctx, by, town.Buyer); err != nil || card.Establishment.HoldReason != "" {
			t.Errorf("a buyer who is held no more still says why: %q, %v", card.Establishment.HoldReason, err)
		}
		for scope := range map[domain.HoldScope]bool{domain.HoldEverything: true, domain.HoldWeek: true, domain.HoldBuyer: true, domain.HoldPerson: true} {
			if !audited(t, d, "mail_hold", "read again: "+string(scope)) {
				t.Errorf("the audit does not say why %s was released", scope)
			}
		}
	})
}

// audited tells whether the audit has a row about a subject that says a text.
func audited(t *testing.T, d *desk.Desk, subject, text string) bool {
	t.Helper()
	f, err := domain.ParseFilter("subject:"+subject, desk.AuditFields())
	if err != nil {
		t.Fatal(err)
	}
	w, err := d.Audit(context.Background(), domain.ShellActor("root"), f, domain.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(w.Rows, func(r domain.AuditRow) bool { return strings.Contains(r.After, text) })
}

// A second hold of a week forgets who let the first one go; a release by verb
// that says nothing is one by hand, as a hold is.
func TestCycleHeldAgainSaysNothingOfTheReleaseBefore(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d, by := context.Background(), at(t, db, clock), fixture.Operator()
		hold := func(reason string) error { return d.HoldCycle(ctx, by, "2026-W49", reason) }
		release := func(reason string) error { return d.ReleaseCycle(ctx, by, "2026-W49", reason) }
		for _, step := range []struct {
			act          func(reason string) error
			reason, want string
		}{{hold, "to read", ""}, {release, "read", "read"}, {hold, "to read again", ""}, {release, "", domain.LiftedByHand}} {
			if err := step.act(step.reason); err != nil {
				t.Fatal(err)
			}
			if c, err := d.Cycle(ctx, by, "2026-W49"); err != nil || c.ReleaseReason != step.want {
				t.Errorf("after %q the cycle says %q, %v", step.reason, c.ReleaseReason, err)
			}
		}
		hs, err := d.MailHolds(ctx, by)
		if err != nil || len(hs) != 2 || hs[0].LiftReason != domain.LiftedByHand || hs[1].LiftReason != "read" {
			t.Errorf("%+v, %v", hs, err)
		}
	})
}
