package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

// Ready reports whether the database answers.
func (d *Desk) Ready(ctx context.Context) error { return d.db.Ping(ctx) }

// OpenTicket stores what somebody wrote on the support page and returns its
// number. The address typed is told once a day at most, so that the page
// cannot be used to flood somebody.
func (d *Desk) OpenTicket(ctx context.Context, t domain.Ticket) (int64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	var id int64
	err := d.act(ctx, domain.PageActor("support"), domain.PageSupport, func(tx *store.Tx) (err error) {
		if id, err = d.insertTicket(ctx, tx, t); err != nil {
			return err
		}
		return d.acknowledge(ctx, tx, t, id)
	})
	return id, err
}

// insertTicket stores a ticket with its legal day and what its address tells
// about who writes.
func (d *Desk) insertTicket(ctx context.Context, tx *store.Tx, t domain.Ticket) (int64, error) {
	if t.LegalDueOn == "" {
		t.LegalDueOn = t.Kind.LegalDue(d.Today())
	}
	if err := d.linkBySender(ctx, tx, &t); err != nil {
		return 0, err
	}
	return tx.InsertTicket(ctx, t)
}

// linkBySender links a ticket to whoever wrote it, where the address is that
// of exactly one user, or of exactly one customer.
func (d *Desk) linkBySender(ctx context.Context, tx *store.Tx, t *domain.Ticket) error {
	key := domain.EmailKey(t.Email)
	if key == "" || t.EstablishmentID != 0 {
		return nil
	}
	users, err := tx.UsersByEmail(ctx, key)
	if err != nil {
		return err
	}
	if len(users) == 1 {
		t.UserID, t.EstablishmentID = users[0].ID, users[0].EstablishmentID
		rows, err := tx.SupplierFollowUps(ctx, t.EstablishmentID, 2)
		if err != nil {
			return err
		}
		if len(rows) == 1 {
			t.FollowUpID = rows[0].ID
		}
	}
	customers, err := tx.CustomersByEmail(ctx, key)
	if len(customers) == 1 {
		t.CustomerID = customers[0].ID
	}
	return err
}

// acknowledge tells an address that its request arrived, once a day at most.
func (d *Desk) acknowledge(ctx context.Context, tx *store.Tx, t domain.Ticket, id int64) error {
	_, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailSupport, Email: t.Email, Language: t.Language, SubjectID: id,
		DedupKey: "support|" + domain.EmailKey(t.Email) + "|" + string(d.Today()), DueAt: tx.Now(), Asked: true, Actor: tx.Actor().Name})
	return err
}

// LoggedTicket is a conversation that the staff write down: a call, a letter,
// something said.
type LoggedTicket struct {
	domain.Ticket
	Medium    domain.Medium
	Direction domain.Direction
}

// LogTicket stores a conversation that the staff write down, given to whoever
// writes it; a call may come without an address.
func (d *Desk) LogTicket(ctx context.Context, by domain.Actor, l LoggedTicket) (int64, error) {
	t := l.Ticket
	if err := t.Kind.Check(); err != nil {
		return 0, err
	}
	if err := domain.CheckText(t.Body); err != nil {
		return 0, err
	}
	if t.Email = strings.TrimSpace(t.Email); t.Email != "" || l.Medium != domain.MediumCall {
		if err := t.Check(); err != nil {
			return 0, err
		}
	}
	var id int64
	err := d.act(ctx, by, domain.AnswerTicket, func(tx *store.Tx) (err error) {
		first := domain.TicketMessage{Direction: l.Direction, Medium: l.Medium, StaffID: by.StaffID, Email: t.Email, Subject: t.Subject, Body: t.Body, Language: t.Language}
		t.Body, t.AssigneeID = "", by.StaffID
		if id, err = d.insertTicket(ctx, tx, t); err != nil {
			return err
		}
		first.TicketID = id
		_, err = tx.InsertMessage(ctx, first)
		return err
	})
	return id, err
}

// LogCall writes a telephone call into the thread of a ticket.
func (d *Desk) LogCall(ctx context.Context, by domain.Actor, id int64, direction domain.Direction, body string) error {
	if err := domain.CheckText(body); err != nil {
		return err
	}
	return d.work(ctx, by, id, 0, func(w *work) error {
		_, err := w.tx.InsertMessage(ctx, domain.TicketMessage{TicketID: id, Direction: direction, Medium: domain.MediumCall, StaffID: by.StaffID,
			Email: w.after.Email, Subject: w.after.Subject, Body: body, Language: w.after.Language})
		w.note(domain.ActReplied, "call")
		return err
	})
}

