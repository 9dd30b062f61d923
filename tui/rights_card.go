package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// rightsCard opens a request: its clock, its plan, its letter, its history.
func rightsCard(id int64) Opening {
	return func(st *Stage) Screen {
		r := &rights{stage: st, id: id}
		r.card = NewCard(st, CardSpec{
			Title: st.T("rights.console.noun"), Head: r.head, Before: r.load, Identify: r.identity, Actions: r.actions,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: r.overview},
				{Key: "p", Label: st.T("rights.console.plan"), Load: r.plan},
				{Key: "f", Label: st.T("rights.console.letter_fr"), Load: r.letter(domain.French)},
				{Key: "v", Label: st.T("rights.console.letter_en"), Load: r.letter(domain.English)},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "rights_request", id) }},
			},
		})
		return r.card
	}
}

// rights is the subject of a card, as last read.
type rights struct {
	lastRead[desk.RightsCard]
	stage *Stage
	card  *Card
	id    int64
}

func (r *rights) load(ctx context.Context) error {
	s := r.stage.Session
	return r.keep(s.Desk.RightsCard(ctx, s.Actor, r.id))
}

func (r *rights) identity() (title, copied string) {
	q := r.subject().Request
	return joined(" ", r.stage.own("rights.kind.", string(q.Kind)), id(r.id)), id(r.id)
}

func (r *rights) head() string {
	st, c := r.stage, r.subject()
	if c.Request.ID == 0 {
		return " "
	}
	return joined(" · ", rightsState(st, c.Request).Text, dueText(st, c.Request), c.Subject, c.Request.Email)
}

// dueText says the last day to answer, and in words when it has passed.
func dueText(st *Stage, q domain.RightsRequest) string {
	if q.Overdue(st.Session.Desk.Today()) {
		return st.T("rights.word.due", "Day", st.day(q.DueOn)) + " " + st.T("rights.word.overdue")
	}
	return st.T("rights.word.due", "Day", st.day(q.DueOn))
}

func (r *rights) overview(context.Context) ([]kit.Section, error) {
	st, c := r.stage, r.subject()
	out := []kit.Section{rightsFacts(st, c)}
	if c.Request.Details != "" {
		out = append(out, kit.Section{Title: st.T("rights.console.details"), Text: c.Request.Details})
	}
	if len(c.Suppressed) > 0 {
		s := kit.Section{Title: st.T("rights.console.suppressed")}
		for _, one := range c.Suppressed {
			s.Items = append(s.Items, item(st.own("rights.suppression.", string(one.Kind)), one.Hash, kit.ToneDim))
		}
		out = append(out, s)
	}
	return out, nil
}

func rightsFacts(st *Stage, c desk.RightsCard) kit.Section {
	q := c.Request
	state := rightsState(st, q)
	due, tone := st.day(q.DueOn), kit.ToneNormal
	if q.Overdue(st.Session.Desk.Today()) {
		due, tone = due+" "+st.T("rights.word.overdue"), kit.ToneBad
	}
	s := kit.Section{Title: joined("  ", st.own("rights.kind.", string(q.Kind)), st.T("rights.console.article", "Article", q.Kind.Article())), Items: []kit.Item{
		item(st.T("console.column.state"), state.Text, state.Tone),
		item(st.T("rights.column.scope"), joined("  ", st.own("rights.scope.", string(q.Scope)), c.Subject)),
		item(st.T("console.column.person"), joined("  ", q.Name, q.Email)),
		item(st.T("rights.console.received"), joined("  ", st.day(q.ReceivedOn), st.own("rights.channel.", q.Channel))),
		item(st.T("rights.console.due"), due, tone),
		item(st.T("rights.console.confirmed"), st.when(q.ConfirmedAt)),
		item(st.T("rights.console.explained"), st.when(q.ExplainedAt)),
		item(st.T("rights.console.approved"), st.when(q.ApprovedAt)),
		item(st.T("rights.console.closed"), st.when(q.ClosedAt)),
	}}
	for _, one := range []struct{ key, value string }{{"rights.console.doubt", q.Doubt}, {"rights.console.extension", q.ExtensionReason},
		{"rights.column.reason", joined(": ", st.own("rights.ground_short.", q.Refusal), q.RefusalReason)}, {"rights.console.outcome", q.Outcome}} {
		if one.value != "" && one.value != none {
			s.Items = append(s.Items, item(st.T(one.key), one.value))
		}
	}
	if c.Held {
		s.Items = append(s.Items, item(st.T("rights.console.hold"), st.T("rights.word.held"), kit.ToneWarn))
	}
	return s
}

func (r *rights) plan(context.Context) ([]kit.Section, error) {
	st, c := r.stage, r.subject()
	if c.Request.Kind != domain.RightsRemoval {
		return []kit.Section{{Text: st.T("rights.console.no_plan")}}, nil
	}
	erased, kept := kit.Section{Title: st.T("rights.list.will_erase")}, kit.Section{Title: st.T("rights.list.will_keep")}
	if c.Request.State == domain.RightsExecuted {
		erased.Title, kept.Title = st.T("rights.list.erased"), st.T("rights.list.kept")
	}
	for _, l := range c.Plan.Erased {
		erased.Text += "- " + planText(st, "rights.erased.", l) + "\n"
	}
	for _, l := range c.Plan.Kept {
		kept.Text += "- " + planText(st, "rights.kept.", l) + "\n"
	}
	return []kit.Section{erased, kept}, nil
}

func planText(st *Stage, prefix string, l domain.PlanLine) string {
	said := st.Session.Texts.N(prefix+l.What, int64(l.Count))
	if l.Article != "" {
		said += " (" + l.Article + ")"
	}
	if l.Until.Known() {
		said += ", " + st.T("rights.list.until", "Until", st.Session.Texts.LongDate(string(l.Until)))
	}
	return said
}

func (r *rights) letter(lang domain.Language) func(context.Context) ([]kit.Section, error) {
	return func(context.Context) ([]kit.Section, error) {
		st, c := r.stage, r.subject()
		title := st.T("rights.console.would_write")
		if c.Kept {
			title = st.T("rights.console.as_kept")
		}
		return []kit.Section{{Title: title, Text: c.Letters[lang]}}, nil
	}
}
