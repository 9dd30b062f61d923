package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// quiet is a town whose suppliers are reminded week after week.
type quiet struct {
	*testing.T
	db    *store.DB
	d     *desk.Desk
	clock *fixture.Clock
	town  fixture.Town
	week  domain.Week
}

// remind makes the next week pass: everybody but those named got a reminder,
// and the desk did what the time asks for.
func (q *quiet) remind(but ...int) {
	q.Helper()
	ctx := context.Background()
	q.week = q.week.Next()
	q.clock.Set(q.week.Monday().AddDays(4).Midnight().Add(9 * time.Hour)) // Friday
	skipped := map[int]bool{}
	for _, i := range but {
		skipped[i] = true
	}
	err := q.db.Maintain(ctx, func(tx *store.Tx) error {
		if err := tx.SaveCycle(ctx, domain.Cycle{Week: q.week, State: domain.CyclePlanned, PlannedAt: tx.Now(), CreatedAt: tx.Now()}); err != nil {
			return err
		}
		var ds []store.Decision
		for i, user := range q.town.Users {
			out := domain.Mailed
			if skipped[i] {
				out = domain.NotCompliant
			}
			row := domain.UserRow{}
			row.ID = user
			ds = append(ds, store.Decision{User: row, Outcomes: [2]domain.Outcome{out, out}})
			if skipped[i] {
				continue
			}
			email := q.town.Address(i)
			id, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: email, Week: q.week, Language: domain.French, DueAt: tx.Now(), Actor: "test",
				DedupKey: domain.ReminderKey(domain.MailCompliance, email, q.week)})
			if err != nil {
				return err
			}
			if _, err := tx.ClaimMails(ctx, store.Claim{By: "test", Now: tx.Now(), Until: tx.Now().Add(time.Hour), Open: true, Limit: 100}); err != nil {
				return err
			}
			if err := tx.SettleMails(ctx, []domain.Mail{{ID: id, ClaimedBy: "test", State: domain.MailSent, SentAt: tx.Now()}}); err != nil {
				return err
			}
		}
		return tx.KeepOutcomes(ctx, q.week, ds)
	})
	if err != nil {
		q.Fatal(err)
	}
	q.escalate()
}

func (q *quiet) escalate() {
	q.Helper()
	for n := 1; n > 0; {
		var err error
		if n, err = q.d.Escalate(context.Background()); err != nil {
			q.Fatal(err)
		}
	}
}

// told are the mails of a step so far.
func (q *quiet) told(kind domain.MailKind) int {
	c, err := q.db.CountMails(context.Background(), domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(kind)}}})
	if err != nil {
		q.Fatal(err)
	}
	return int(c.N)
}

func (q *quiet) step(i int) string {
	s, err := q.db.Silence(context.Background(), q.town.Suppliers[i])
	if err != nil {
		q.Fatal(err)
	}
	return fmt.Sprintf("%d since %s", s.Step, s.Since)
}

func newQuiet(t *testing.T, db *store.DB, clock *fixture.Clock) *quiet {
	clock.Set(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))
	d := desk.New(desk.Options{DB: db, Now: clock.Now, Location: time.UTC, Calendar: domain.Calendar{Location: time.UTC, Hours: domain.DefaultHours()}})
	q := &quiet{T: t, db: db, d: d, clock: clock, town: fixture.NewTown(t, db, 3), week: "2026-W19"}
	err := db.Write(context.Background(), fixture.Operator(), domain.AddUser, func(tx *store.Tx) error {
		_, err := tx.InsertUser(context.Background(), domain.User{EstablishmentID: q.town.Buyer, Email: "mairie@valmont.test", Language: domain.French,
			Role: domain.RoleAdministrator, Rights: domain.AllRights, State: domain.UserActive})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestSilenceIsToldOnceAStepAndEndsWithTheFirstSign(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		q := newQuiet(t, db, clock)
		ctx := context.Background()
		by := fixture.Operator()
		expect := func(weeks string, administrators, buyers int) {
			t.Helper()
			if a, b := q.told(domain.MailSilentSupplier), q.told(domain.MailSilentBuyer); a != administrators || b != buyers {
				t.Fatalf("after %s: %d administrators and %d buyers told, want %d and %d", weeks, a, b, administrators, buyers)
			}
		}
		for range 3 {
			q.remind()
		}
		expect("three weeks", 0, 0)
		q.remind()
		expect("four weeks", 3, 0)
		q.escalate()
		q.remind()
		expect("five weeks", 3, 0)
		// The first supplier deposits, the second one's escalation is stopped by hand.
		if err := db.Write(ctx, by, domain.CheckDocument, func(tx *store.Tx) error {
			_, err := tx.InsertDocument(ctx, domain.Document{SupplierID: q.town.Suppliers[0], TypeCode: "TVA-E", State: domain.DocumentToCheck, DepositedOn: q.d.Today(), Channel: domain.DepositByLink})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := q.step(0); got != "0 since " {
			t.Errorf("after a deposit: %s", got)
		}
		if err := q.d.StopEscalation(ctx, by, q.town.Suppliers[1], ""); domain.KindOf(err) != domain.Invalid {
			t.Errorf("stopped without a reason: %v", err)
		}
		if err := q.d.StopEscalation(ctx, by, q.town.Suppliers[1], "they called"); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			q.remind()
		}
		expect("eight weeks", 3, 1)
		q.remind()
		expect("nine weeks: the first is silent for four again", 4, 1)
		if got := q.step(0); got != "1 since 2026-W25" {
			t.Errorf("silent again: %s", got)
		}
		if err := q.d.LeaveOutOfEscalation(ctx, by, q.town.FollowUps[0], "its buyer knows"); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			q.remind()
		}
		if q.step(2) != "3 since 2026-W20" || q.step(1) != "1 since 2026-W20" {
			t.Errorf("after twelve weeks: %s, stopped %s", q.step(2), q.step(1))
		}
		for range 5 {
			q.remind()
		}
		expect("seventeen weeks", 4, 1)
		if q.step(0) != "3 since 2026-W25" && q.step(0) != "2 since 2026-W25" {
			t.Errorf("the first: %s", q.step(0))
		}
		risk, err := q.d.CountSilences(ctx, by, domain.Filter{Terms: []domain.Term{{Field: "step", Value: "3"}}})
		if err != nil || risk.N < 1 {
			t.Errorf("%d at risk, %v", risk.N, err)
		}
		q.remind(2) // compliant: reminded no longer
		if got := q.step(2); got != "0 since " {
			t.Errorf("nothing is asked any more: %s", got)
		}
	})
}
