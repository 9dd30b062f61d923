package mailer

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"

	"vigie/internal/domain"
	"vigie/internal/fixture"
	"vigie/internal/link"
	"vigie/store"
)

// TestAYearGivesEverybodyExactlyWhatTheRulesSay lives the 53 weeks of 2026
// hour by hour: people of every state, changes in most weeks, both clock
// changes, every public holiday, held cycles, other hours, restarts, and a
// server that stood still. What the mail server got is compared with what the
// oracle, which knows domain.md only, says that each address must get.
func TestAYearGivesEverybodyExactlyWhatTheRulesSay(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes a while")
	}
	y := newYear(t)
	y.live(t)
	y.compare(t)
}

// year is the simulated world.
type year struct {
	*post
	simulated
	people []life
	events []event
	users  map[string]int64 // by name of the person
	ties   map[string][]int64
	buyers [2]int64
	held   map[string]int // cycles that held themselves, by week
	asked  int            // times that the clock was doubted
	off    spans          // when no process ran, by hour
}

type event struct {
	at string // civil time
	do func(context.Context, *store.Tx) error
}

func newYear(t *testing.T) *year {
	clock := fixture.NewClock()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	clock.Set(time.Date(2025, 12, 29, 0, 0, 0, 0, paris))
	p := newPost(t, fixture.SQLite(t, clock.Now), clock, 0)
	almanac := &cal.Calendar{}
	almanac.AddHoliday(fr.Holidays...)
	p.Options.Calendar.Holidays = func(d domain.Date) bool {
		actual, observed, _ := almanac.IsHoliday(d.Midnight())
		return actual || observed
	}
	if p.Options.Keys, err = link.Load(filepath.Join(t.TempDir(), "secrets")); err != nil {
		t.Fatal(err)
	}
	p.Mailer = New(p.Options)
	y := &year{post: p, users: map[string]int64{}, ties: map[string][]int64{}, held: map[string]int{}}
	y.settle(t)
	return y
}

// live turns the mailer through the year.
func (y *year) live(t *testing.T) {
	ctx := context.Background()
	zone := y.calendar.Location
	slices.SortStableFunc(y.events, func(a, b event) int { return strings.Compare(a.at, b.at) })
	events := y.events
	for day := firstMonday; day < "2027-01-04"; day = dayAfter(day, 1) {
		for _, hour := range turns() {
			now, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+hour, zone)
			if err != nil {
				t.Fatal(err)
			}
			y.clock.Set(now)
			for len(events) > 0 && events[0].at <= day+" "+hour {
				y.act(t, func(ctx context.Context, tx *store.Tx) error {
					tx.Record("simulation", 0, nil, map[string]string{"at": events[0].at})
					return events[0].do(ctx, tx)
				})
				events = events[1:]
			}
			if y.off.has(day + " " + hour) {
				continue
			}
			if err := y.turn(ctx); err != nil {
				t.Fatalf("%s %s: %v", day, hour, err)
			}
			y.operate(t)
		}
		if now := y.now().In(zone); now.Weekday() == time.Sunday || now.Day() == 11 {
			y.Mailer = New(y.Options) // another process
		}
	}
}

// turns are the hours of a day at which the mailer works: all those of the
// windows, their last second, and a few of the night.
func turns() []string {
	out := []string{"00:00:00", "02:30:00", "05:00:00", "07:00:00"}
	for h := 8; h < 19; h++ {
		out = append(out, fmt.Sprintf("%02d:00:00", h), fmt.Sprintf("%02d:59:59", h))
	}
	return append(out, "21:00:00", "23:30:00")
}

// operate is what the operator does at once: release a cycle that held
// itself, confirm an hour that was doubted.
func (y *year) operate(t *testing.T) {
	ctx := context.Background()
	week := domain.WeekOf(y.now().In(y.calendar.Location))
	cycle, err := y.db.Cycle(ctx, week)
	if err != nil {
		t.Fatal(err)
	}
	if cycle.State == domain.CycleHeld && cycle.Hold != "by_hand" && cycle.ReleasedBy == "" {
		y.held[string(week)]++
		y.release(t, week)
	}
	doubt, err := y.db.ClockDoubt(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if doubt != (domain.ClockDoubt{}) {
		y.asked++
		y.act(t, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SetClockDoubt(ctx, domain.ClockDoubt{}); err != nil {
				return err
			}
			return tx.ForgetClock(ctx)
		})
	}
}

