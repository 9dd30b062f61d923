package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// userActs are what can be done by hand to a person's access.
func userActs(st *Stage, c desk.Why, refresh func()) []kit.Action {
	u := c.User
	actions := []kit.Action{rightsAction(st, u, refresh), addressAction(st, u, refresh), replaceAction(st, u, refresh), accessAction(st, u, refresh),
		nominateAction(st, c, refresh), copyUsersAction(st, u, refresh)}
	if c.Flag.Stands() {
		actions = append([]kit.Action{liftAction(st, c, refresh)}, actions...)
	}
	if u.HeldContact {
		return append([]kit.Action{admitAction(st, u, refresh)}, actions...)
	}
	return actions
}

func userLabel(u domain.UserRow) string { return name(fullName(u.User), u.Email) }

// offUnlessActs is why somebody without an access in force cannot be changed.
func offUnlessActs(st *Stage, u domain.UserRow) string {
	return offWhen(!u.Acts(), st.T("error.user_cannot_act"))
}

func rightsAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	permission := domain.SetUserRights
	if u.Role == domain.RoleAdministrator {
		permission = domain.NameAdministrator
	}
	return kit.Action{Name: "rights", Keys: []string{"a"}, Label: st.T("console.action.rights"), Permission: string(permission), Off: offUnlessActs(st, u), Run: func() {
		st.AskForm(st.T("console.action.rights"), st.T("console.form.rights", "Name", userLabel(u)), func(ctx context.Context, v map[string]string) error {
			return st.Session.Desk.SetUserRights(ctx, st.Session.Actor, u.ID, domain.Role(v["role"]), chosenRights(v))
		}, func() {
			st.Flash(st.T("console.done.rights_set"), kit.ToneGood)
			refresh()
		}, rightsFields(st, u.User)...)
	}}
}

// rightNames are the rights in the order in which they show.
func rightNames() []struct {
	right domain.Rights
	key   string
} {
	return []struct {
		right domain.Rights
		key   string
	}{{domain.SeeBuyers, "see_buyers"}, {domain.SeeDocuments, "see_documents"}, {domain.Deposit, "deposit"}, {domain.AskStandby, "ask_standby"}}
}

func rightsFields(st *Stage, u domain.User) []*kit.Field {
	role := u.Role
	if role == domain.RoleAdministrator {
		role = domain.RoleStandard
	}
	fields := []*kit.Field{{Key: "role", Label: st.T("console.column.role"), Kind: kit.FieldChoice, Options: roleOptions(st), Value: string(role)}}
	for _, r := range rightNames() {
		value := ""
		if u.Rights.Has(r.right) {
			value = "yes"
		}
		fields = append(fields, &kit.Field{Key: r.key, Label: st.T("console.right." + r.key), Kind: kit.FieldBool, Value: value})
	}
	return fields
}

func roleOptions(st *Stage) []kit.Option {
	var options []kit.Option
	for _, r := range []domain.Role{domain.RoleRestricted, domain.RoleStandard} {
		options = append(options, kit.Option{Value: string(r), Label: st.word("role", string(r))})
	}
	return options
}

func chosenRights(v map[string]string) domain.Rights {
	var rights domain.Rights
	for _, r := range rightNames() {
		if v[r.key] == "yes" {
			rights |= r.right
		}
	}
	return rights
}

func addressAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	return kit.Action{Name: "address", Keys: []string{"e"}, Label: st.T("console.action.address"), Permission: string(domain.CorrectAddress),
		Off: offWhen(u.State == domain.UserErased, st.T("error.user_cannot_act")), Run: func() {
			st.AskForm(st.T("console.action.address"), st.T("console.form.address", "Email", or(u.Email)), func(ctx context.Context, v map[string]string) error {
				return st.Session.Desk.CorrectAddress(ctx, st.Session.Actor, u.ID, v["email"], v["proof"])
			}, func() {
				st.Flash(st.T("console.done.address"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "email", Label: st.T("console.field.email"), Required: true},
				&kit.Field{Key: "proof", Label: st.T("console.field.proof"), Required: true})
		}}
}

func replaceAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	administrator := u.Role == domain.RoleAdministrator
	permission, text := domain.ReplaceContact, "console.form.replace"
	if administrator {
		permission, text = domain.NameAdministrator, "console.form.replace_administrator"
	}
	return kit.Action{Name: "replace", Keys: []string{"r"}, Label: st.T("console.action.replace"), Permission: string(permission), Off: offUnlessActs(st, u), Quiet: true, Run: func() {
		fields := append([]*kit.Field{{Key: "left_on", Label: st.T("console.field.left_on"), Kind: kit.FieldDate, Required: true, Value: string(st.Session.Desk.Today())}},
			personFields(st)...)
		if administrator {
			fields = append(fields, &kit.Field{Key: "evidence", Label: st.T("console.field.evidence"), Required: true})
		}
		st.AskForm(st.T("console.action.replace"), st.T(text, "Name", userLabel(u)), func(ctx context.Context, v map[string]string) error {
			_, err := st.Session.Desk.ReplaceContact(ctx, st.Session.Actor, desk.Replacement{UserID: u.ID, LeftOn: domain.Date(v["left_on"]), Evidence: v["evidence"],
				Email: v["email"], First: v["first_name"], Last: v["last_name"]})
			return err
		}, func() {
			st.Flash(st.T("console.done.replaced"), kit.ToneGood)
			refresh()
		}, fields...)
	}}
}

