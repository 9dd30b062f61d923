package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// last are the cycles of the last weeks.
func (r *reminders) last() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("console.tab.last"), Empty: st.T("console.empty.cycles"),
		Columns: []kit.Column{{Title: st.T("console.column.week"), Min: 10}, {Title: st.T("console.column.state"), Min: 16}, {Title: st.T("console.fact.planned"), Min: 16},
			{Title: st.T("console.column.who"), Min: 14, Flex: 1}, {Title: st.T("console.field.reason"), Min: 18, Flex: 2, Priority: 1}},
		Source: whole(func(ctx context.Context) ([]domain.Cycle, error) { return s.Desk.Cycles(ctx, s.Actor) }, func(c domain.Cycle) kit.Row {
			state, tone := cycleState(st, c)
			return kit.Row{ID: string(c.Week), Value: c, Cells: []kit.Cell{{Text: string(c.Week)}, {Text: state, Tone: tone}, {Text: st.when(c.PlannedAt)}, {Text: or(c.Actor)}, {Text: holdReason(st, c), Tone: kit.ToneDim}}}
		}),
		Open: func(row kit.Row) { st.Push(cycleCard(row.Value.(domain.Cycle).Week)) },
	}
}

// holdReason says why a cycle is held, and who let it go since.
func holdReason(st *Stage, c domain.Cycle) string {
	if c.Hold == "" {
		return ""
	}
	return joined(" · ", st.own("console.cycle_hold.", c.Hold), released(st, c))
}

// released says who let a cycle go, and why; "" while nobody did.
func released(st *Stage, c domain.Cycle) string {
	switch {
	case c.ReleasedBy == "":
		return ""
	case c.ReleaseReason == "":
		return st.T("console.cycle.released", "Name", c.ReleasedBy)
	}
	return st.T("console.cycle.released_why", "Name", c.ReleasedBy, "Reason", st.own("console.release_reason.", c.ReleaseReason))
}

// cycleCard opens one week: whom it mailed, whom not, and why.
func cycleCard(week domain.Week) Opening {
	return func(st *Stage) Screen {
		s := st.Session
		var card *Card
		card = NewCard(st, CardSpec{Title: st.T("console.reminders.week", "Week", string(week)), Identity: string(week),
			Actions: func(*Card) []kit.Action { return []kit.Action{correct(st, week, card.Refresh)} }, Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(ctx context.Context) ([]kit.Section, error) {
					c, err := s.Desk.Cycle(ctx, s.Actor, week)
					if err != nil {
						return nil, err
					}
					counts, err := s.Desk.CycleCounts(ctx, s.Actor, week)
					if err != nil {
						return nil, err
					}
					state, tone := cycleState(st, c)
					head := kit.Section{Title: st.T("console.reminders.week", "Week", string(week)), Items: []kit.Item{
						item(st.T("console.column.state"), state, tone), item(st.T("console.fact.planned"), st.when(c.PlannedAt)),
						item(st.T("console.fact.caused_by"), c.Actor), item(st.T("console.field.reason"), st.own("console.cycle_hold.", c.Hold)),
					}}
					if c.ReleasedBy != "" {
						head.Items = append(head.Items, item(st.T("dunning.column.lifted"), released(st, c)))
					}
					return append([]kit.Section{head}, outcomeSections(st, counts)...), nil
				}},
				{Key: "m", Label: st.T("console.tab.mails"), List: func() ListSpec {
					spec := mailList(st, domain.Term{Field: "week", Value: string(week)})
					spec.Name = ""
					return spec
				}},
			}})
		return card
	}
}
