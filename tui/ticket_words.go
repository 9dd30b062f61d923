package tui

import (
	"strings"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// ticketState says where a ticket stands.
func ticketState(st *Stage, t domain.Ticket) kit.Cell {
	tone := kit.ToneNormal
	switch {
	case t.Woken():
		return kit.Cell{Text: st.T("ticket.state.woken"), Tone: kit.ToneWarn}
	case t.State == domain.TicketNew:
		tone = kit.ToneAccent
	case t.State.Stage() == domain.StageWaiting:
		tone = kit.ToneDim
	case t.State == domain.TicketSolved:
		tone = kit.ToneGood
	case t.State.Stage() == domain.StageDone:
		tone = kit.ToneDim
	}
	return kit.Cell{Text: st.word("ticket", string(t.State)), Tone: tone}
}

// dueCell says a legal day, louder the nearer it is.
func dueCell(st *Stage, t domain.Ticket) kit.Cell {
	if t.LegalDueOn == domain.Forever || !t.LegalDueOn.Known() {
		return kit.Cell{}
	}
	today := st.Session.Desk.Today()
	tone := kit.ToneNormal
	switch {
	case t.State.Stage() == domain.StageDone:
		tone = kit.ToneDim
	case t.LegalDueOn < today:
		return kit.Cell{Text: st.T("ticket.due.over", "Day", st.day(t.LegalDueOn)), Tone: kit.ToneBad}
	case t.LegalDueOn <= today.AddDays(7):
		tone = kit.ToneWarn
	}
	return kit.Cell{Text: st.day(t.LegalDueOn), Tone: tone}
}

// served says how long somebody has waited for us.
func served(st *Stage, t domain.Ticket) string {
	d := t.Serving(domain.InstantOf(st.Session.Now()))
	texts := st.Session.Texts
	switch {
	case d < time.Hour:
		return texts.N("ticket.served.minutes", int64(d/time.Minute))
	case d < 48*time.Hour:
		return texts.N("ticket.served.hours", int64(d/time.Hour))
	}
	return texts.N("ticket.served.days", int64(d/(24*time.Hour)))
}

// ticketNumber is how people name a ticket.
func ticketNumber(t domain.Ticket) string { return "#" + id(t.ID) }

// eventText says what was done in or from a ticket.
func eventText(st *Stage, e domain.TicketEvent) string {
	what := st.word("event", string(e.Act))
	switch e.Act {
	case domain.ActState:
		what = st.T("ticket.event.state", "State", st.word("ticket", e.Detail))
	case domain.ActMerged:
		what = st.T("ticket.event.merged", "Number", e.Detail)
	case domain.ActBounced:
		what = joined(" ", what, e.Detail)
	case domain.ActEdited:
		what = joined(" : ", what, st.word("ticket_kind", e.Detail))
	case domain.ActDone:
		what = joined(" · ", st.word("action", e.Detail), st.subjectWord(e.Subject, e.SubjectID))
	}
	who := e.StaffName
	if who == "" {
		who = st.T("ticket.word.system")
	}
	return joined("  ", who, what)
}

func (st *Stage) subjectWord(noun string, number int64) string {
	if noun == "" || number == 0 {
		return ""
	}
	return joined(" ", st.word("noun", noun), id(number))
}

// attachmentText names a file of a message, or says why it was left out.
func attachmentText(st *Stage, a domain.Attachment) string {
	if a.Refused != "" {
		return st.T("ticket.attachment.refused", "Name", a.Name, "Why", st.own("ticket.attachment.", a.Refused))
	}
	return st.T("ticket.attachment.kept", "Name", a.Name, "Type", a.MediaType, "Size", st.Session.Texts.Number((a.Size+1023)/1024))
}

// messageHead is the line above a message.
func messageHead(st *Stage, m *domain.TicketMessage) string {
	who := m.Email
	if m.Direction == domain.Outward {
		who = joined(" → ", m.StaffName, m.Email)
	}
	what := st.word("medium", string(m.Medium))
	switch {
	case m.Automatic:
		what = st.T("ticket.word.automatic")
	case m.Direction == domain.Outward && m.MailState != "" && m.MailState != domain.MailSent:
		what = st.word("mail", string(m.MailState))
	}
	return joined("  ", who, what, st.when(m.At))
}

// factsOfTicket is the panel beside a thread.
func factsOfTicket(st *Stage, c desk.TicketCard) []kit.Section {
	t := c.Ticket
	state := ticketState(st, t.Ticket)
	due := dueCell(st, t.Ticket)
	about := kit.Section{Title: ticketNumber(t.Ticket), Items: []kit.Item{
		item(st.T("console.column.state"), state.Text, state.Tone),
		item(st.T("console.column.kind"), st.word("ticket_kind", string(t.Kind))),
		item(st.T("ticket.fact.due"), due.Text, due.Tone),
		item(st.T("ticket.fact.served"), served(st, t.Ticket)),
		item(st.T("ticket.fact.assignee"), t.AssigneeName),
		item(st.T("ticket.fact.tags"), strings.Join(c.Tags, ", ")),
		item(st.T("ticket.fact.language"), st.own("console.language.", string(t.Language))),
		item(st.T("ticket.fact.opened"), st.when(t.CreatedAt)),
	}}
	if t.State == domain.TicketSnoozed {
		about.Items = append(about.Items, item(st.T("ticket.fact.until"), st.when(t.SnoozedUntil)))
	}
	who := kit.Section{Title: st.T("ticket.fact.who"), Items: []kit.Item{item(st.T("ticket.fact.email"), t.Email), item(st.T("ticket.fact.name"), t.Name)}}
	if t.EstablishmentID != 0 {
		who.Items = append(who.Items, item(st.T("ticket.fact.establishment"), joined(" ", t.EstablishmentName, siret(t.EstablishmentValue))))
	}
	if c.FollowUp.ID != 0 {
		who.Items = append(who.Items, item(st.T("ticket.fact.followup"), name(c.FollowUp.BuyerName, c.FollowUp.BuyerValue)))
	}
	may := kit.Item{Label: st.T("ticket.fact.may"), Value: st.T("ticket.may.nothing"), Tone: kit.ToneWarn}
	switch c.Addressee {
	case "none", "":
		may.Value = st.T("ticket.may." + map[string]string{"none": "unlinked", "": "stranger"}[c.Addressee])
	default:
		may.Value, may.Tone = st.word("role", c.Addressee), kit.ToneGood
	}
	who.Items = append(who.Items, may)
	return []kit.Section{about, who}
}
