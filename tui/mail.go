package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// mailCard opens one mail: what became of it, and its text as sent.
func mailCard(id int64) Opening {
	return func(st *Stage) Screen {
		m := &mail{stage: st, id: id}
		m.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.mail"), Head: m.head, Before: m.load, Identify: m.identity,
			Actions: func(*Card) []kit.Action {
				var some []domain.Mail
				if one := m.subject(); one.mail.ID != 0 {
					some = append(some, one.mail)
				}
				return mailActions(st, some, "", m.card.Refresh)
			},
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.mail_text"), Load: func(context.Context) ([]kit.Section, error) {
					one := m.subject()
					sections := append([]kit.Section{mailFacts(st, one.mail)}, mailReturns(st, one.returns)...)
					return append(sections, mailText(st, one.body)), nil
				}},
				{Key: "s", Label: st.T("dunning.tab.html"), Load: func(context.Context) ([]kit.Section, error) {
					return []kit.Section{mailHTML(st, m.subject().body)}, nil
				}},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "mail", id) }},
			},
		})
		return m.card
	}
}

// mail is the subject of a card, as last read.
type mail struct {
	lastRead[mailRead]
	stage *Stage
	card  *Card
	id    int64
}

type mailRead struct {
	mail    domain.Mail
	body    domain.MailBody
	returns []domain.MailReturn
}

func (m *mail) load(ctx context.Context) error {
	s := m.stage.Session
	one, body, err := s.Desk.Mail(ctx, s.Actor, m.id)
	if err != nil {
		return m.keep(mailRead{}, err)
	}
	returns, err := s.Desk.MailReturns(ctx, s.Actor, m.id)
	return m.keep(mailRead{one, body, returns}, err)
}

func (m *mail) identity() (title, copied string) {
	r := m.subject().mail.Reference()
	return r, r
}

func (m *mail) head() string {
	one := m.subject().mail
	if one.ID == 0 {
		return " "
	}
	return joined(" · ", m.stage.word("mail_kind", string(one.Kind)), one.Email, mailState(m.stage, one).Text, mailReason(m.stage, one))
}

func mailFacts(st *Stage, m domain.Mail) kit.Section {
	state := mailState(st, m)
	s := kit.Section{Title: joined("  ", m.Reference(), st.word("mail_kind", string(m.Kind))), Items: []kit.Item{
		item(st.T("console.column.to"), m.Email),
		item(st.T("console.column.state"), joined(" · ", state.Text, mailReason(st, m)), state.Tone),
		item(st.T("console.fact.due"), st.when(m.DueAt)),
		item(st.T("console.fact.sent"), st.when(m.SentAt)),
		item(st.T("console.fact.attempts"), strconv.Itoa(m.Attempts)),
		item(st.T("console.fact.caused_by"), m.Actor),
	}}
	if m.Week != "" {
		s.Items = append(s.Items, item(st.T("console.column.week"), string(m.Week)))
	}
	if m.Reply != "" {
		s.Items = append(s.Items, item(st.T("console.fact.reply"), m.Reply))
	}
	return s
}

// mailText is what was sent, word for word; before the first attempt there is
// nothing yet.
func mailText(st *Stage, b domain.MailBody) kit.Section {
	if !st.Session.May(domain.RevealPerson) {
		return kit.Section{Title: st.T("console.mail.text"), Text: st.T("console.mail.hidden")}
	}
	if b.Subject == "" && b.Text == "" {
		return kit.Section{Title: st.T("console.mail.text"), Text: st.T("console.mail.not_yet")}
	}
	return kit.Section{Title: b.Subject, Text: b.Text}
}

// mailHTML is the other part of a mail, word for word, its links as the
// placeholders with which it is kept.
func mailHTML(st *Stage, b domain.MailBody) kit.Section {
	text := mailText(st, b)
	if text.Title != b.Subject || b.HTML == "" {
		return text
	}
	return kit.Section{Title: joined("  ", b.Subject, st.T("dunning.mail.version", "N", id(b.TextVersion))), Text: b.HTML}
}

// mailActions are what can be done by hand to some mails; off says why
// nothing can.
func mailActions(st *Stage, ms []domain.Mail, off string, refresh func()) []kit.Action {
	waiting, unsure, held := 0, 0, 0
	for _, m := range ms {
		switch {
		case m.Hold != "" && !m.State.Final():
			held++
		case m.State == domain.MailQueued || m.State == domain.MailRetry:
			waiting++
		case m.State == domain.MailUncertain:
			unsure++
		}
	}
	n := len(ms)
	action := func(name, key string, change desk.MailChange, permission domain.Action, can int) kit.Action {
		a := kit.Action{Name: name, Keys: []string{key}, Label: st.T("console.mail_action." + name), Permission: string(permission), Weight: kit.Confirm, Quiet: can == 0,
			Question: st.Session.Texts.N("console.mail_ask."+name, int64(n)), Count: n, Examples: mailNames(st, ms)}
		if a.Off = off; off == "" && can == 0 {
			a.Off = st.T("console.off.mail_state")
		}
		a.Run = func() { changeMails(st, ms, change, refresh) }
		if change.Why("") != nil { // its form is the confirmation
			a.Weight = kit.Free
			a.Run = func() { askMails(st, a, ms, change, refresh) }
		}
		return a
	}
	return []kit.Action{
		action("retry", "r", desk.RetryNow, domain.RetryMail, waiting+unsure),
		action("cancel", "d", desk.CancelMail, domain.RetryMail, waiting+unsure+held),
		action("hold", "x", desk.PutOnHold, domain.HoldMail, waiting),
		action("release", "u", desk.ReleaseMail, domain.HoldMail, held),
	}
}

func mailNames(st *Stage, ms []domain.Mail) []string {
	var out []string
	for _, m := range ms[:min(3, len(ms))] {
		out = append(out, joined("  ", m.Reference(), m.Email, st.word("mail_kind", string(m.Kind))))
	}
	return out
}

// askMails asks why mails are held or released, and does it.
func askMails(st *Stage, a kit.Action, ms []domain.Mail, change desk.MailChange, refresh func()) {
	var n int
	st.AskForm(a.Label, a.Ask(st.Words), func(ctx context.Context, v map[string]string) (err error) {
		n, err = st.Session.Desk.ChangeMails(ctx, st.Session.Actor, mailIDs(ms), change, v["reason"])
		return err
	}, func() {
		st.Flash(st.Session.Texts.N("console.done.mails", int64(n)), kit.ToneGood)
		refresh()
	}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
}

func mailIDs(ms []domain.Mail) []int64 {
	out := make([]int64, len(ms))
	for i, m := range ms {
		out[i] = m.ID
	}
	return out
}

// changeMails does what needs no reason to be typed.
func changeMails(st *Stage, ms []domain.Mail, change desk.MailChange, refresh func()) {
	reason := ""
	if change == desk.CancelMail {
		reason = "by_hand"
	}
	Call(st, "mails", func(ctx context.Context) (int, error) {
		return st.Session.Desk.ChangeMails(ctx, st.Session.Actor, mailIDs(ms), change, reason)
	}, func(n int, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		st.Flash(st.Session.Texts.N("console.done.mails", int64(n)), kit.ToneGood)
		refresh()
	})
}
