package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// One who reveals more than eighty people within an hour is told of to the
// administrators, once an hour; nobody else's looks count, and no work stops.
func TestManyLooksWithinAnHourAlertTheAdministrators(t *testing.T) {
	clock := fixture.NewClock()
	fixture.Databases(t, clock, func(t *testing.T, db *store.DB) {
		ctx, d, town := context.Background(), at(t, db, clock), fixture.NewTown(t, db, 2)
		shell := domain.ShellActor("root")
		for _, s := range []domain.Staff{{Name: "Paul", Role: domain.Administrator, Language: domain.French, Email: "paul@vigie.example"},
			{Name: "Olga", Role: domain.Operator, Language: domain.French, Email: "olga@vigie.example"}, {Name: "Sans", Role: domain.Administrator, Language: domain.English}} {
			if _, err := d.AddStaff(ctx, shell, s, domain.StaffKey{Fingerprint: s.Name, PublicKey: s.Name}); err != nil {
				t.Fatal(err)
			}
		}
		lea, ana := domain.Actor{Name: "Léa", Role: domain.Agent, Door: "console"}, domain.Actor{Name: "Ana", Role: domain.Agent, Door: "console"}
		reveal := func(by domain.Actor, times int) {
			t.Helper()
			for range times {
				if _, err := d.RevealUser(ctx, by, town.Users[0]); err != nil {
					t.Fatal(err)
				}
			}
		}
		alerts := func(want int64) {
			t.Helper()
			w, err := d.Mails(ctx, fixture.Operator(), domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(domain.MailAlert)}}}, domain.Page{Limit: 10})
			if err != nil || int64(len(w.Rows)) != want {
				t.Fatalf("%d mails, want %d, %v", len(w.Rows), want, err)
			}
			for role, seen := range map[domain.StaffRole]int64{domain.Administrator: want, domain.Auditor: want, domain.Agent: 0} {
				if h, err := d.Home(ctx, domain.Actor{Name: "H", Role: role}); err != nil || h.Alerts.N != seen {
					t.Fatalf("%s sees %d alerts, want %d, %v", role, h.Alerts.N, seen, err)
				}
			}
		}
		reveal(lea, 40)
		clock.Add(30 * time.Minute)
		reveal(ana, 60)
		reveal(lea, 40)
		alerts(0)
		reveal(lea, 1)
		alerts(1)
		reveal(lea, 30)
		alerts(1)
		clock.Add(31 * time.Minute) // the first forty are over: 71 are left
		reveal(lea, 9)
		alerts(1)
		clock.Add(30 * time.Minute) // and so is the alert
		reveal(lea, 72)
		alerts(2)
		body, err := db.MailBody(ctx, theAlert(t, d))
		if err != nil || !strings.Contains(body.Text, "Léa") || !strings.Contains(body.Text, "81") {
			t.Errorf("%v:\n%s", err, body.Text)
		}
		if !audited(t, d, "alert", `"looks":81`) {
			t.Error("the audit does not tell of the alert")
		}
		clock.Add(8 * 24 * time.Hour)
		if h, err := d.Home(ctx, domain.Actor{Name: "H", Role: domain.Administrator}); err != nil || h.Alerts.N != 0 {
			t.Errorf("a week later: %d, %v", h.Alerts.N, err)
		}
	})
}

// theAlert is the number of the newest mail of an alert.
func theAlert(t *testing.T, d *desk.Desk) int64 {
	t.Helper()
	w, err := d.Mails(context.Background(), fixture.Operator(), domain.Filter{Terms: []domain.Term{{Field: "kind", Value: string(domain.MailAlert)}}}, domain.Page{Limit: 1, Desc: true})
	if err != nil || len(w.Rows) != 1 {
		t.Fatal(len(w.Rows), err)
	}
	return w.Rows[0].ID
}
