package store

import (
	"context"

	"vigie/internal/domain"
)

const ticketColumns = `id, kind, state, email, name, subject, language, remote, created_at`

// Ticket reads one ticket.
func (r reader) Ticket(ctx context.Context, id int64) (domain.Ticket, error) {
	var t domain.Ticket
	if err := r.one(ctx, "ticket", &t, `SELECT `+ticketColumns+` FROM tickets WHERE id = ?`, id); err != nil {
		return t, err
	}
	err := r.one(ctx, "ticket_message", &t.Body, `SELECT body FROM ticket_messages WHERE ticket_id = ? ORDER BY id LIMIT 1`, id)
	return t, err
}

// TicketsByEmail reads what an address wrote, newest first.
func (r reader) TicketsByEmail(ctx context.Context, emailKey string, limit int) ([]domain.Ticket, error) {
	var ts []domain.Ticket
	err := r.all(ctx, &ts, `SELECT `+ticketColumns+` FROM tickets WHERE email_key = ? ORDER BY id DESC LIMIT ?`, emailKey, limit)
	return ts, err
}

// InsertTicket stores a new conversation and returns its number.
func (tx *Tx) InsertTicket(ctx context.Context, t domain.Ticket) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO tickets (kind, state, email, email_key, name, subject, language, remote, clock_at, created_at, updated_at)
		VALUES (?, 'new', ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, t.Kind, t.Email, domain.EmailKey(t.Email), t.Name, t.Subject,
		t.Language, t.Remote, tx.now, tx.now, tx.now)
	if err != nil {
		return 0, err
	}
	tx.Record("ticket", id, nil, map[string]any{"kind": t.Kind, "email": domain.Mask(t.Email)})
	return id, tx.exec(ctx, `INSERT INTO ticket_messages (ticket_id, direction, means, email, email_key, subject, body, language, at)
		VALUES (?, 'in', 'page', ?, ?, ?, ?, ?, ?)`, id, t.Email, domain.EmailKey(t.Email), t.Subject, t.Body, t.Language, tx.now)
}

// TicketFields are the fields of the filter of tickets.
func TicketFields() []string { return []string{"email", "kind", "state"} }

// Tickets lists the conversations.
func (r reader) Tickets(ctx context.Context, f domain.Filter, p domain.Page) (domain.Window[domain.Ticket], error) {
	l := list[domain.Ticket]{columns: ticketColumns, from: "tickets", table: "tickets",
		sorts: map[string]sortKey[domain.Ticket]{"": byID(func(t domain.Ticket) int64 { return t.ID })}}
	return window(ctx, r, l, ticketWhere(f), p)
}

// CountTickets counts what a filter finds, up to a cap.
func (r reader) CountTickets(ctx context.Context, f domain.Filter) (domain.Count, error) {
	return count(ctx, r, "tickets", ticketWhere(f))
}

func ticketWhere(f domain.Filter) *where {
	w := &where{}
	for _, t := range f.Terms {
		switch t.Field {
		case "email":
			w.term(t, "tickets.email_key = ?", domain.EmailKey(t.Value))
		case "kind":
			w.term(t, "tickets.kind = ?", t.Value)
		case "state":
			w.term(t, "tickets.state = ?", t.Value)
		}
	}
	return w
}
