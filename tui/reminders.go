package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync/atomic"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// newReminders is the dunning: the next cycle as it will be, and the last
// ones.
func newReminders(st *Stage) Screen {
	r := &reminders{stage: st}
	r.card = NewCard(st, CardSpec{
		Title: st.T("console.place.reminders"), Head: r.head, Before: r.load, Actions: r.actions,
		Tabs: []CardTab{
			{Key: "0", Label: st.T("console.tab.next"), Load: r.preview, Within: longWork, Progress: r.progress},
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
	done   atomic.Int64           // thousandths of the walk
}

// lastDay is how many days after Monday reminders may still leave: a week
// that nobody planned by Thursday is over.
const lastDay = 3

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
	if next.cycle.State == domain.CyclePlanned || next.day > next.week.Monday().AddDays(lastDay) {
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
	r.coming.Store(&next)
	r.held.Store(&held)
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

func (r *reminders) head() string {
	st, next := r.stage, r.next()
	if next.week == "" {
		return " "
	}
	state, _ := cycleState(st, next.cycle)
	held := ""
	if why := r.mailsHeld(); why != "" {
		held = st.T("console.reminders.all_held", "Reason", why)
	}
	return joined(" · ", st.T("console.reminders.week", "Week", string(next.week)), state, held)
}

func (r *reminders) progress() string {
	return r.stage.T("console.reminders.computing", "Percent", strconv.FormatInt(r.done.Load()/10, 10))
}

// preview walks the base as the run would, writing nothing.
func (r *reminders) preview(ctx context.Context) ([]kit.Section, error) {
	s, next := r.stage.Session, r.next()
	r.done.Store(0)
	tally, err := s.Desk.PreviewCycle(ctx, s.Actor, next.week, next.day, nil, func(share float64) { r.done.Store(int64(share * 1000)) })
	if err != nil {
		return nil, err
	}
	names, err := buyerNames(ctx, s, tally)
	if err != nil {
		return nil, err
	}
	return tallySections(r.stage, tally, names), nil
}

// topBuyers is how many buyers a preview names.
const topBuyers = 12

type buyerShare struct {
	name string
	n    int
}

// buyerNames are the buyers about whom most persons are mailed.
func buyerNames(ctx context.Context, s *Session, t *domain.Tally) ([]buyerShare, error) {
	type pair struct {
		id int64
		n  int
	}
	var all []pair
	for buyer, n := range t.Buyers {
		all = append(all, pair{buyer, n})
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id)) })
	var out []buyerShare
	for _, p := range all[:min(topBuyers, len(all))] {
		c, err := s.Desk.Establishment(ctx, s.Actor, p.id)
		if err != nil {
			return nil, err
		}
		out = append(out, buyerShare{c.Establishment.DisplayName(), p.n})
	}
	return out, nil
}

// tallySections say what a cycle sends, and whom it does not mail and why.
func tallySections(st *Stage, t *domain.Tally, buyers []buyerShare) []kit.Section {
	sum := kit.Section{Title: st.T("console.reminders.preview", "Day", st.day(t.Day))}
	for _, kind := range domain.ReminderKinds() {
		sum.Items = append(sum.Items, item(capital(st.word("mail_kind", string(kind))), st.Session.Texts.N("console.reminders.mails", int64(t.Mails[kind])), kit.ToneStrong))
	}
	sum.Items = append(sum.Items, item(st.T("console.reminders.in_force"), st.number(t.FollowUps)), item(st.T("console.reminders.without_user"), st.number(t.WithoutUser)))
	sections := append([]kit.Section{sum}, outcomeSections(st, t.Counts())...)
	if len(buyers) > 0 {
		s := kit.Section{Title: st.T("console.reminders.by_buyer")}
		for _, b := range buyers {
			s.Lines = append(s.Lines, bar(st, st.Theme().Accent, b.name, int64(b.n), int64(buyers[0].n), st.number(b.n)))
		}
		sections = append(sections, s)
	}
	return sections
}

// outcomeSections are the persons of a cycle by kind and outcome.
func outcomeSections(st *Stage, counts []domain.OutcomeCount) []kit.Section {
	var out []kit.Section
	for _, kind := range domain.ReminderKinds() {
		total := 0
		for _, c := range counts {
			if c.Kind == kind {
				total += c.N
			}
		}
		s := kit.Section{Title: st.T("console.reminders.persons", "Kind", st.word("mail_kind", string(kind)), "N", st.number(total))}
		for _, c := range counts {
			if c.Kind != kind {
				continue
			}
			style := st.Theme().Dim
			if c.Outcome == domain.Mailed {
				style = st.Theme().Good
			}
			s.Lines = append(s.Lines, bar(st, style, st.word("outcome", string(c.Outcome)), int64(c.N), int64(total), st.number(c.N)))
		}
		if total == 0 {
			s.Text = st.T("console.reminders.nobody")
		}
		out = append(out, s)
	}
	return out
}

func (r *reminders) actions(*Card) []kit.Action {
	st := r.stage
	return []kit.Action{
		{Name: "why", Keys: []string{"w"}, Label: st.T("console.action.why"), Run: func() { askWhy(st) }},
		r.holdCycle(), r.holdMails(),
	}
}

// holdCycle is x: the next cycle waits until somebody lets it go.
func (r *reminders) holdCycle() kit.Action {
	st, d, by := r.stage, r.stage.Session.Desk, r.stage.Session.Actor
	next := r.next()
	c := next.cycle
	a := kit.Action{Name: "hold", Keys: []string{"x"}, Label: st.T("console.action.hold_cycle"), Permission: string(domain.HoldMail), Run: func() {
		st.AskForm(st.T("console.action.hold_cycle"), st.T("console.ask.hold_cycle"), func(ctx context.Context, v map[string]string) error {
			return d.HoldCycle(ctx, by, next.week, v["reason"])
		}, func() {
			st.Flash(st.T("console.done.cycle_held"), kit.ToneWarn)
			r.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if c.Hold != "" && c.ReleasedBy == "" {
		a.Name, a.Label, a.Weight, a.Question = "release", st.T("console.action.release_cycle"), kit.Confirm, st.T("console.ask.release_cycle", "Reason", holdReason(st, c))
		a.Run = func() {
			change(st, r.card.Refresh, "console.done.cycle_released", func(ctx context.Context) error { return d.ReleaseCycle(ctx, by, next.week) })
		}
	}
	return a
}

// holdMails is s: nothing at all leaves until somebody says so.
func (r *reminders) holdMails() kit.Action {
	st, d, by := r.stage, r.stage.Session.Desk, r.stage.Session.Actor
	a := kit.Action{Name: "stop", Keys: []string{"s"}, Label: st.T("console.action.hold_mails"), Permission: string(domain.HoldMail), Run: func() {
		st.AskForm(st.T("console.action.hold_mails"), st.T("console.ask.hold_mails"), func(ctx context.Context, v map[string]string) error {
			return d.HoldMails(ctx, by, v["reason"])
		}, func() {
			st.Flash(st.T("console.done.mails_held"), kit.ToneWarn)
			r.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if why := r.mailsHeld(); why != "" {
		a.Name, a.Label, a.Weight, a.Question = "go", st.T("console.action.release_mails"), kit.Confirm, st.T("console.ask.release_mails", "Reason", why)
		a.Run = func() {
			change(st, r.card.Refresh, "console.done.mails_released", func(ctx context.Context) error { return d.ReleaseMails(ctx, by) })
		}
	}
	return a
}
