package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// flagItem says why an address is written to no more, with the number of its
// ticket.
func flagItem(st *Stage, f domain.AddressFlag) kit.Item {
	return item(st.T("bounce.fact.flag"), joined(" · ", st.T("bounce.cause."+string(f.Cause)), st.when(f.At), f.Diagnostic, "#"+id(f.TicketID)), kit.ToneBad)
}

// liftAction is u: a person answers for a flagged address.
func liftAction(st *Stage, w desk.Why, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "lift", Keys: []string{"u"}, Label: st.T("bounce.action.lift"), Permission: string(domain.CorrectAddress), Run: func() {
		st.AskForm(st.T("bounce.action.lift"), st.T("bounce.form.lift", "Email", or(w.User.Email)), func(ctx context.Context, v map[string]string) error {
			return s.Desk.LiftAddressFlag(ctx, s.Actor, w.User.ID, v["reason"])
		}, func() {
			st.Flash(st.T("bounce.done.lifted"), kit.ToneGood)
			refresh()
		}, &kit.Field{Key: "reason", Label: st.T("bounce.field.reason"), Required: true})
	}}
}

// mailReturns is what came back about a mail; nothing where nothing did.
func mailReturns(st *Stage, rs []domain.MailReturn) []kit.Section {
	if len(rs) == 0 {
		return nil
	}
	s := kit.Section{Title: st.T("bounce.returns.title")}
	for _, r := range rs {
		tone := kit.ToneDim
		if r.Week != "" || r.Kind == domain.ReturnComplaint {
			tone = kit.ToneBad
		}
		s.Items = append(s.Items, item(st.when(r.At), joined(" · ", st.T("bounce.return."+string(r.Kind)), r.Status, r.Diagnostic), tone))
	}
	return []kit.Section{s}
}
