package tui

import (
	"context"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// whyMailRows is how many mails the answer names.
const whyMailRows = 5

// whyNext says whether the next cycle mails a person, and the reason where it
// does not.
func whyNext(st *Stage, w desk.Why, named bool) kit.Section {
	s := kit.Section{Title: st.T("console.why.next")}
	if named {
		s.Title = joined("  ", fullName(w.User.User), w.User.Email)
	}
	for _, kind := range domain.ReminderKinds() {
		out := w.Outcomes[kind]
		tone := kit.ToneDim
		value := st.T("console.why.not", "Reason", st.word("outcome", string(out)))
		if out == domain.Mailed {
			tone, value = kit.ToneGood, st.T("console.why.mailed")
		}
		s.Items = append(s.Items, kit.Item{Label: st.word("mail_kind", string(kind)), Value: value, Tone: tone})
	}
	return s
}

// whyMails are the last mails of a person.
func whyMails(st *Stage, ms []domain.Mail) kit.Section {
	s := kit.Section{Title: st.T("console.why.last"), Items: firstItems(st, whyMailRows, ms, func(m domain.Mail) kit.Item {
		at := m.SentAt
		if at.Never() {
			at = m.DueAt
		}
		state := mailState(st, m)
		return kit.Item{Label: st.when(at), Tone: state.Tone, Value: joined(" · ", m.Reference(), st.word("mail_kind", string(m.Kind)), state.Text)}
	})}
	if len(ms) == 0 {
		s.Text = st.T("console.why.no_mail")
	}
	return s
}

// whyFollowUps says of each buyer what it asks for and under which article,
// with what helps to recognise it: group, signer, contract.
func whyFollowUps(st *Stage, w desk.Why) []kit.Section {
	var out []kit.Section
	for _, f := range w.FollowUps {
		state, _ := followUpNow(st, f.Row.FollowUp)
		s := kit.Section{Title: joined(" · ", name(f.Row.BuyerName, f.Row.BuyerValue), state)}
		known := joined(" · ", f.Group, strings.Join(f.Signers, ", "), strings.Join(f.References, ", "))
		if known != "" {
			s.Items = append(s.Items, item(st.T("console.why.known_by"), known))
		}
		switch {
		case f.Row.State == domain.FollowUpStandby:
			s.Items = append(s.Items, item(st.T("console.field.reason"), st.word("standby_reason", string(f.Row.StandbyReason))))
		case f.InForce:
			s.Items = append(s.Items, documentItems(st, f.Lines)...)
		}
		out = append(out, s)
	}
	return out
}

// askWhy asks for an address or a SIRET, and answers for anybody.
func askWhy(st *Stage) {
	var found []desk.Why
	st.AskForm(st.T("console.why.title"), st.T("console.why.text"), func(ctx context.Context, v map[string]string) (err error) {
		found, err = st.Session.Desk.Why(ctx, st.Session.Actor, v["who"])
		return err
	}, func() {
		if len(found) == 1 {
			st.Push(userCardAt(found[0].User.ID, "w"))
			return
		}
		st.Push(func(st *Stage) Screen { return NewList(st, whyList(st, found)) })
	}, &kit.Field{Key: "who", Label: st.T("console.why.who"), Required: true})
}

// whyList are the answers for an address in several establishments, or for
// the users of one.
func whyList(st *Stage, found []desk.Why) ListSpec {
	return ListSpec{
		Title: st.T("console.tab.why"), Empty: st.T("console.fact.no_user"),
		Columns: []kit.Column{
			{Title: st.T("console.column.person"), Min: 16, Flex: 2}, {Title: st.T("console.noun.establishment"), Min: 16, Flex: 2},
			{Title: st.word("mail_kind", string(domain.MailActivation)), Min: 16, Flex: 1}, {Title: st.word("mail_kind", string(domain.MailCompliance)), Min: 16, Flex: 1},
		},
		Source: whole(func(context.Context) ([]desk.Why, error) { return found, nil }, func(w desk.Why) kit.Row {
			row := kit.Row{ID: id(w.User.ID), Value: w, Copy: w.User.Email, Cells: []kit.Cell{
				{Text: name(fullName(w.User.User), w.User.Email)}, {Text: name(w.User.EstablishmentName, w.User.EstablishmentValue)}}}
			for _, kind := range domain.ReminderKinds() {
				row.Cells = append(row.Cells, outcomeCell(st, w.Outcomes[kind]))
			}
			return row
		}),
		Open: func(r kit.Row) { st.Push(userCardAt(r.Value.(desk.Why).User.ID, "w")) },
	}
}

func outcomeCell(st *Stage, out domain.Outcome) kit.Cell {
	if out == domain.Mailed {
		return kit.Cell{Text: st.word("outcome", string(out)), Tone: kit.ToneGood}
	}
	return kit.Cell{Text: st.word("outcome", string(out)), Tone: kit.ToneDim}
}
