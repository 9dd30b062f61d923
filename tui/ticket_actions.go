package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// Actions are what can be done with the ticket, and from it.
func (t *ticket) Actions() []kit.Action {
	st := t.stage
	off := ""
	if !t.loaded {
		off = st.Words.Loading
	}
	closed := off
	if t.card.Ticket.MergedInto != 0 {
		closed = st.T("ticket.head.merged", "Number", id(t.card.Ticket.MergedInto))
	}
	action := func(name, key, off string, permission domain.Action, run func()) kit.Action {
		return kit.Action{Name: name, Keys: []string{key}, Label: st.T("ticket.action." + name), Off: off, Permission: string(permission), Run: run}
	}
	noMail := closed
	if noMail == "" && t.card.Ticket.Email == "" {
		noMail = st.T("ticket.off.no_email")
	}
	actions := []kit.Action{
		action("reply", "r", noMail, domain.AnswerTicket, func() { t.compose(writeReply, nil) }),
		action("note", "c", off, domain.AnswerTicket, func() { t.compose(writeNote, nil) }),
		action("ready", ";", noMail, domain.AnswerTicket, func() { t.compose(writeReply, t.pickReady) }),
		action("jump", "u", t.noCard(), domain.ReadAll, t.jump),
	}
	actions = append(actions, ticketActions(st, []domain.TicketRow{t.card.Ticket}, closed, t.Refresh)...)
	actions = append(actions, claimAction(st)...)
	actions = append(actions, t.actsFrom(action)...)
	facts := action("facts", "p", off, domain.ReadAll, func() { t.facts = !t.facts })
	facts.Quiet = true
	return append(actions, facts)
}

// actsFrom are the acts on what the ticket is about.
func (t *ticket) actsFrom(action func(name, key, off string, permission domain.Action, run func()) kit.Action) []kit.Action {
	st, s, c := t.stage, t.stage.Session, t.card
	noPair, noUser := "", ""
	if c.FollowUp.ID == 0 {
		noPair = st.T("ticket.off.no_follow_up")
	}
	if c.User.ID == 0 {
		noUser = st.T("ticket.off.no_user")
	}
	standby := standbyAction(st, []domain.FollowUpRow{c.FollowUp}, t.Refresh)
	if noPair != "" {
		standby.Off = noPair
	}
	return []kit.Action{standby,
		action("resend", "i", noUser, domain.ResendActivation, func() {
			change(st, t.Refresh, "ticket.done.resent", func(ctx context.Context) error { return s.Desk.RenewAccess(ctx, s.Actor, c.User.ID) })
		}),
		action("link", "b", "", domain.AnswerTicket, t.askLink),
		action("edit", "e", "", domain.AnswerTicket, t.askEdit),
		action("call", "l", "", domain.AnswerTicket, t.askCall),
		action("open", "o", t.noFile(false), domain.OpenDocument, t.askOpen),
		action("file", "f", t.noFile(true), domain.CheckDocument, t.askFile),
	}
}

// noCard says why there is nothing to jump to.
func (t *ticket) noCard() string {
	if l := t.card.Ticket; l.UserID == 0 && l.EstablishmentID == 0 && l.CustomerID == 0 {
		return t.stage.T("ticket.off.unlinked")
	}
	return ""
}

// jump goes to the card that answers; - comes back to what is half written.
func (t *ticket) jump() {
	switch l := t.card.Ticket; {
	case l.UserID != 0:
		t.stage.Push(userCardAt(l.UserID, "w"))
	case l.EstablishmentID != 0:
		t.stage.Push(establishmentCard(l.EstablishmentID))
	case l.CustomerID != 0:
		t.stage.Push(customerCard(l.CustomerID))
	}
}

// askLink says what the ticket is about: found by what is typed into the
// search box.
func (t *ticket) askLink() {
	st, s := t.stage, t.stage.Session
	st.AskForm(st.T("ticket.action.link"), st.T("ticket.link.text"), func(ctx context.Context, v map[string]string) error {
		l, err := linkTo(ctx, s, v["about"])
		if err != nil {
			return err
		}
		return s.Desk.LinkTicket(ctx, s.Actor, t.id, t.card.Ticket.Version, l)
	}, func() { st.Flash(st.T("ticket.done.linked"), kit.ToneGood); t.Refresh() },
		&kit.Field{Key: "about", Label: st.T("ticket.field.about"), Value: t.card.Ticket.EstablishmentValue, Hint: st.T("ticket.hint.about")})
}

// linkTo finds the one thing that an address, a SIRET or a number names;
// nothing typed is no link.
func linkTo(ctx context.Context, s *Session, text string) (desk.TicketLink, error) {
	var l desk.TicketLink
	if text == "" {
		return l, nil
	}
	if number, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) < 9 {
		l.FollowUpID = number
		return l, nil
	}
	hits, err := s.Desk.Search(ctx, s.Actor, text)
	if err != nil {
		return l, err
	}
	q, found := domain.ParseQuery(text), 0
	for _, h := range hits {
		if !exactly(h, q) {
			continue
		}
		switch h.Noun {
		case "user":
			l.UserID = h.ID
		case "establishment":
			l.EstablishmentID = h.ID
		case "customer":
			l.CustomerID = h.ID
		default:
			continue
		}
		found++
	}
	if found != 1 {
		return desk.TicketLink{}, domain.Refuse(domain.Invalid, "ticket_link_none", "Value", text, "Count", found)
	}
	return l, nil
}

func (t *ticket) askEdit() {
	st, s := t.stage, t.stage.Session
	var kinds []kit.Option
	for _, k := range domain.TicketKinds() {
		kinds = append(kinds, kit.Option{Value: string(k), Label: st.word("ticket_kind", string(k))})
	}
	st.AskForm(st.T("ticket.action.edit"), "", func(ctx context.Context, v map[string]string) error {
		return s.Desk.EditTicket(ctx, s.Actor, t.id, t.card.Ticket.Version, desk.TicketEdit{Kind: domain.TicketKind(v["kind"]), Subject: v["subject"]})
	}, t.Refresh,
		&kit.Field{Key: "kind", Label: st.T("console.column.kind"), Kind: kit.FieldChoice, Options: kinds, Value: string(t.card.Ticket.Kind)},
		&kit.Field{Key: "subject", Label: st.T("ticket.column.subject"), Value: t.card.Ticket.Subject})
}

func (t *ticket) askCall() {
	st, s := t.stage, t.stage.Session
	options := []kit.Option{{Value: string(domain.Inward), Label: st.T("ticket.call.in")}, {Value: string(domain.Outward), Label: st.T("ticket.call.out")}}
	st.AskForm(st.T("ticket.action.call"), "", func(ctx context.Context, v map[string]string) error {
		return s.Desk.LogCall(ctx, s.Actor, t.id, domain.Direction(v["direction"]), v["body"])
	}, t.Refresh,
		&kit.Field{Key: "direction", Label: st.T("ticket.field.direction"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value},
		&kit.Field{Key: "body", Label: st.T("ticket.field.body"), Kind: kit.FieldArea, Rows: 6, Required: true})
}
