package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// reasonRow is one outcome of one kind, in the next cycle and in the last.
type reasonRow struct {
	kind      domain.MailKind
	out       domain.Outcome
	now, last int
}

// reasons lists why people are reminded or not; one opens its persons.
func (r *reminders) reasons() ListSpec {
	st := r.stage
	return ListSpec{Title: st.T("dunning.tab.reasons"), Empty: st.T("console.reminders.nobody"), Within: longWork,
		Columns: []kit.Column{{Title: st.T("console.column.kind"), Min: 22, Flex: 1}, {Title: st.T("console.field.reason"), Min: 20, Flex: 2},
			{Title: st.T("dunning.column.now"), Min: 9}, {Title: st.T("dunning.column.last"), Min: 9}, {Title: st.T("dunning.column.delta"), Min: 8}},
		Source: whole(func(ctx context.Context) ([]reasonRow, error) {
			p, err := r.computed(ctx)
			if err != nil {
				return nil, err
			}
			var out []reasonRow
			for _, kind := range domain.ReminderKinds() {
				outcomes, now, last := p.outcomes(kind)
				for _, o := range outcomes {
					out = append(out, reasonRow{kind, o, now[o], last[o]})
				}
			}
			return out, nil
		}, func(x reasonRow) kit.Row {
			return kit.Row{ID: string(x.kind) + string(x.out), Value: x, Cells: []kit.Cell{{Text: st.word("mail_kind", string(x.kind))}, outcomeCell(st, x.out),
				{Text: st.number(x.now)}, {Text: st.number(x.last), Tone: kit.ToneDim}, {Text: delta(st, x.now-x.last)}}}
		}),
		Open: func(row kit.Row) {
			x := row.Value.(reasonRow)
			st.Push(r.persons(joined(" · ", st.word("mail_kind", string(x.kind)), st.word("outcome", string(x.out))), desk.PersonsOf(x.kind, x.out)))
		},
	}
}

// buyerRow is one buyer about whom people are reminded.
type buyerRow struct {
	id        int64
	name      string
	now, last int
}

// buyers lists about whom people are reminded; one opens its persons.
func (r *reminders) buyers() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("dunning.tab.buyers"), Empty: st.T("console.reminders.nobody"), Within: longWork,
		Columns: []kit.Column{{Title: st.T("dunning.column.buyer"), Min: 24, Flex: 2}, {Title: st.T("dunning.column.now"), Min: 9}, {Title: st.T("dunning.column.last"), Min: 9},
			{Title: st.T("dunning.column.delta"), Min: 8}},
		Source: whole(func(ctx context.Context) ([]buyerRow, error) {
			p, err := r.computed(ctx)
			if err != nil {
				return nil, err
			}
			var out []buyerRow
			for _, b := range p.buyers() {
				out = append(out, buyerRow{b, p.names[b], p.tally.Buyers[b], p.last.Buyers[b]})
			}
			return out, nil
		}, func(x buyerRow) kit.Row {
			return kit.Row{ID: id(x.id), Value: x, Cells: []kit.Cell{{Text: name(x.name, "# "+id(x.id))}, {Text: st.number(x.now)}, {Text: st.number(x.last), Tone: kit.ToneDim}, {Text: delta(st, x.now-x.last)}}}
		}),
		Open: func(row kit.Row) {
			x := row.Value.(buyerRow)
			st.Push(r.persons(x.name, desk.PersonsAbout(x.id)))
		},
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			x := row.Value.(buyerRow)
			return []kit.Action{{Name: "hold_buyer", Keys: []string{"X"}, Label: st.T("console.action.hold_buyer"), Permission: string(domain.HoldMail), Run: func() {
				st.AskForm(st.T("console.action.hold_buyer"), st.T("console.ask.hold_buyer", "Name", x.name), func(ctx context.Context, v map[string]string) error {
					return s.Desk.HoldBuyer(ctx, s.Actor, x.id, true, v["reason"])
				}, func() {
					st.Flash(st.T("console.done.buyer_held"), kit.ToneWarn)
					r.found.Store(nil)
					r.card.Refresh()
				}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
			}}}
		},
	}
}

