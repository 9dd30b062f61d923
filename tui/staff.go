package tui

import (
	"context"
	"strings"

	"golang.org/x/crypto/ssh"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// staffList is the team.
func staffList(st *Stage) Screen {
	s := st.Session
	return NewList(st, ListSpec{
		Name: "staff", Title: st.T("console.place.staff"), Empty: st.T("console.empty.staff"),
		Columns: []kit.Column{
			{Key: "name", Title: st.T("console.column.person"), Min: 18, Flex: 2}, {Key: "role", Title: st.T("console.column.role"), Min: 15},
			{Key: "state", Title: st.T("console.column.state"), Min: 10}, {Key: "language", Title: st.T("console.fact.language"), Min: 9, Priority: 2},
			{Key: "seen", Title: st.T("console.fact.last_seen"), Min: 16, Priority: 1},
		},
		Source: whole(func(ctx context.Context) ([]domain.Staff, error) { return s.Desk.AllStaff(ctx, s.Actor) }, func(p domain.Staff) kit.Row { return staffRow(st, p) }),
		Open:   func(r kit.Row) { st.Push(staffCard(r.Value.(domain.Staff).ID)) },
		Actions: func(l *List) []kit.Action {
			actions := []kit.Action{{Name: "add", Keys: []string{"n"}, Label: st.T("console.action.add_staff"), Permission: string(domain.ManageStaff), Run: func() { addStaff(st, l.Refresh) }}}
			if row, ok := l.Table.Selected(); ok {
				actions = append(actions, staffActions(st, row.Value.(domain.Staff), l.Refresh)...)
			}
			return actions
		},
	})
}

func staffRow(st *Stage, p domain.Staff) kit.Row {
	return kit.Row{ID: id(p.ID), Copy: p.Name, Value: p, Cells: []kit.Cell{{Text: p.Name}, {Text: st.word("role", string(p.Role))}, staffState(st, p),
		{Text: st.own("console.language.", string(p.Language)), Tone: kit.ToneDim}, {Text: st.when(p.LastSeenAt), Tone: kit.ToneDim}}}
}

func staffState(st *Stage, p domain.Staff) kit.Cell {
	if p.Disabled {
		return kit.Cell{Text: st.word("user", string(domain.UserDisabled)), Tone: kit.ToneBad}
	}
	return kit.Cell{Text: st.word("user", string(domain.UserActive)), Tone: kit.ToneGood}
}

// addStaff admits a person with the public key that they sent.
func addStaff(st *Stage, refresh func()) {
	var roles, languages []kit.Option
	for _, r := range []domain.StaffRole{domain.Agent, domain.Operator, domain.Administrator, domain.Auditor} {
		roles = append(roles, kit.Option{Value: string(r), Label: st.word("role", string(r))})
	}
	for _, l := range []domain.Language{domain.French, domain.English} {
		languages = append(languages, kit.Option{Value: string(l), Label: st.own("console.language.", string(l))})
	}
	st.AskForm(st.T("console.action.add_staff"), st.T("console.staff.text"), func(ctx context.Context, v map[string]string) error {
		key, err := publicKey(v["key"])
		if err != nil {
			return err
		}
		_, err = st.Session.Desk.AddStaff(ctx, st.Session.Actor, domain.Staff{Name: v["name"], Role: domain.StaffRole(v["role"]), Language: domain.Language(v["language"])}, key)
		return err
	}, func() {
		st.Flash(st.T("console.done.staff_added"), kit.ToneGood)
		refresh()
	},
		&kit.Field{Key: "name", Label: st.T("console.column.person"), Required: true},
		&kit.Field{Key: "role", Label: st.T("console.column.role"), Kind: kit.FieldChoice, Options: roles, Value: string(domain.Agent)},
		&kit.Field{Key: "language", Label: st.T("console.fact.language"), Kind: kit.FieldChoice, Options: languages, Value: string(domain.French)},
		keyField(st))
}

func keyField(st *Stage) *kit.Field {
	return &kit.Field{Key: "key", Label: st.T("console.field.key"), Kind: kit.FieldArea, Rows: 3, Required: true, Hint: st.T("console.hint.key")}
}

// publicKey reads a line of an authorized_keys file, as people paste it.
func publicKey(text string) (domain.StaffKey, error) {
	text = strings.Join(strings.Fields(text), " ")
	key, comment, _, _, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil {
		return domain.StaffKey{}, domain.Refuse(domain.Invalid, "staff_key_unreadable")
	}
	return domain.StaffKey{Fingerprint: ssh.FingerprintSHA256(key), PublicKey: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), Label: comment}, nil
}

// staffActions are the acts on one person of the team.
func staffActions(st *Stage, p domain.Staff, refresh func()) []kit.Action {
	d, by := st.Session.Desk, st.Session.Actor
	role := kit.Action{Name: "role", Keys: []string{"e"}, Label: st.T("console.action.role"), Permission: string(domain.ManageStaff), Off: offWhen(p.ID == by.StaffID, st.T("error.staff_own_role")), Run: func() {
		var roles []kit.Option
		for _, r := range []domain.StaffRole{domain.Agent, domain.Operator, domain.Administrator, domain.Auditor} {
			roles = append(roles, kit.Option{Value: string(r), Label: st.word("role", string(r))})
		}
		st.AskForm(st.T("console.action.role"), p.Name, func(ctx context.Context, v map[string]string) error {
			return d.SetStaffRole(ctx, by, p.Name, domain.StaffRole(v["role"]))
		}, func() {
			st.Done(st.T("console.done.saved"), func() {
				change(st, refresh, "console.done.saved", func(ctx context.Context) error { return d.SetStaffRole(ctx, by, p.Name, p.Role) })
			}, nil)
			refresh()
		}, &kit.Field{Key: "role", Label: st.T("console.column.role"), Kind: kit.FieldChoice, Options: roles, Value: string(p.Role)})
	}}
	turn := kit.Action{Name: "disable", Keys: []string{"x"}, Label: st.T("console.action.disable"), Permission: string(domain.ManageStaff), Weight: kit.Confirm,
		Question: st.T("console.ask.disable", "Name", p.Name), Off: offWhen(p.ID == by.StaffID, st.T("error.staff_own_role")), Run: func() {
			change(st, refresh, "console.done.staff_disabled", func(ctx context.Context) error { return d.DisableStaff(ctx, by, p.Name) })
		}}
	if p.Disabled {
		turn.Name, turn.Label, turn.Question = "enable", st.T("console.action.enable"), st.T("console.ask.enable", "Name", p.Name)
		turn.Run = func() {
			change(st, refresh, "console.done.staff_enabled", func(ctx context.Context) error { return d.EnableStaff(ctx, by, p.Name) })
		}
	}
	return []kit.Action{role, turn}
}
