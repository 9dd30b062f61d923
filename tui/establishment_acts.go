package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// establishmentActs are what can be done by hand on somebody's behalf.
func establishmentActs(st *Stage, c desk.EstablishmentCard, refresh func()) []kit.Action {
	return []kit.Action{addFollowUpAction(st, c.Establishment, refresh), moveAction(st, c.Establishment, refresh)}
}

// addUserAction gives somebody an access: at the establishment's own request,
// or on behalf of a buyer that follows it.
func addUserAction(st *Stage, c desk.EstablishmentCard, refresh func()) kit.Action {
	e := c.Establishment
	return kit.Action{Name: "add_user", Keys: []string{"n"}, Label: st.T("console.action.add_user"), Permission: string(domain.AddUser),
		Off: offWhen(e.State != domain.EstablishmentActive && e.ID != 0, st.word("establishment", string(e.State))), Run: func() {
			behalf := []kit.Option{{Value: "0", Label: st.T("console.field.own_request")}}
			for _, f := range c.AsSupplier {
				if f.State != domain.FollowUpClosed {
					behalf = append(behalf, kit.Option{Value: strconv.FormatInt(f.ID, 10), Label: name(f.BuyerName, f.BuyerValue)})
				}
			}
			fields := append(personFields(st),
				&kit.Field{Key: "job", Label: st.T("console.fact.job")},
				&kit.Field{Key: "phone", Label: st.T("console.field.phone")},
				&kit.Field{Key: "language", Label: st.T("console.fact.language"), Kind: kit.FieldChoice, Options: languageOptions(st), Value: string(domain.French)},
				&kit.Field{Key: "behalf", Label: st.T("console.field.behalf"), Kind: kit.FieldChoice, Options: behalf, Value: "0"})
			fields = append(fields, rightsFields(st, domain.User{Role: domain.RoleRestricted, Rights: domain.Deposit})...)
			st.AskForm(st.T("console.action.add_user"), st.T("console.form.add_user"), func(ctx context.Context, v map[string]string) error {
				return addUser(ctx, st, e, v)
			}, func() {
				st.Flash(st.T("console.done.user_added"), kit.ToneGood)
				refresh()
			}, fields...)
		}}
}

func addUser(ctx context.Context, st *Stage, e domain.Establishment, v map[string]string) error {
	followUp, err := strconv.ParseInt(v["behalf"], 10, 64)
	if err != nil {
		return err
	}
	number, err := phone(v["phone"], e.Country)
	if err != nil {
		return err
	}
	_, err = st.Session.Desk.AddUser(ctx, st.Session.Actor, desk.NewUser{EstablishmentID: e.ID, FollowUpID: followUp, Role: domain.Role(v["role"]),
		Rights: chosenRights(v), Email: v["email"], FirstName: v["first_name"], LastName: v["last_name"], Job: v["job"], Phone: number,
		Language: domain.Language(v["language"])})
	return err
}

func languageOptions(st *Stage) []kit.Option {
	var options []kit.Option
	for _, l := range []domain.Language{domain.French, domain.English} {
		options = append(options, kit.Option{Value: string(l), Label: st.own("console.language.", string(l))})
	}
	return options
}

// addFollowUpAction sets a follow-up up on a buyer's behalf: from its card the
// buyer is known, from a supplier's the supplier.
func addFollowUpAction(st *Stage, e domain.Establishment, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "add_followup", Keys: []string{"a"}, Label: st.T("console.action.add_followup"), Permission: string(domain.AddFollowUp), Quiet: true, Run: func() {
		fields := []*kit.Field{
			{Key: "siret", Label: st.T("console.field.supplier_siret"), Required: true},
			{Key: "raison_sociale", Label: st.T("console.field.supplier_name")},
			{Key: "siret_donneur_ordre", Label: st.T("console.field.buyer_siret"), Required: true},
			{Key: "reference_contrat", Label: st.T("console.field.reference")},
			{Key: "montant_ht", Label: st.T("console.field.amount")},
			{Key: "date_debut", Label: st.T("console.field.start"), Kind: kit.FieldDate},
			{Key: "date_fin", Label: st.T("console.field.end"), Kind: kit.FieldDate},
			{Key: "email", Label: st.T("console.field.email")},
			{Key: "nom", Label: st.T("console.field.last_name")},
			{Key: "prenom", Label: st.T("console.field.first_name")},
		}
		switch {
		case e.IsBuyer && !e.IsSupplier:
			fields[2].Value = e.IDValue
		case e.ID != 0:
			fields[0].Value, fields[1].Value = e.IDValue, e.Name
		}
		made := int64(0)
		st.AskForm(st.T("console.action.add_followup"), st.T("console.form.add_followup"), func(ctx context.Context, v map[string]string) (err error) {
			made, err = s.Desk.AddFollowUp(ctx, s.Actor, v)
			return err
		}, func() {
			st.Flash(st.T("console.done.followup_added"), kit.ToneGood)
			refresh()
			st.Push(followUpCard(made))
		}, fields...)
	}}
}

// moveAction takes everything to the new SIRET of the same company.
func moveAction(st *Stage, e domain.Establishment, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "move", Keys: []string{"M"}, Label: st.T("console.action.move"), Permission: string(domain.MoveEstablishment), Quiet: true,
		Off: offWhen(e.SIREN == "", st.T("console.off.no_sibling")), Run: func() {
			var moved desk.Moved
			st.AskForm(st.T("console.action.move"), st.T("console.form.move", "Name", e.DisplayName()), func(ctx context.Context, v map[string]string) error {
				value, _, err := domain.ParseSIRET(v["new_siret"])
				if err != nil {
					return err
				}
				moved, err = s.Desk.MoveEstablishment(ctx, s.Actor, e.ID, domain.Identifier{Type: e.IDType, Value: value})
				return err
			}, func() {
				st.Flash(st.T("console.done.moved", "Users", moved.Users, "FollowUps", moved.FollowUps, "Documents", moved.Documents), kit.ToneGood)
				refresh()
				st.Push(establishmentCard(moved.To))
			}, &kit.Field{Key: "new_siret", Label: st.T("console.field.new_siret"), Required: true})
		}}
}

// closeAction ends a follow-up, as its buyer asked.
func closeAction(st *Stage, row domain.FollowUpRow, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "close", Keys: []string{"d"}, Label: st.T("console.action.close_followup"), Permission: string(domain.AddFollowUp), Weight: kit.Confirm, Quiet: true,
		Off: offWhen(row.State == domain.FollowUpClosed, st.T("console.off.closed")), Question: st.T("console.ask.close_followup", "Name", pairNames([]domain.FollowUpRow{row})[0]),
		Run: func() {
			change(st, refresh, "console.done.followup_closed", func(ctx context.Context) error { return s.Desk.CloseFollowUp(ctx, s.Actor, row.ID) })
		}}
}

// leaderless is the queue of establishments without administrator.
func leaderless(st *Stage) Screen {
	s := st.Session
	spec := establishmentList(st, desk.AnyRole)
	spec.Name, spec.Title, spec.Fields, spec.Exact = "", st.T("console.home.without_administrator"), nil, nil
	spec.Source = whole(func(ctx context.Context) ([]domain.Establishment, error) {
		return s.Desk.WithoutAdministrator(ctx, s.Actor)
	},
		func(e domain.Establishment) kit.Row { return establishmentRow(st, e) })
	return NewList(st, spec)
}
