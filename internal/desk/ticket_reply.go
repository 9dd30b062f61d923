package desk

import (
	"context"
	"strings"
	"time"

	"vigie/internal/domain"
	"vigie/store"
)

// Reply is an answer to whoever wrote a ticket.
type Reply struct {
	Ticket  int64
	Version int64 // of the ticket that was read, 0 where it does not matter
	Body    string
	Facts   bool               // a text with facts of a card went into it
	State   domain.TicketState // what the ticket becomes, "" to stay
}

// Reply queues an answer. It leaves after domain.RecallWindow; until then
// Recall takes it back. It is judged by Visibility before: facts of a card go
// only to an address that may read them.
func (d *Desk) Reply(ctx context.Context, by domain.Actor, r Reply) (domain.TicketMessage, error) {
	var sent domain.TicketMessage
	if err := domain.CheckText(r.Body); err != nil {
		return sent, err
	}
	err := d.work(ctx, by, r.Ticket, r.Version, func(w *work) (err error) {
		sent, err = w.reply(ctx, r)
		return err
	})
	return sent, err
}

func (w *work) reply(ctx context.Context, r Reply) (domain.TicketMessage, error) {
	t := &w.after
	switch {
	case t.MergedInto != 0:
		return domain.TicketMessage{}, domain.Refuse(domain.Conflict, "ticket_merged", "Into", t.MergedInto)
	case domain.EmailKey(t.Email) == "":
		return domain.TicketMessage{}, domain.Refuse(domain.Conflict, "ticket_no_email")
	}
	if err := w.d.mayTell(ctx, w.tx, *t, r); err != nil {
		return domain.TicketMessage{}, err
	}
	m := domain.TicketMessage{TicketID: t.ID, Direction: domain.Outward, Medium: domain.MediumMail, StaffID: w.by.StaffID, Email: t.Email,
		Subject: domain.ReplySubject(t.Subject, t.ID), Body: strings.TrimSpace(r.Body), Language: t.Language, Facts: r.Facts, At: w.tx.Now(), MailState: domain.MailQueued}
	var err error
	if m.ID, err = w.tx.InsertMessage(ctx, m); err != nil {
		return m, err
	}
	// The key is the ticket's version: the row of a recalled message may be used again.
	var created bool
	m.MailID, created, err = w.tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailTicketReply, Email: t.Email, Language: t.Language, SubjectID: m.ID,
		DedupKey: "reply|" + decimal(t.ID) + "|" + decimal(w.before.Version), DueAt: w.tx.Now().Add(domain.RecallWindow), Asked: true, Actor: w.tx.Actor().Name})
	if err == nil && !created {
		err = domain.Refuse(domain.Conflict, "ticket_changed")
	}
	if err != nil {
		return m, err
	}
	if err := w.tx.SetMessageMail(ctx, m.ID, m.MailID); err != nil {
		return m, err
	}
	was := t.State
	w.note(domain.ActReplied, string(was))
	if t.AssigneeID == 0 {
		t.AssigneeID = w.by.StaffID
	}
	switch state := r.State; {
	case state == "" && was == domain.TicketNew:
		err = t.Become(domain.TicketOpen, w.tx.Now())
	case state != "" && state != was:
		err = w.become(state)
	default:
		t.SnoozedUntil = 0
	}
	if err != nil {
		return m, err
	}
	return m, w.tx.DropDraft(ctx, w.by.StaffID, domain.DraftOf(t.ID, "reply"))
}