func personFields(st *Stage) []*kit.Field {
	return []*kit.Field{{Key: "email", Label: st.T("console.field.email"), Required: true},
		{Key: "last_name", Label: st.T("console.field.last_name")}, {Key: "first_name", Label: st.T("console.field.first_name")}}
}

// accessAction disables an access, or gives it back.
func accessAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	s := st.Session
	a := kit.Action{Name: "disable", Keys: []string{"d"}, Label: st.T("console.action.disable_user"), Permission: string(domain.DisableUser), Weight: kit.Confirm,
		Quiet: true, Question: st.T("console.ask.disable_user", "Name", userLabel(u)), Off: offWhen(u.State == domain.UserErased, st.T("error.user_cannot_act"))}
	a.Run = func() {
		change(st, refresh, "console.done.disabled", func(ctx context.Context) error { return s.Desk.DisableUser(ctx, s.Actor, u.ID) })
	}
	if u.State == domain.UserDisabled {
		a.Label, a.Question = st.T("console.action.enable_user"), st.T("console.ask.enable_user", "Name", userLabel(u))
		a.Run = func() {
			change(st, refresh, "console.done.enabled", func(ctx context.Context) error { return s.Desk.EnableUser(ctx, s.Actor, u.ID) })
		}
	}
	return a
}

// nominateAction names an administrator, or takes a nomination back.
func nominateAction(st *Stage, c desk.Why, refresh func()) kit.Action {
	s, u := st.Session, c.User
	a := kit.Action{Name: "nominate", Keys: []string{"n"}, Label: st.T("console.action.nominate"), Permission: string(domain.NameAdministrator), Quiet: true,
		Off: offUnlessActs(st, u)}
	if a.Off == "" && u.Role == domain.RoleAdministrator {
		a.Off = st.T("error.already_administrator")
	}
	if n := c.Nomination; n.State == domain.NominationPending {
		a.Label, a.Weight, a.Question = st.T("console.action.cancel_nomination"), kit.Confirm, st.T("console.ask.cancel_nomination", "Name", userLabel(u))
		a.Run = func() {
			change(st, refresh, "console.done.nomination_cancelled", func(ctx context.Context) error { return s.Desk.CancelNomination(ctx, s.Actor, n.ID) })
		}
		return a
	}
	a.Run = func() {
		st.AskForm(a.Label, st.T("console.form.nominate", "Name", userLabel(u)), func(ctx context.Context, v map[string]string) error {
			return s.Desk.NameAdministrator(ctx, s.Actor, u.ID, v["evidence"])
		}, func() {
			st.Flash(st.T("console.done.nominated"), kit.ToneGood)
			refresh()
		}, &kit.Field{Key: "evidence", Label: st.T("console.field.evidence"), Required: true})
	}
	return a
}

func admitAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "admit", Keys: []string{"t"}, Label: st.T("console.action.admit"), Permission: string(domain.AddUser), Weight: kit.Confirm,
		Question: st.T("console.ask.admit", "Name", userLabel(u)), Run: func() {
			change(st, refresh, "console.done.admitted", func(ctx context.Context) error { return s.Desk.AdmitContact(ctx, s.Actor, u.ID) })
		}}
}

// copyUsersAction gives a person an access to another site of the company.
func copyUsersAction(st *Stage, u domain.UserRow, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "copy_user", Keys: []string{"s"}, Label: st.T("console.action.copy_users"), Permission: string(domain.AddUser), Quiet: true, Off: offUnlessActs(st, u), Run: func() {
		Call(st, "siblings", func(ctx context.Context) (desk.EstablishmentCard, error) {
			return s.Desk.Establishment(ctx, s.Actor, u.EstablishmentID)
		}, func(c desk.EstablishmentCard, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			askCopy(st, u, c.Siblings, refresh)
		})
	}}
}

func askCopy(st *Stage, u domain.UserRow, siblings []domain.Establishment, refresh func()) {
	s := st.Session
	var options []kit.Option
	for _, e := range siblings {
		if e.State == domain.EstablishmentActive {
			options = append(options, kit.Option{Value: strconv.FormatInt(e.ID, 10), Label: joined("  ", siret(e.IDValue), e.DisplayName(), e.City)})
		}
	}
	if len(options) == 0 {
		st.Flash(st.T("console.off.no_sibling"), kit.ToneWarn)
		return
	}
	copied := 0
	st.AskForm(st.T("console.action.copy_users"), st.T("console.form.copy"), func(ctx context.Context, v map[string]string) error {
		to, err := strconv.ParseInt(v["target"], 10, 64)
		if err != nil {
			return err
		}
		copied, err = s.Desk.CopyUsers(ctx, s.Actor, []int64{u.ID}, to)
		return err
	}, func() {
		st.Flash(s.Texts.N("console.done.users_copied", int64(copied)), kit.ToneGood)
		refresh()
	}, &kit.Field{Key: "target", Label: st.T("console.field.target"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value})
}