func (y *year) release(t *testing.T, week domain.Week) {
	y.act(t, func(ctx context.Context, tx *store.Tx) error { return y.cycleHold(ctx, tx, week, "") })
}

// cycleHold holds a week's cycle, or releases it when why is "".
func (y *year) cycleHold(ctx context.Context, tx *store.Tx, week domain.Week, why string) error {
	before, err := tx.Cycle(ctx, week)
	if err != nil {
		return err
	}
	after := before
	if after.Week == "" {
		after = domain.Cycle{Week: week, State: domain.CycleHeld, CreatedAt: tx.Now(), Actor: "test"}
	}
	if after.Hold, after.HoldDetail, after.ReleasedBy = why, "{}", ""; why == "" {
		after.Hold, after.ReleasedBy, after.State = before.Hold, "Camille", domain.CyclePlanning
	}
	tx.RecordCycle(before, after)
	return tx.SaveCycle(ctx, after)
}

// compare sets what the server got against the oracle, and prints the table.
func (y *year) compare(t *testing.T) {
	got, at := y.sent(t)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "week\tdays\tself-held\tactivation due\tgot\tcompliance due\tgot\tdifferences\t")
	total, wrong := 0, 0
	for n := 1; n <= 53; n++ {
		week := fmt.Sprintf("2026-W%02d", n)
		row := fmt.Sprintf("%s\t%d\t%d\t", week, len(y.windowDays(n)), y.held[week])
		differences := 0
		for _, kind := range domain.ReminderKinds() {
			want, have := y.expected(kind, y.people, n), got[string(kind)+week]
			for email := range want {
				if have[email] != 1 {
					differences++
					t.Errorf("%s: %s must get one %s and got %d", week, email, kind, have[email])
				}
			}
			sum := 0
			for email, times := range have {
				if sum += times; !want[email] {
					differences++
					t.Errorf("%s: %s must get no %s and got %d", week, email, kind, times)
				}
			}
			total += sum
			row += fmt.Sprintf("%d\t%d\t", len(want), sum)
		}
		wrong += differences
		fmt.Fprintf(w, "%s%d\t\n", row, differences)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, m := range at {
		day, hour := m.Format("2006-01-02"), m.Format("15:04:05")
		n := 1 + int(m.Sub(time.Date(2025, 12, 29, 0, 0, 0, 0, m.Location())).Hours())/(7*24)
		if !slices.Contains(y.windowDays(n), day) || hour < "08:00:00" || hour >= "18:00:00" {
			t.Errorf("a reminder left at %s", m)
		}
	}
	if y.asked != 1 {
		t.Errorf("the clock was doubted %d times, but the server stood still once", y.asked)
	}
	t.Logf("the year 2026, %d people, %d mails, %d differences, clock asked about %d time(s):\n%s", len(y.people), total, wrong, y.asked, table.String())
}

// sent is what was sent, by kind and week and address, and when; it must be
// what the server got.
func (y *year) sent(t *testing.T) (map[string]map[string]int, []time.Time) {
	got, moments, rows := map[string]map[string]int{}, []time.Time{}, 0
	page := domain.Page{Limit: 200}
	for {
		w, err := y.db.Mails(context.Background(), domain.Filter{Terms: []domain.Term{{Field: "state", Value: "sent"}}}, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range w.Rows {
			rows++
			if !m.Kind.Reminder() {
				continue
			}
			key := string(m.Kind) + string(m.Week)
			if got[key] == nil {
				got[key] = map[string]int{}
			}
			got[key][m.Email]++
			moments = append(moments, m.SentAt.Time().In(y.calendar.Location))
		}
		if !w.More {
			break
		}
		page.After = &w.Cursors[len(w.Cursors)-1]
	}
	if received := len(y.peer.mails()); received != rows {
		t.Errorf("the server got %d mails, %d are recorded as sent", received, rows)
	}
	return got, moments
}
