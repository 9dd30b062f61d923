package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// users is the list of everybody with an access.
func users(st *Stage) Screen { return NewList(st, userList(st, true)) }

func userList(st *Stage, everywhere bool, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.UserFields()
	name := ""
	if everywhere {
		name = "users"
	}
	return ListSpec{
		Name: name, Title: st.T("console.place.users"), Columns: userColumns(st, everywhere), Empty: st.T("console.empty.users"),
		Fields: fields(names, map[string][]string{
			"role":  codes(domain.RoleAdministrator, domain.RoleStandard, domain.RoleRestricted),
			"state": codes(domain.UserInvited, domain.UserActive, domain.UserDisabled, domain.UserErased),
			"held":  {"yes", "no"}, "heldcontact": {"yes", "no"}, "rightstoset": {"yes", "no"}, "bounced": {"yes", "no"},
		}),
		Source: reading[domain.UserRow]{
			session: s, fields: names, fixed: fixed,
			page: s.Desk.Users, count: s.Desk.CountUsers,
			row: func(u domain.UserRow) kit.Row { return userLine(st, everywhere, u) },
		}.source(),
		Exact: exactPerson,
		Open:  func(r kit.Row) { st.Push(userCard(r.Value.(domain.UserRow).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			w, err := s.Desk.WhyUser(ctx, s.Actor, r.Value.(domain.UserRow).ID)
			if err != nil {
				return nil, err
			}
			return []kit.Section{userFacts(st, w.User), whyNext(st, w, false), originSection(st, st.T("console.tab.origin"), w.Origins, false)}, nil
		},
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			u := row.Value.(domain.UserRow)
			return []kit.Action{inviteAction(st, u, l.Refresh), registerRightsAction(st, domain.ScopeUser, u.ID, joined("  ", fullName(u.User), u.Email)), holdPersonAction(st, u, l.Refresh)}
		},
	}
}

func userColumns(st *Stage, everywhere bool) []kit.Column {
	columns := []kit.Column{
		{Key: "name", Title: st.T("console.column.person"), Min: 16, Flex: 2},
		{Key: "email", Title: st.T("console.column.email"), Min: 17, Flex: 2, Priority: 1},
	}
	if everywhere {
		columns = append(columns, kit.Column{Key: "establishment", Title: st.T("console.noun.establishment"), Min: 16, Flex: 2, Priority: 2})
	}
	return append(columns, kit.Column{Key: "role", Title: st.T("console.column.role"), Min: 14, Priority: 1},
		kit.Column{Key: "state", Title: st.T("console.column.state"), Min: 16})
}

func userLine(st *Stage, everywhere bool, u domain.UserRow) kit.Row {
	cells := []kit.Cell{{Text: fullName(u.User)}, {Text: or(u.Email)}}
	if everywhere {
		cells = append(cells, kit.Cell{Text: name(u.EstablishmentName, u.EstablishmentValue)})
	}
	cells = append(cells, kit.Cell{Text: st.word("role", string(u.Role)), Tone: kit.ToneDim}, userSignal(st, u.User))
	return kit.Row{ID: id(u.ID), Copy: u.Email, Value: u, Cells: cells}
}

// userSignal is what matters most about an account: what stops its mails,
// else its state.
func userSignal(st *Stage, u domain.User) kit.Cell {
	switch {
	case u.State == domain.UserErased || u.State == domain.UserDisabled:
		return kit.Cell{Text: st.word("user", string(u.State)), Tone: kit.ToneDim}
	case u.RequestPending:
		return kit.Cell{Text: st.T("console.state.request_pending"), Tone: kit.ToneWarn}
	case u.HeldContact:
		return kit.Cell{Text: st.T("console.state.held_contact"), Tone: kit.ToneWarn}
	case u.RightsToSet:
		return kit.Cell{Text: st.T("console.state.rights_to_set"), Tone: kit.ToneWarn}
	case u.Bounced:
		return kit.Cell{Text: st.T("console.state.bounced"), Tone: kit.ToneBad}
	case u.Held:
		return kit.Cell{Text: st.T("console.state.held"), Tone: kit.ToneWarn}
	case u.State == domain.UserActive:
		return kit.Cell{Text: st.word("user", string(u.State)), Tone: kit.ToneGood}
	}
	return kit.Cell{Text: st.word("user", string(u.State))}
}
