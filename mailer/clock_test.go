package mailer

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/store"
)

// turn is what a process that leads and sends does again and again.
func (p *post) turn(ctx context.Context) error {
	if err := p.tend(ctx); err != nil {
		return err
	}
	_, err := p.Drain(ctx)
	return err
}

// seenTurn is a turn of the mailer and whether reminders are paused after it.
func (p *post) seenTurn(t *testing.T) (paused bool) {
	t.Helper()
	if err := p.turn(context.Background()); err != nil {
		t.Fatal(err)
	}
	doubt, err := p.db.ClockDoubt(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return doubt != domain.ClockDoubt{}
}

func TestAClockThatJumpedPausesRemindersUntilAnOperatorConfirms(t *testing.T) {
	for name, by := range map[string]time.Duration{"forward": 6 * 24 * time.Hour, "back": -10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			clock := fixture.NewClock()
			p := newPost(t, fixture.SQLite(t, clock.Now), clock, 2)
			p.act(t, func(ctx context.Context, tx *store.Tx) error {
				tx.Record("staff", 0, nil, nil)
				_, err := tx.InsertStaff(ctx, domain.Staff{Name: "Ada", Email: "ada@ok.test", Role: domain.Operator, Language: domain.English})
				return err
			})
			if p.plan(t); p.seenTurn(t) {
				t.Fatal("the first look at the clock asked")
			}
			sent := len(p.peer.mails())
			p.act(t, func(ctx context.Context, tx *store.Tx) error {
				tx.Record("mail", 0, nil, nil)
				_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailCompliance, Email: "waits@ok.test", Week: "2026-W48", DedupKey: "w", DueAt: tx.Now(), Language: domain.French, Actor: "test"})
				return err
			})
			clock.Add(by)
			if !p.seenTurn(t) {
				t.Fatal("the jump was not seen")
			}
			asked := 0
			for _, m := range p.peer.mails()[sent:] {
				if m.to != "ada@ok.test" {
					t.Errorf("a reminder left to %s", m.to)
				} else if strings.Contains(m.data, "clock") {
					asked++
				}
			}
			if asked != 1 {
				t.Errorf("the operator was asked %d times", asked)
			}
			if m, err := p.db.MailByKey(context.Background(), "w"); err != nil || m.State != domain.MailQueued {
				t.Errorf("what waited is %s, %v", m.State, err)
			}
			cycle, err := p.db.Cycle(context.Background(), domain.WeekOf(clock.Now().Add(24*time.Hour)))
			if err != nil || name == "forward" && cycle.Week != "" {
				t.Errorf("the week after the jump was begun: %+v, %v", cycle, err)
			}
			p.act(t, func(ctx context.Context, tx *store.Tx) error {
				if err := tx.SetClockDoubt(ctx, domain.ClockDoubt{}); err != nil {
					return err
				}
				return tx.ForgetClock(ctx)
			})
			for range 2 {
				if p.seenTurn(t) {
					t.Error("a confirmed hour was doubted again")
				}
			}
		})
	}
}

func TestAProcessThatStartsComparesWithWhatTheLastOneSaw(t *testing.T) {
	clock := fixture.NewClock()
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 0)
	p.seenTurn(t)
	clock.Add(20 * time.Hour)
	p.Mailer = New(p.Options)
	if p.seenTurn(t) {
		t.Error("a night's rest was doubted")
	}
	clock.Add(27 * time.Hour)
	p.Mailer = New(p.Options)
	if !p.seenTurn(t) {
		t.Error("a rest of more than a day was not asked about")
	}
}

func TestNewHoursSpreadWhatWaitsAgain(t *testing.T) {
	clock := fixture.NewClock()
	clock.Set(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)) // Monday, nine in Paris
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 20)
	ctx := context.Background()
	o := p.options()
	o.Asked = false
	if _, err := p.Plan(ctx, o); err != nil {
		t.Fatal(err)
	}
	p.act(t, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSetting(ctx, domain.SettingHours, "mon,tue 08:00-12:00")
	})
	if err := p.planWeek(ctx); err != nil {
		t.Fatal(err)
	}
	waiting, err := p.db.WaitingOfWeek(ctx, o.Week, 0, 100)
	if err != nil || len(waiting) != 40 {
		t.Fatalf("%d mails wait, %v", len(waiting), err)
	}
	calendar, err := p.calendarNow(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range waiting {
		if !calendar.Open(m.DueAt.Time()) {
			t.Errorf("%s is due at %s", m.Email, m.DueAt.Time().In(calendar.Location))
		}
	}
}
