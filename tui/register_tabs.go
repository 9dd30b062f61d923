package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// registersAt opens the registers at the tab of a letter.
func registersAt(tab string) Opening {
	return func(st *Stage) Screen {
		screen := registers(st)
		if c, ok := screen.(*Card); ok {
			c.Choose(tab)
		}
		return screen
	}
}

// twoFactors is the register of the establishments that asked for codes.
func (r *register) twoFactors() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("console.place.twofactor"), Empty: st.T("document.register.no_two_factor"),
		Columns: []kit.Column{{Title: st.T("console.noun.establishment"), Min: 20, Flex: 2}, {Title: st.T("document.register.requested"), Min: 10}, {Title: st.T("document.register.by"), Min: 14, Flex: 1},
			{Title: st.T("document.register.method"), Min: 16, Priority: 1}, {Title: st.T("document.register.on_since"), Min: 10}},
		Source: whole(func(ctx context.Context) ([]domain.TwoFactorRow, error) { return s.Desk.TwoFactors(ctx, s.Actor) }, func(t domain.TwoFactorRow) kit.Row {
			on := kit.Cell{Text: st.day(t.OnSince), Tone: kit.ToneGood}
			if !t.On() {
				on = kit.Cell{Text: st.T("document.register.waits"), Tone: kit.ToneWarn}
			}
			return kit.Row{ID: id(t.EstablishmentID), Copy: t.EstablishmentValue, Value: t, Cells: []kit.Cell{{Text: name(t.EstablishmentName, t.EstablishmentValue)}, {Text: st.day(t.RequestedOn)},
				{Text: or(t.RequestedBy)}, {Text: st.word("two_factor", t.Method)}, on}}
		}),
		Open: func(row kit.Row) { st.Push(establishmentCard(row.Value.(domain.TwoFactorRow).EstablishmentID)) },
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			return []kit.Action{twoFactorAction(st, row.Value.(domain.TwoFactorRow).TwoFactor, l.Refresh)}
		}}
}

// twoFactorAction switches the codes of an establishment on or off.
func twoFactorAction(st *Stage, t domain.TwoFactor, refresh func()) kit.Action {
	s := st.Session
	a := kit.Action{Name: "two_factor", Keys: []string{"T"}, Label: st.T("document.action.two_factor_on"), Permission: string(domain.SetTwoFactor), Quiet: true,
		Off: offWhen(t.EstablishmentID == 0, st.T("console.kit.loading"))}
	flip := func(by string) func(context.Context) error {
		return func(ctx context.Context) error {
			return s.Desk.SwitchTwoFactor(ctx, s.Actor, t.EstablishmentID, !t.On(), by)
		}
	}
	switch {
	case t.On():
		a.Label, a.Weight, a.Question = st.T("document.action.two_factor_off"), kit.Confirm, st.T("document.ask.two_factor_off")
		a.Run = func() { change(st, refresh, "document.done.two_factor_off", flip("")) }
	case t.Requested():
		a.Weight, a.Question = kit.Confirm, st.T("document.ask.two_factor_on", "Who", t.RequestedBy, "Day", st.day(t.RequestedOn))
		a.Run = func() { change(st, refresh, "document.done.two_factor_on", flip("")) }
	default:
		a.Run = func() {
			st.AskForm(a.Label, st.T("document.form.two_factor"), func(ctx context.Context, v map[string]string) error { return flip(v["by"])(ctx) }, func() {
				st.Flash(st.T("document.done.two_factor_on"), kit.ToneGood)
				refresh()
			}, &kit.Field{Key: "by", Label: st.T("document.register.by"), Required: true})
		}
	}
	return a
}

// twoFactorFact says an establishment's line of the register.
func twoFactorFact(st *Stage, t domain.TwoFactor) kit.Item {
	label := st.T("domain.noun.two_factor")
	switch {
	case t.On():
		return item(label, st.T("document.register.on", "Day", st.day(t.OnSince), "Method", st.word("two_factor", t.Method), "Who", t.RequestedBy, "Asked", st.day(t.RequestedOn)), kit.ToneGood)
	case t.Requested():
		return item(label, st.T("document.register.asked", "Day", st.day(t.RequestedOn), "Who", t.RequestedBy), kit.ToneWarn)
	}
	return item(label, st.T("document.register.off"), kit.ToneDim)
}

// securityAudits is the register of audits, quotable in an answer.
func (r *register) securityAudits() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("console.place.audits"), Empty: st.T("document.register.no_audit"),
		Columns: []kit.Column{{Title: st.T("console.column.when"), Min: 10}, {Title: st.T("document.register.auditor"), Min: 16, Flex: 1}, {Title: st.T("document.register.scope"), Min: 16, Flex: 1},
			{Title: st.T("document.register.conclusion"), Min: 20, Flex: 2}, {Title: st.T("document.register.reference"), Min: 12, Priority: 1}},
		Source: whole(func(ctx context.Context) ([]domain.SecurityAudit, error) { return s.Desk.SecurityAudits(ctx, s.Actor) }, func(a domain.SecurityAudit) kit.Row {
			return kit.Row{ID: id(a.ID), Copy: joined(" · ", st.day(a.DoneOn), a.Auditor, a.Scope, a.Conclusion, a.Reference), Value: a,
				Cells: []kit.Cell{{Text: st.day(a.DoneOn)}, {Text: a.Auditor}, {Text: a.Scope}, {Text: a.Conclusion}, {Text: or(a.Reference), Tone: kit.ToneDim}}}
		}),
		Preview: func(_ context.Context, row kit.Row) ([]kit.Section, error) {
			a := row.Value.(domain.SecurityAudit)
			return []kit.Section{{Title: joined(" · ", a.Auditor, st.day(a.DoneOn)), Items: []kit.Item{item(st.T("document.register.scope"), a.Scope), item(st.T("document.register.conclusion"), a.Conclusion),
				item(st.T("document.register.reference"), a.Reference), item(st.T("document.register.written_by"), joined(" · ", a.StaffName, st.when(a.CreatedAt)))}}}, nil
		},
		Actions: func(l *List) []kit.Action { return []kit.Action{r.addAudit(l.Refresh)} }}
}

func (r *register) addAudit(refresh func()) kit.Action {
	st, s := r.stage, r.stage.Session
	return kit.Action{Name: "add_audit", Keys: []string{"n"}, Label: st.T("document.action.add_audit"), Permission: string(domain.ChangeRegisters), Run: func() {
		st.AskForm(st.T("document.action.add_audit"), st.T("document.form.add_audit"), func(ctx context.Context, v map[string]string) error {
			_, err := s.Desk.AddSecurityAudit(ctx, s.Actor, domain.SecurityAudit{DoneOn: domain.Date(v["done_on"]), Auditor: v["auditor"], Scope: v["scope"], Conclusion: v["conclusion"], Reference: v["reference"]})
			return err
		}, func() {
			st.Flash(st.T("document.done.audit_added"), kit.ToneGood)
			refresh()
		}, &kit.Field{Key: "done_on", Label: st.T("console.column.when"), Kind: kit.FieldDate, Required: true, Value: string(s.Desk.Today())},
			&kit.Field{Key: "auditor", Label: st.T("document.register.auditor"), Required: true},
			&kit.Field{Key: "scope", Label: st.T("document.register.scope"), Required: true},
			&kit.Field{Key: "conclusion", Label: st.T("document.register.conclusion"), Kind: kit.FieldArea, Rows: 3, Required: true},
			&kit.Field{Key: "reference", Label: st.T("document.register.reference")})
	}}
}
