package tui

import (
	"context"
	"strconv"
	"sync/atomic"

	"vigie/internal/domain"
)

// newReminders is the dunning: the next cycle as it will be, and the last
// ones.
func newReminders(st *Stage) Screen {
	r := &reminders{stage: st}
	r.card = NewCard(st, CardSpec{
		Title: st.T("console.place.reminders"), Head: r.head, Before: r.load, Actions: r.actions,
		Tabs: []CardTab{
			{Key: "0", Label: st.T("console.tab.next"), Load: r.preview, Within: longWork, Progress: r.progress},
			{Key: "r", Label: st.T("dunning.tab.reasons"), List: r.reasons},
			{Key: "b", Label: st.T("dunning.tab.buyers"), List: r.buyers},
			{Key: "v", Label: st.T("dunning.tab.leaving"), Load: r.leaving},
			{Key: "h", Label: st.T("dunning.tab.holds"), List: r.holds},
			{Key: "f", Label: st.T("dunning.tab.silent"), List: r.silent},
			{Key: "c", Label: st.T("dunning.tab.calendar"), Load: r.calendarTab},
			{Key: "d", Label: st.T("dunning.tab.rates"), List: r.rates},
			{Key: "l", Label: st.T("console.tab.last"), List: r.last},
		},
	})
	return r.card
}

// reminders is what the screen knows.
type reminders struct {
	stage  *Stage
	card   *Card
	coming atomic.Pointer[coming]
	held   atomic.Pointer[string] // why every mail is held
	doubt  atomic.Pointer[domain.ClockDoubt]
	hours  atomic.Pointer[domain.Calendar]
	found  atomic.Pointer[preview]
	done   atomic.Int64 // thousandths of the walk
	pace   pace
}

// coming is the next cycle: this week's until it is planned or over, then the
// one of the week after, judged on its Monday.
type coming struct {
	week  domain.Week
	day   domain.Date
	cycle domain.Cycle // zero until it is begun
}

func (r *reminders) load(ctx context.Context) error {
	s := r.stage.Session
	next := coming{week: s.Desk.ThisWeek(), day: s.Desk.Today()}
	var err error
	if next.cycle, err = s.Desk.Cycle(ctx, s.Actor, next.week); err != nil {
		return err
	}
	calendar, err := s.Desk.Calendar(ctx, s.Actor)
	if err != nil {
		return err
	}
	if next.cycle.State == domain.CyclePlanned || calendar.Over(next.week, s.Desk.Now()) {
		next.week = next.week.Next()
		next.day = next.week.Monday()
		if next.cycle, err = s.Desk.Cycle(ctx, s.Actor, next.week); err != nil {
			return err
		}
	}
	held, err := s.Desk.MailsHeld(ctx, s.Actor)
	if err != nil {
		return err
	}
	doubt, err := s.Desk.ClockDoubt(ctx, s.Actor)
	if err != nil {
		return err
	}
	r.coming.Store(&next)
	r.held.Store(&held)
	r.doubt.Store(&doubt)
	r.hours.Store(&calendar)
	return nil
}

// next is the next cycle; zero before it is read.
func (r *reminders) next() coming {
	if c := r.coming.Load(); c != nil {
		return *c
	}
	return coming{}
}

func (r *reminders) mailsHeld() string {
	if h := r.held.Load(); h != nil {
		return *h
	}
	return ""
}

func (r *reminders) clockDoubted() bool {
	d := r.doubt.Load()
	return d != nil && *d != (domain.ClockDoubt{})
}

func (r *reminders) head() string {
	st, next := r.stage, r.next()
	if next.week == "" {
		return " "
	}
	state, _ := cycleState(st, next.cycle)
	held := ""
	if why := r.mailsHeld(); why != "" {
		held = st.T("console.reminders.all_held", "Reason", why)
	} else if r.clockDoubted() {
		held = st.T("dunning.clock.paused")
	}
	return joined(" · ", st.T("console.reminders.week", "Week", string(next.week)), state, held)
}

func (r *reminders) progress() string {
	return r.stage.T("console.reminders.computing", "Percent", strconv.FormatInt(r.done.Load()/10, 10))
}
