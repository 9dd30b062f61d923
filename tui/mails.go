package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// mails is the outbox.
func mails(st *Stage) Screen { return NewList(st, mailList(st)) }

func mailList(st *Stage, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.MailFields()
	return ListSpec{
		Name: "mails", Title: st.T("console.place.mails"), Empty: st.T("console.empty.mails"),
		Columns: mailColumns(st),
		Fields: fields(names, map[string][]string{
			"state": codes(domain.MailStates()...), "uncertain": {"yes", "no"},
			"kind": codes(domain.MailActivation, domain.MailCompliance, domain.MailConsent, domain.MailNewLink, domain.MailSupport, domain.MailOperators, domain.MailStandbyConfirm),
		}),
		Source: reading[domain.Mail]{
			session: s, fields: names, fixed: fixed, desc: true,
			page: s.Desk.Mails, count: s.Desk.CountMails,
			row: func(m domain.Mail) kit.Row { return mailLine(st, m) },
		}.source(),
		Exact: func(q domain.Query) string {
			if q.Kind == domain.QueryEmail {
				return "email:" + q.Value
			}
			return ""
		},
		Open: func(r kit.Row) { st.Push(mailCard(r.Value.(domain.Mail).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			m, body, err := s.Desk.Mail(ctx, s.Actor, r.Value.(domain.Mail).ID)
			if err != nil {
				return nil, err
			}
			return []kit.Section{mailFacts(st, m), mailText(st, body)}, nil
		},
		Actions: func(l *List) []kit.Action {
			ms, off := chosen[domain.Mail](l)
			return mailActions(st, ms, off, l.done)
		},
	}
}

func mailColumns(st *Stage) []kit.Column {
	return []kit.Column{
		{Key: "reference", Title: st.T("console.column.reference"), Min: 8},
		{Key: "kind", Title: st.T("console.column.kind"), Min: 22, Flex: 1},
		{Key: "to", Title: st.T("console.column.to"), Min: 16, Flex: 2},
		{Key: "state", Title: st.T("console.column.state"), Min: 14},
		{Key: "at", Title: st.T("console.column.when"), Min: 16, Priority: 1},
		{Key: "reason", Title: st.T("console.column.why"), Min: 18, Flex: 2, Priority: 2},
	}
}

func mailLine(st *Stage, m domain.Mail) kit.Row {
	at := m.SentAt
	if at.Never() {
		at = m.DueAt
	}
	return kit.Row{ID: id(m.ID), Copy: m.Reference(), Value: m, Cells: []kit.Cell{
		{Text: m.Reference()}, {Text: st.word("mail_kind", string(m.Kind))}, {Text: or(m.Email)}, mailState(st, m),
		{Text: st.when(at), Tone: kit.ToneDim}, {Text: mailReason(st, m), Tone: kit.ToneDim}}}
}

// mailState says where a mail stands; a held one waits for somebody.
func mailState(st *Stage, m domain.Mail) kit.Cell {
	tone := kit.ToneNormal
	switch m.State {
	case domain.MailSent:
		tone = kit.ToneGood
	case domain.MailRetry, domain.MailUncertain:
		tone = kit.ToneWarn
	case domain.MailRejected:
		tone = kit.ToneBad
	case domain.MailDropped, domain.MailCancelled:
		tone = kit.ToneDim
	}
	if m.Hold != "" && !m.State.Final() {
		return kit.Cell{Text: st.T("console.state.mail_held"), Tone: kit.ToneWarn}
	}
	return kit.Cell{Text: st.word("mail", string(m.State)), Tone: tone}
}

// mailReason words why a mail is not simply sent.
func mailReason(st *Stage, m domain.Mail) string {
	for _, text := range []string{m.Hold, m.Reason} {
		switch {
		case text == "":
		case st.Session.Texts.Has("domain.outcome." + text):
			return st.word("outcome", text)
		case st.Session.Texts.Has("console.mail_reason." + text):
			return st.T("console.mail_reason." + text)
		default:
			return text
		}
	}
	return ""
}
