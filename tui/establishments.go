package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// establishments are the lists of a million: suppliers, buyers, or all.
func establishments(role desk.Role) Opening {
	return func(st *Stage) Screen { return NewList(st, establishmentList(st, role)) }
}

func placeOf(role desk.Role) string {
	switch role {
	case desk.BuyersOnly:
		return "buyers"
	case desk.SuppliersOnly:
		return "suppliers"
	}
	return "establishments"
}

func establishmentList(st *Stage, role desk.Role) ListSpec {
	s := st.Session
	names := desk.EstablishmentFields()
	columns := []kit.Column{
		{Key: "name", Title: st.T("console.column.name"), Min: 22, Flex: 3},
		{Key: "siret", Title: st.T("console.column.identifier"), Min: 17, Sort: "siret"},
		{Key: "city", Title: st.T("console.column.city"), Min: 14, Flex: 1, Priority: 2},
		{Key: "role", Title: st.T("console.column.role"), Min: 11, Priority: 3},
		{Key: "state", Title: st.T("console.column.state"), Min: 9, Priority: 1},
	}
	return ListSpec{
		Name: placeOf(role), Title: st.T("console.place." + placeOf(role)), Columns: columns, Empty: st.T("console.empty.establishments"),
		Fields: fields(names, map[string][]string{
			"state": codes(domain.EstablishmentActive, domain.EstablishmentRemovalRequested, domain.EstablishmentDeregistered, domain.EstablishmentPurged),
			"held":  {"yes", "no"},
		}),
		Source: reading[domain.Establishment]{
			session: s, fields: names,
			page: func(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.Establishment], error) {
				return s.Desk.Establishments(ctx, by, role, f, p)
			},
			count: func(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
				return s.Desk.CountEstablishments(ctx, by, role, f)
			},
			row: func(e domain.Establishment) kit.Row { return establishmentRow(st, e) },
		}.source(),
		Exact: exactEstablishment,
		Open:  func(r kit.Row) { st.Push(establishmentCard(r.Value.(domain.Establishment).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.Establishment(ctx, s.Actor, r.Value.(domain.Establishment).ID)
			if err != nil {
				return nil, err
			}
			return establishmentOverview(st, c), nil
		},
		Actions: func(l *List) []kit.Action {
			row, _ := l.Table.Selected()
			e, _ := row.Value.(domain.Establishment)
			return []kit.Action{registerRightsAction(st, domain.ScopeEstablishment, e.ID, e.DisplayName())}
		},
	}
}

// exactEstablishment is the filter that a bare identifier means.
func exactEstablishment(q domain.Query) string {
	switch q.Kind {
	case domain.QueryIdentifier:
		return "siret:" + q.Value
	case domain.QuerySIREN:
		return "siren:" + q.Value
	}
	return ""
}

func establishmentRow(st *Stage, e domain.Establishment) kit.Row {
	role := ""
	switch {
	case e.IsBuyer && e.IsSupplier:
		role = st.T("console.role_of.both")
	case e.IsBuyer:
		role = st.T("console.role_of.buyer")
	case e.IsSupplier:
		role = st.T("console.role_of.supplier")
	}
	state := kit.Cell{Text: st.word("establishment", string(e.State))}
	switch {
	case e.State == domain.EstablishmentRemovalRequested:
		state.Tone = kit.ToneWarn
	case e.State != domain.EstablishmentActive:
		state.Tone = kit.ToneBad
	case e.Held:
		state = kit.Cell{Text: st.T("console.state.held"), Tone: kit.ToneWarn}
	}
	return kit.Row{ID: id(e.ID), Copy: e.IDValue, Value: e, Cells: []kit.Cell{
		{Text: e.DisplayName()}, {Text: siret(e.IDValue)}, {Text: place(e)}, {Text: role, Tone: kit.ToneDim}, state}}
}

// place says where an establishment is: the city, and the country abroad.
func place(e domain.Establishment) string {
	if e.Country != "" && e.Country != "FR" {
		return joined(", ", e.City, e.Country)
	}
	return or(e.City)
}
