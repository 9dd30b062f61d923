package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// preview is what the next cycle would do beside what the last one did.
type preview struct {
	week  domain.Week
	tally *domain.Tally
	last  desk.LastCycle
	names map[int64]string // of the buyers that are named
}

// compute walks the base as the run would, writing nothing.
func (r *reminders) compute(ctx context.Context) (*preview, error) {
	s, next := r.stage.Session, r.next()
	r.done.Store(0)
	p := &preview{week: next.week}
	var err error
	if p.tally, err = s.Desk.PreviewCycle(ctx, s.Actor, next.week, next.day, nil, func(share float64) { r.done.Store(int64(share * 1000)) }); err != nil {
		return nil, err
	}
	if p.last, err = s.Desk.LastCycle(ctx, s.Actor, next.week); err != nil {
		return nil, err
	}
	p.names = map[int64]string{}
	for _, b := range p.buyers()[:min(namedBuyers, len(p.buyers()))] {
		c, err := s.Desk.Establishment(ctx, s.Actor, b)
		if err != nil {
			return nil, err
		}
		p.names[b] = c.Establishment.DisplayName()
	}
	r.found.Store(p)
	return p, nil
}

// computed is the preview that is there, or a new one.
func (r *reminders) computed(ctx context.Context) (*preview, error) {
	if p := r.found.Load(); p != nil && p.week == r.next().week {
		return p, nil
	}
	return r.compute(ctx)
}

func (r *reminders) preview(ctx context.Context) ([]kit.Section, error) {
	p, err := r.compute(ctx)
	if err != nil {
		return nil, err
	}
	return previewSections(r.stage, p), nil
}

// topBuyers is how many buyers the preview shows; the list of buyers names
// some more.
const (
	topBuyers   = 12
	namedBuyers = 500
)

// buyers are those that either cycle mails about, most persons first.
func (p *preview) buyers() []int64 {
	var all []int64
	for b := range p.tally.Buyers {
		all = append(all, b)
	}
	for b := range p.last.Buyers {
		if _, both := p.tally.Buyers[b]; !both {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b int64) int {
		return cmp.Or(cmp.Compare(p.tally.Buyers[b], p.tally.Buyers[a]), cmp.Compare(p.last.Buyers[b], p.last.Buyers[a]), cmp.Compare(a, b))
	})
	return all
}

// outcomes are the reasons of a kind in either cycle, in their order.
func (p *preview) outcomes(kind domain.MailKind) (out []domain.Outcome, now, last map[domain.Outcome]int) {
	now, last = map[domain.Outcome]int{}, map[domain.Outcome]int{}
	for _, c := range p.tally.Counts() {
		if c.Kind == kind {
			now[c.Outcome] = c.N
		}
	}
	for _, c := range p.last.Counts {
		if c.Kind == kind {
			last[c.Outcome] = c.N
		}
	}
	for _, o := range domain.Outcomes() {
		if now[o]+last[o] > 0 {
			out = append(out, o)
		}
	}
	return out, now, last
}

// previewSections say what a cycle sends, whom it does not mail and why, each
// beside the last cycle.
func previewSections(st *Stage, p *preview) []kit.Section {
	t := p.tally
	sum := kit.Section{Title: st.T("console.reminders.preview", "Day", st.day(t.Day))}
	for _, kind := range domain.ReminderKinds() {
		sum.Items = append(sum.Items, item(capital(st.word("mail_kind", string(kind))), st.Session.Texts.N("console.reminders.mails", int64(t.Mails[kind])), kit.ToneStrong))
	}
	sum.Items = append(sum.Items, item(st.T("console.reminders.in_force"), st.number(t.FollowUps)), item(st.T("console.reminders.without_user"), st.number(t.WithoutUser)))
	sections := []kit.Section{sum}
	for _, kind := range domain.ReminderKinds() {
		outcomes, now, last := p.outcomes(kind)
		total := 0
		for _, n := range now {
			total += n
		}
		s := kit.Section{Title: st.T("console.reminders.persons", "Kind", st.word("mail_kind", string(kind)), "N", st.number(total))}
		if len(outcomes) == 0 {
			s.Text = st.T("console.reminders.nobody")
		} else {
			s.Lines = append(s.Lines, besideHead(st, p))
		}
		for _, o := range outcomes {
			style := st.Theme().Dim
			if o == domain.Mailed {
				style = st.Theme().Good
			}
			s.Lines = append(s.Lines, beside(st, style, st.word("outcome", string(o)), now[o], last[o], total))
		}
		sections = append(sections, s)
	}
	buyers := p.buyers()
	if len(buyers) == 0 {
		return sections
	}
	s := kit.Section{Title: st.T("console.reminders.by_buyer"), Lines: []kit.Line{besideHead(st, p)}}
	for _, b := range buyers[:min(topBuyers, len(buyers))] {
		s.Lines = append(s.Lines, beside(st, st.Theme().Accent, p.names[b], t.Buyers[b], p.last.Buyers[b], max(t.Buyers[buyers[0]], 1)))
	}
	return append(sections, s)
}

// The cells of such a line, which fits half of 120 columns.
const besideLabel, besideValue, besideDelta, besideBar = 22, 7, 8, 6

// shortWeek is W48 of 2026-W48, none for no week.
func shortWeek(w domain.Week) string {
	_, week, _ := strings.Cut(string(w), "-")
	return or(week)
}

func besideHead(st *Stage, p *preview) kit.Line {
	t := st.Theme()
	return kit.Join("   ", t.Dim.Fit("", besideLabel), " ", t.Dim.Right(shortWeek(p.week), besideValue), " ", t.Dim.Right(shortWeek(p.last.Week), besideValue), " ",
		t.Dim.Right(st.T("dunning.column.delta"), besideDelta))
}

// beside sets a count beside last week's, with the difference.
func beside(st *Stage, style kit.Style, label string, now, last, whole int) kit.Line {
	t := st.Theme()
	return kit.Join("   ", t.Dim.Fit(label, besideLabel), " ", t.Normal.Right(st.number(now), besideValue), " ", t.Dim.Right(st.number(last), besideValue), " ",
		t.Normal.Right(delta(st, now-last), besideDelta), "  ", kit.Bar(style, int64(now), int64(whole), besideBar))
}

func delta(st *Stage, n int) string {
	switch {
	case n > 0:
		return "+" + st.number(n)
	case n < 0:
		return "-" + st.number(-n)
	}
	return "="
}

// outcomeSections are the persons of a past cycle by kind and outcome.
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
