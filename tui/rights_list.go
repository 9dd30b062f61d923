package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// rightsRequests is the register of requests, the most urgent first.
func rightsRequests(st *Stage) Screen {
	s := st.Session
	names := desk.RightsFields()
	return NewList(st, ListSpec{
		Name: "rights", Title: st.T("console.place.rights"), Empty: st.T("rights.console.empty"), Filter: "open:yes",
		Columns: []kit.Column{
			{Key: "due", Title: st.T("rights.console.due"), Min: 18}, {Key: "kind", Title: st.T("console.column.kind"), Min: 14, Flex: 1},
			{Key: "scope", Title: st.T("rights.column.scope"), Min: 13, Priority: 1}, {Key: "state", Title: st.T("console.column.state"), Min: 18, Flex: 1},
			{Key: "email", Title: st.T("console.column.email"), Min: 16, Flex: 1, Priority: 1}, {Key: "number", Title: st.T("rights.console.number"), Min: 6, Priority: 2},
		},
		Fields: fields(names, map[string][]string{
			"kind": codes(domain.RightsKinds()...), "scope": codes(domain.RightsScopes()...), "state": codes(domain.RightsStates()...), "open": {"yes", "no"},
		}),
		Source: reading[domain.RightsRequest]{
			session: s, fields: names, page: s.Desk.RightsRequests, count: s.Desk.CountRights,
			row: func(q domain.RightsRequest) kit.Row { return rightsLine(st, q) },
		}.source(),
		Open: func(r kit.Row) { st.Push(rightsCard(r.Value.(domain.RightsRequest).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.RightsCard(ctx, s.Actor, r.Value.(domain.RightsRequest).ID)
			if err != nil {
				return nil, err
			}
			return []kit.Section{rightsFacts(st, c)}, nil
		},
		Actions: func(*List) []kit.Action {
			return []kit.Action{{Name: "rights", Keys: []string{"n", "x"}, Label: st.T("rights.console.register"), Permission: string(domain.RegisterRights), Run: func() { askRights(st, "") }}}
		},
	})
}

func rightsLine(st *Stage, q domain.RightsRequest) kit.Row {
	due := kit.Cell{Text: st.day(q.DueOn)}
	if q.Overdue(st.Session.Desk.Today()) {
		due = kit.Cell{Text: st.day(q.DueOn) + " " + st.T("rights.word.overdue"), Tone: kit.ToneBad}
	}
	return kit.Row{ID: id(q.ID), Copy: id(q.ID), Value: q, Cells: []kit.Cell{due, {Text: st.own("rights.kind.", string(q.Kind))},
		{Text: st.own("rights.scope.", string(q.Scope)), Tone: kit.ToneDim}, rightsState(st, q), {Text: or(q.Email)}, {Text: id(q.ID), Tone: kit.ToneDim}}}
}

// rightsState says where a request stands, and what it waits for.
func rightsState(st *Stage, q domain.RightsRequest) kit.Cell {
	text := st.own("rights.state.", string(q.State))
	switch {
	case q.State == domain.RightsExecuted:
		return kit.Cell{Text: text, Tone: kit.ToneGood}
	case !q.State.Open():
		return kit.Cell{Text: text, Tone: kit.ToneDim}
	case q.ConfirmedAt.Never():
		return kit.Cell{Text: joined(", ", text, st.T("rights.console.unconfirmed")), Tone: kit.ToneWarn}
	case !q.Effective():
		return kit.Cell{Text: joined(", ", text, st.T("rights.console.not_adopted")), Tone: kit.ToneWarn}
	}
	return kit.Cell{Text: text}
}
