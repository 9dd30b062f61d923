package tui

import (
	"context"
	"strings"
	"sync"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// pace measures how fast mails leave while somebody looks.
type pace struct {
	mu   sync.Mutex
	week domain.Week
	seen []paceMark
}

type paceMark struct {
	at   time.Time
	left int64
}

// paceWindow is over how long the rate is measured.
const paceWindow = time.Minute

// mark adds a look and returns the mails a minute, 0 before there is a second
// one or when none leaves.
func (p *pace) mark(now time.Time, week domain.Week, left int64) float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.week != week || len(p.seen) > 0 && left > p.seen[len(p.seen)-1].left {
		p.week, p.seen = week, nil // another week, or more was planned
	}
	p.seen = append(p.seen, paceMark{now, left})
	for len(p.seen) > 2 && now.Sub(p.seen[0].at) > paceWindow {
		p.seen = p.seen[1:]
	}
	first := p.seen[0]
	if elapsed := now.Sub(first.at); elapsed > 0 {
		return float64(first.left-left) / elapsed.Minutes()
	}
	return 0
}

// leaving shows how far this week's mails are, at what rate, and when the last
// one will have left.
func (r *reminders) leaving(ctx context.Context) ([]kit.Section, error) {
	st, s := r.stage, r.stage.Session
	l, err := s.Desk.Leaving(ctx, s.Actor)
	if err != nil {
		return nil, err
	}
	rate := r.pace.mark(s.Desk.Now(), l.Week, l.Waiting)
	sec := kit.Section{Title: st.T("dunning.leaving.title", "Week", string(l.Week))}
	if l.Total == 0 && l.Waiting == 0 {
		sec.Text = st.T("dunning.leaving.nothing")
		return []kit.Section{sec}, nil
	}
	done := max(l.Total-l.Waiting, 0)
	speed, rest := st.T("dunning.leaving.none_now"), none
	if rate > 0 {
		speed = st.T("dunning.leaving.rate", "N", st.number(int(rate+0.5)))
		rest = st.T("dunning.leaving.minutes", "N", st.number(int(float64(l.Waiting)/rate+0.99)))
	}
	sec.Items = []kit.Item{
		item(st.T("dunning.leaving.planned"), st.number(int(l.Total))), item(st.T("dunning.leaving.done"), st.number(int(done)), kit.ToneGood),
		item(st.T("dunning.leaving.waiting"), st.number(int(l.Waiting)), kit.ToneStrong), item(st.T("dunning.leaving.flight"), st.number(int(l.InFlight))),
		item(st.T("dunning.leaving.aside"), st.number(int(l.SetAside))), item(st.T("dunning.leaving.speed"), speed), item(st.T("dunning.leaving.rest"), rest),
		item(st.T("dunning.leaving.until"), windowEnd(st, l)), item(st.T("dunning.leaving.window"), st.yes(l.Open)),
	}
	if l.Total == 0 {
		return []kit.Section{sec}, nil
	}
	sec.Lines = []kit.Line{"", bar(st, st.Theme().Good, st.T("dunning.leaving.done"), done, max(l.Total, 1), percent(done, l.Total))}
	return []kit.Section{sec}, nil
}

func windowEnd(st *Stage, l desk.Leaving) string {
	if l.Ends.Never() {
		return st.T("dunning.leaving.over")
	}
	return st.when(l.Ends)
}

// calendarTab shows when reminders may leave, this week and the next ones.
func (r *reminders) calendarTab(context.Context) ([]kit.Section, error) {
	st, c := r.stage, r.hours.Load()
	if c == nil {
		return nil, nil
	}
	h := c.Hours
	quiet := none
	if h.QuietTo > h.QuietFrom {
		quiet = h.QuietFrom.String() + " – " + h.QuietTo.String()
	}
	head := kit.Section{Title: st.T("dunning.tab.calendar"), Items: []kit.Item{
		item(st.T("dunning.field.days"), dayWords(st, h.Days)), item(st.T("dunning.field.hours"), h.Opens.String()+" – "+h.Closes.String()),
		item(st.T("dunning.field.quiet"), quiet), item(st.T("dunning.field.holidays"), st.yes(h.OnHolidays)), item(st.T("dunning.field.zone"), c.Location.String()),
	}}
	if d := r.doubt.Load(); r.clockDoubted() {
		head.Items = append(head.Items, item(st.T("dunning.clock.label"), st.T("dunning.clock.jumped", "Seen", st.when(d.Seen), "Then", st.when(d.Now)), kit.ToneBad))
	}
	sections := []kit.Section{head}
	week := st.Session.Desk.ThisWeek()
	for range 6 {
		s := kit.Section{Title: st.T("console.reminders.week", "Week", string(week))}
		for _, w := range c.Windows(week) {
			s.Items = append(s.Items, item(dayWords(st, domain.DaysFrom(w[0].Weekday(), w[0].Weekday()))+" "+st.day(domain.DateOf(w[0])), w[0].Format("15:04")+" – "+w[1].Format("15:04")))
		}
		if len(s.Items) == 0 {
			s.Text = st.T("dunning.calendar.closed")
		}
		sections = append(sections, s)
		week = week.Next()
	}
	return sections, nil
}

// dayWords names the days of a set in the person's language.
func dayWords(st *Stage, days domain.Weekdays) string {
	var out []string
	for _, code := range days.Codes() {
		out = append(out, st.T("domain.weekday."+code))
	}
	return strings.Join(out, " ")
}