// Recall takes a reply back that has not left, gives its text back as a draft
// and the ticket the state it had, unless somebody changed it since.
func (d *Desk) Recall(ctx context.Context, by domain.Actor, message int64) (domain.Draft, error) {
	m, err := d.db.Message(ctx, message)
	if err != nil {
		return domain.Draft{}, err
	}
	draft := domain.Draft{StaffID: by.StaffID, Subject: domain.DraftOf(m.TicketID, "reply"), Body: m.Body, Facts: m.Facts}
	err = d.work(ctx, by, m.TicketID, 0, func(w *work) error {
		m, err := w.tx.Message(ctx, message)
		if err != nil {
			return err
		}
		if err := m.MayRecall(w.tx.Now()); err != nil {
			return err
		}
		mail, err := w.tx.Mail(ctx, m.MailID)
		if err != nil {
			return err
		}
		cancelled := mail
		cancelled.State, cancelled.Reason = domain.MailCancelled, "recalled"
		done, err := w.tx.ChangeMail(ctx, mail, cancelled)
		if err != nil {
			return err
		}
		if !done {
			return domain.Refuse(domain.Conflict, "recall_too_late")
		}
		if err := w.restore(ctx, m); err != nil {
			return err
		}
		if err := w.tx.DeleteMessage(ctx, m); err != nil {
			return err
		}
		draft.Version = w.before.Version + 1
		return w.tx.RestoreDraft(ctx, draft)
	})
	return draft, err
}

// restore gives the ticket the state that it had before the reply, which the
// line of the reply remembers.
func (w *work) restore(ctx context.Context, m domain.TicketMessage) error {
	events, err := w.tx.EventsAfter(ctx, w.before.ID, 0)
	if err != nil {
		return err
	}
	w.note(domain.ActRecalled, "")
	for _, e := range events {
		if e.Version != w.before.Version {
			break // somebody changed the ticket since
		}
		was := domain.TicketState(e.Detail)
		if e.Act == domain.ActReplied && e.At == m.At && was != w.after.State && was != domain.TicketNew && was != domain.TicketSnoozed && w.after.MayBecome(was) == nil {
			return w.after.Become(was, w.tx.Now())
		}
	}
	return nil
}

// AddNote keeps what the team says among itself; there is no way for it to
// leave.
func (d *Desk) AddNote(ctx context.Context, by domain.Actor, ticket int64, body string) error {
	if err := domain.CheckText(body); err != nil {
		return err
	}
	return d.work(ctx, by, ticket, 0, func(w *work) error {
		if _, err := w.tx.InsertNote(ctx, domain.TicketNote{TicketID: ticket, StaffID: by.StaffID, Body: strings.TrimSpace(body)}); err != nil {
			return err
		}
		return w.tx.DropDraft(ctx, by.StaffID, domain.DraftOf(ticket, "note"))
	})
}

// Draft reads what the actor is typing about a subject; empty for nothing.
func (d *Desk) Draft(ctx context.Context, by domain.Actor, subject string) (domain.Draft, error) {
	draft, err := d.db.Draft(ctx, by.StaffID, subject)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Draft{StaffID: by.StaffID, Subject: subject}, nil
	}
	return draft, err
}

// KeepDraft keeps what the actor is typing: no fact of the world, so it is not
// audited.
func (d *Desk) KeepDraft(ctx context.Context, by domain.Actor, draft domain.Draft) error {
	if err := domain.May(by, domain.AnswerTicket); err != nil {
		return err
	}
	if draft.Body != "" {
		if err := domain.CheckText("x" + draft.Body); err != nil {
			return err
		}
	}
	draft.StaffID = by.StaffID
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.KeepDraft(ctx, draft) })
}

// lookingFor is how long somebody who says nothing more still counts as looking.
const lookingFor = 15 * time.Second

// LookAtTicket says that the actor has a ticket open, and tells who else has.
func (d *Desk) LookAtTicket(ctx context.Context, by domain.Actor, ticket int64, typing bool) ([]domain.Reader, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	if by.StaffID != 0 {
		if err := d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.TouchTicket(ctx, ticket, by.StaffID, typing) }); err != nil {
			return nil, err
		}
	}
	return d.db.Readers(ctx, ticket, by.StaffID, domain.InstantOf(d.now().Add(-lookingFor)))
}

// LeaveTicket says that the actor has closed a ticket.
func (d *Desk) LeaveTicket(ctx context.Context, by domain.Actor, ticket int64) error {
	return d.db.Maintain(ctx, func(tx *store.Tx) error { return tx.LeaveTicket(ctx, ticket, by.StaffID) })
}
