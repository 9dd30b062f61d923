package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// customers is the list of customers with their four answers.
func customers(st *Stage) Screen { return NewList(st, customerList(st)) }

func customerList(st *Stage, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.CustomerFields()
	channels := codes(domain.ConsentChannels()...)
	return ListSpec{
		Name: "customers", Title: st.T("console.place.customers"), Columns: customerColumns(st), Empty: st.T("console.empty.customers"),
		Fields: fields(names, map[string][]string{
			"accepts": channels, "refuses": channels, "reach": channels, "refused": {"yes", "no"},
			"asked": {"<2026-01-01", "never"}, "answered": {">=2026-01-01", "never"},
			"kind":  codes(domain.CustomerPerson, domain.CustomerProfessional, domain.CustomerCompany),
			"state": append(codes(domain.RequestQueued, domain.RequestSent, domain.RequestAnswered, domain.RequestExpired, domain.RequestFailed, domain.RequestCancelled), "never"),
		}),
		Source: reading[domain.Customer]{
			session: s, fields: names, fixed: fixed,
			page: s.Desk.Customers, count: s.Desk.CountCustomers,
			row: func(c domain.Customer) kit.Row { return customerRow(st, c) },
		}.source(),
		Exact: exactPerson,
		Open:  func(r kit.Row) { st.Push(customerCard(r.Value.(domain.Customer).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.Customer(ctx, s.Actor, r.Value.(domain.Customer).ID)
			if err != nil {
				return nil, err
			}
			return []kit.Section{channelSection(st, c.Customer), sendSection(st, c), customerFacts(st, c.Customer)}, nil
		},
		Actions: func(l *List) []kit.Action {
			row, _ := l.Table.Selected()
			c, _ := row.Value.(domain.Customer)
			actions := []kit.Action{newCustomerAction(st, l.Refresh), registerRightsAction(st, domain.ScopeCustomer, c.ID, c.DisplayName())}
			if len(fixed) == 0 {
				actions = append(append(actions, askAction(st, l)), customerViews(st, l)...)
			}
			return actions
		},
	}
}

func customerColumns(st *Stage) []kit.Column {
	columns := []kit.Column{
		{Key: "name", Title: st.T("console.column.name"), Min: 18, Flex: 3},
		{Key: "kind", Title: st.T("console.column.kind"), Min: 13, Priority: 3},
		{Key: "city", Title: st.T("console.column.city"), Min: 12, Flex: 1, Priority: 4},
		{Key: "address", Title: st.T("console.fact.address"), Min: 17, Flex: 1, Priority: 2},
	}
	for _, ch := range domain.ConsentChannels() {
		columns = append(columns, kit.Column{Key: string(ch), Title: st.T("console.channel." + string(ch)), Min: 6})
	}
	return append(columns, kit.Column{Key: "request", Title: st.T("console.column.request"), Min: 20, Priority: 1})
}

func customerRow(st *Stage, c domain.Customer) kit.Row {
	row := kit.Row{ID: id(c.ID), Copy: name(c.Code, c.SIRET), Value: c, Cells: []kit.Cell{
		{Text: c.DisplayName()}, {Text: st.word("customer", string(c.Kind)), Tone: kit.ToneDim}, {Text: or(c.City)}, {Text: or(c.Email)}}}
	for _, ch := range domain.ConsentChannels() {
		row.Cells = append(row.Cells, answerCell(st, c.Accepts(ch)))
	}
	row.Cells = append(row.Cells, requestCell(st, c.RequestState))
	return row
}

// answerCell says an answer in a word, whatever the colours.
func answerCell(st *Stage, yes bool) kit.Cell {
	if yes {
		return kit.Cell{Text: st.Words.Yes, Tone: kit.ToneGood}
	}
	return kit.Cell{Text: st.Words.No, Tone: kit.ToneBad}
}

func requestCell(st *Stage, s domain.RequestState) kit.Cell {
	switch s {
	case domain.RequestNever:
		return kit.Cell{Text: st.T("console.state.never_asked"), Tone: kit.ToneDim}
	case domain.RequestAnswered:
		return kit.Cell{Text: st.word("request", string(s)), Tone: kit.ToneGood}
	case domain.RequestFailed:
		return kit.Cell{Text: st.word("request", string(s)), Tone: kit.ToneBad}
	case domain.RequestExpired, domain.RequestCancelled:
		return kit.Cell{Text: st.word("request", string(s)), Tone: kit.ToneWarn}
	}
	return kit.Cell{Text: st.word("request", string(s))}
}