// persons opens the people of a preview that were chosen, as the run would
// decide for them.
func (r *reminders) persons(title string, q desk.PersonChoice) Opening {
	next := r.next()
	return func(st *Stage) Screen {
		s := st.Session
		return NewList(st, ListSpec{Title: title, Empty: st.T("console.reminders.nobody"), Within: longWork,
			Columns: []kit.Column{
				{Title: st.T("console.column.person"), Min: 16, Flex: 2}, {Title: st.T("console.noun.establishment"), Min: 16, Flex: 2},
				{Title: st.word("mail_kind", string(domain.MailActivation)), Min: 16, Flex: 1}, {Title: st.word("mail_kind", string(domain.MailCompliance)), Min: 16, Flex: 1},
			},
			Source: reading[desk.PreviewRow]{session: s,
				page: func(ctx context.Context, by domain.Actor, _ domain.Filter, p domain.Page) (domain.Window[desk.PreviewRow], error) {
					return s.Desk.PreviewPersons(ctx, by, next.week, next.day, q, p)
				},
				row: func(p desk.PreviewRow) kit.Row {
					return kit.Row{ID: id(p.ID), Value: p, Copy: p.Email, Cells: []kit.Cell{{Text: name(fullName(p.User), p.Email)},
						{Text: name(p.EstablishmentName, p.EstablishmentValue)}, outcomeCell(st, p.Outcomes[0]), outcomeCell(st, p.Outcomes[1])}}
				}}.source(),
			Open: func(row kit.Row) { st.Push(userCardAt(row.Value.(desk.PreviewRow).ID, "w")) },
			Actions: func(l *List) []kit.Action {
				row, ok := l.Table.Selected()
				if !ok {
					return nil
				}
				p := row.Value.(desk.PreviewRow)
				return []kit.Action{holdPersonAction(st, p.UserRow, l.Refresh), sendTest(st, next, p.ID, name(fullName(p.User), p.Email))}
			},
		})
	}
}

// holds lists who keeps which mails back, since when and why.
func (r *reminders) holds() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("dunning.tab.holds"), Empty: st.T("dunning.empty.holds"),
		Columns: []kit.Column{{Title: st.T("dunning.column.scope"), Min: 16}, {Title: st.T("console.column.person"), Min: 11, Flex: 2}, {Title: st.T("console.fact.since"), Min: 17},
			{Title: st.T("console.column.who"), Min: 8, Flex: 1}, {Title: st.T("console.field.reason"), Min: 18, Flex: 4}, {Title: st.T("dunning.column.lifted"), Min: 30, Priority: 1},
			{Title: st.T("dunning.column.why_lifted"), Min: 16, Flex: 2, Priority: 2}},
		Source: whole(func(ctx context.Context) ([]desk.HoldRow, error) { return s.Desk.MailHolds(ctx, s.Actor) }, func(h desk.HoldRow) kit.Row {
			tone, scope, lifted := kit.ToneWarn, st.word("hold_scope", string(h.Scope)), ""
			if !h.LiftedAt.Never() {
				tone, scope, lifted = kit.ToneDim, "("+st.word("hold_scope", string(h.Scope))+")", joined("  ", st.when(h.LiftedAt), h.LiftedBy)
			}
			return kit.Row{ID: id(h.ID), Value: h, Cells: []kit.Cell{{Text: scope, Tone: tone}, {Text: or(h.Name + string(h.Week))},
				{Text: st.when(h.CreatedAt)}, {Text: or(h.Actor)}, {Text: or(st.own("console.cycle_hold.", h.Reason))}, {Text: or(lifted), Tone: kit.ToneDim},
				{Text: st.own("console.release_reason.", h.LiftReason), Tone: kit.ToneDim}}}
		}),
		Preview: func(_ context.Context, row kit.Row) ([]kit.Section, error) {
			return []kit.Section{holdFacts(st, row.Value.(desk.HoldRow))}, nil
		},
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			h := row.Value.(desk.HoldRow)
			return []kit.Action{{Name: "lift", Keys: []string{"u"}, Label: st.T("dunning.act.lift"), Permission: string(domain.HoldMail),
				Off: offWhen(!h.LiftedAt.Never(), st.T("dunning.off.lifted")), Run: func() {
					askRelease(st, st.T("dunning.act.lift"), st.T("dunning.ask.lift", "What", joined(" ", st.word("hold_scope", string(h.Scope)), h.Name+string(h.Week))), "dunning.done.lifted", r.card.Refresh,
						func(ctx context.Context, reason string) error {
							return s.Desk.Release(ctx, s.Actor, h.MailHold, reason)
						})
				}}}
		},
	}
}

// holdFacts is a hold in full, for what the columns cut.
func holdFacts(st *Stage, h desk.HoldRow) kit.Section {
	sec := kit.Section{Title: joined(" ", st.word("hold_scope", string(h.Scope)), h.Name+string(h.Week)), Items: []kit.Item{
		item(st.T("console.fact.since"), st.when(h.CreatedAt)), item(st.T("console.column.who"), h.Actor),
		item(st.T("console.field.reason"), st.own("console.cycle_hold.", h.Reason)),
	}}
	if !h.LiftedAt.Never() {
		sec.Items = append(sec.Items, item(st.T("dunning.column.lifted"), joined("  ", st.when(h.LiftedAt), h.LiftedBy)),
			item(st.T("dunning.column.why_lifted"), st.own("console.release_reason.", h.LiftReason)))
	}
	return sec
}
