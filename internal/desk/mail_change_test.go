package desk_test

import (
	"context"
	"strconv"
	"testing"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// What a filter finds is held, released and cancelled as if each mail had been
// named; what a change cannot touch is not among what it would.
func TestMailsThatAFilterFindsAreChangedTogether(t *testing.T) {
	ctx := context.Background()
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		d, by := at(t, db, clock), fixture.Operator()
		if err := db.Maintain(ctx, func(tx *store.Tx) error {
			for i := range 5 {
				kind := []domain.MailKind{domain.MailActivation, domain.MailCompliance}[i%2]
				n := strconv.Itoa(i)
				if err := tx.QueueReminder(ctx, domain.Mail{Kind: kind, Email: n + "@x.example", EmailKey: n + "@x.example", DedupKey: n, Week: d.ThisWeek(),
					Language: domain.French, DueAt: tx.Now(), Actor: "test"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		f, err := domain.ParseFilter("kind:activation", desk.MailFields())
		if err != nil {
			t.Fatal(err)
		}
		found := func(change desk.MailChange, want int) []int64 {
			t.Helper()
			ids, err := d.MailsToChange(ctx, by, f, change)
			if err != nil || len(ids) != want {
				t.Fatalf("%s would touch %d mails, want %d, %v", change, len(ids), want, err)
			}
			return ids
		}
		for _, step := range []struct {
			change desk.MailChange
			want   int
		}{{desk.ReleaseMail, 0}, {desk.PutOnHold, 3}, {desk.PutOnHold, 0}, {desk.ReleaseMail, 3}, {desk.CancelMail, 3}, {desk.PutOnHold, 0}} {
			ids := found(step.change, step.want)
			if len(ids) == 0 {
				continue
			}
			if n, err := d.ChangeMails(ctx, by, ids, step.change, "why"); err != nil || n != step.want {
				t.Fatalf("%s touched %d, %v", step.change, n, err)
			}
		}
		for _, change := range []desk.MailChange{desk.PutOnHold, desk.ReleaseMail} {
			if _, err := d.ChangeMails(ctx, by, []int64{1}, change, " "); domain.KindOf(err) != domain.Invalid {
				t.Errorf("%s without a reason: %v", change, err)
			}
		}
		if !audited(t, d, "mail", `"reason":"why","released":3`) {
			t.Error("the audit does not say why they were released")
		}
		if _, err := d.MailsToChange(ctx, domain.Actor{Name: "Ana", Role: domain.Agent}, f, desk.PutOnHold); domain.KindOf(err) != domain.Forbidden {
			t.Errorf("an agent may look for mails to hold: %v", err)
		}
	})
}