// Ticket reads one conversation; its own writer is shown in clear, but to an
// auditor.
func (d *Desk) Ticket(ctx context.Context, by domain.Actor, id int64) (domain.Ticket, error) {
	if err := d.read(by); err != nil {
		return domain.Ticket{}, err
	}
	t, err := d.db.Ticket(ctx, id)
	if by.Role == domain.Auditor {
		t = t.Masked()
	}
	return t, err
}

// TicketCard is a ticket with all that its card shows.
type TicketCard struct {
	Ticket    domain.TicketRow
	Messages  []domain.TicketMessage
	Notes     []domain.TicketNote
	Events    []domain.TicketEvent
	Tags      []string
	Merged    []int64
	User      domain.UserRow     // linked, or zero
	FollowUp  domain.FollowUpRow // linked, or zero
	Addressee string             // what the writer is to the linked establishment: a role, "" for nobody, "none" without one
}

// TicketCard reads the card of a ticket. Who wrote is shown in clear in their
// own thread, but to an auditor.
func (d *Desk) TicketCard(ctx context.Context, by domain.Actor, id int64) (TicketCard, error) {
	var c TicketCard
	err := d.read(by)
	if err != nil {
		return c, err
	}
	if c.Ticket, err = d.db.TicketRow(ctx, id); err != nil {
		return c, err
	}
	if c.Messages, err = d.db.Messages(ctx, id); err != nil {
		return c, err
	}
	if c.Notes, err = d.db.Notes(ctx, id); err != nil {
		return c, err
	}
	if c.Events, err = d.db.Events(ctx, id); err != nil {
		return c, err
	}
	if c.Tags, err = d.db.Tags(ctx, id); err != nil {
		return c, err
	}
	if c.Merged, err = d.db.MergedTickets(ctx, id); err != nil {
		return c, err
	}
	if err := d.ticketLinks(ctx, by, &c); err != nil {
		return c, err
	}
	if by.Role == domain.Auditor {
		c.mask()
	}
	return c, nil
}

func (d *Desk) ticketLinks(ctx context.Context, by domain.Actor, c *TicketCard) (err error) {
	t := c.Ticket.Ticket
	if t.UserID != 0 {
		if c.User, err = d.db.User(ctx, t.UserID); err != nil {
			return err
		}
		c.User.User = c.User.User.Masked(by.Role)
	}
	if t.FollowUpID != 0 {
		if c.FollowUp, err = d.db.FollowUpRow(ctx, t.FollowUpID); err != nil {
			return err
		}
	}
	c.Addressee = "none"
	if t.EstablishmentID == 0 {
		return nil
	}
	users, err := d.audience(ctx, d.db, t)
	c.Addressee = ""
	if len(users) > 0 {
		c.Addressee = string(users[0].Role)
	}
	return err
}

// mask hides people and what they wrote.
func (c *TicketCard) mask() {
	c.Ticket.Ticket = c.Ticket.Ticket.Masked()
	for i := range c.Messages {
		c.Messages[i].Email, c.Messages[i].Subject, c.Messages[i].Body = domain.Mask(c.Messages[i].Email), "", ""
		c.Messages[i].Attachments = nil
	}
	for i := range c.Notes {
		c.Notes[i].Body = ""
	}
}

// ThreadEntry is one thing of a thread: a message, a note or an act.
type ThreadEntry struct {
	At      domain.Instant
	Message *domain.TicketMessage
	Note    *domain.TicketNote
	Event   *domain.TicketEvent
}

// Thread is everything that happened in a ticket, oldest first; what stands in
// it as a message is not told twice.
func (c *TicketCard) Thread() []ThreadEntry {
	var out []ThreadEntry
	for i := range c.Messages {
		out = append(out, ThreadEntry{At: c.Messages[i].At, Message: &c.Messages[i]})
	}
	for i := range c.Notes {
		out = append(out, ThreadEntry{At: c.Notes[i].At, Note: &c.Notes[i]})
	}
	for i := range c.Events {
		if e := &c.Events[i]; e.Act != domain.ActReceived && e.Act != domain.ActReplied {
			out = append(out, ThreadEntry{At: e.At, Event: e})
		}
	}
	slices.SortStableFunc(out, func(a, b ThreadEntry) int { return cmp.Compare(a.At, b.At) })
	return out
}
