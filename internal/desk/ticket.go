package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// OpenTicket stores what somebody wrote on the support page and returns its
// number. The address typed is told once a day at most, so that the page
// cannot be used to flood somebody.
func (d *Desk) OpenTicket(ctx context.Context, t domain.Ticket) (int64, error) {
	if err := t.Check(); err != nil {
		return 0, err
	}
	var id int64
	err := d.act(ctx, domain.PageActor("support"), domain.PageSupport, func(tx *store.Tx) (err error) {
		if id, err = tx.InsertTicket(ctx, t); err != nil {
			return err
		}
		_, _, err = tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailSupport, Email: t.Email, Language: t.Language, SubjectID: id,
			DedupKey: "support|" + domain.EmailKey(t.Email) + "|" + string(d.Today()), DueAt: tx.Now(), Asked: true, Actor: tx.Actor().Name})
		return err
	})
	return id, err
}

// Ready reports whether the database answers.
func (d *Desk) Ready(ctx context.Context) error { return d.db.Ping(ctx) }

// TicketFields are the fields of the filter of tickets.
func TicketFields() []string { return store.TicketFields() }

// Tickets lists the support conversations, addresses masked.
func (d *Desk) Tickets(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.Ticket], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.Ticket]{}, err
	}
	w, err := d.db.Tickets(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i].Email = domain.Mask(w.Rows[i].Email)
	}
	return w, err
}

// Ticket reads one conversation; its own writer is shown in clear, but to an
// auditor.
func (d *Desk) Ticket(ctx context.Context, by domain.Actor, id int64) (domain.Ticket, error) {
	if err := d.read(by); err != nil {
		return domain.Ticket{}, err
	}
	t, err := d.db.Ticket(ctx, id)
	if by.Role == domain.Auditor {
		t.Email, t.Name, t.Body = domain.Mask(t.Email), "", ""
	}
	return t, err
}
