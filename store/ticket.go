package store

import (
	"context"

	"vigie/internal/domain"
)

const ticketColumns = `tickets.id, tickets.kind, tickets.state, tickets.email, tickets.name, tickets.subject, tickets.language, tickets.remote,
	tickets.assignee_id, tickets.establishment_id, tickets.user_id, tickets.follow_up_id, tickets.customer_id, tickets.legal_due_on, tickets.served_seconds,
	tickets.clock_at, tickets.snoozed_until, tickets.merged_into, tickets.version, tickets.created_at, tickets.updated_at`

// Ticket reads one ticket, with the text of its first message.
func (r reader) Ticket(ctx context.Context, id int64) (domain.Ticket, error) {
	var t domain.Ticket
	if err := r.one(ctx, "ticket", &t, `SELECT `+ticketColumns+` FROM tickets WHERE id = ?`, id); err != nil {
		return t, err
	}
	err := r.one(ctx, "ticket_message", &t.Body, `SELECT body FROM ticket_messages WHERE ticket_id = ? ORDER BY id LIMIT 1`, id)
	if domain.KindOf(err) == domain.NotFound {
		return t, nil
	}
	return t, err
}

// TicketRow reads one ticket with the names that go with it.
func (r reader) TicketRow(ctx context.Context, id int64) (domain.TicketRow, error) {
	var t domain.TicketRow
	err := r.one(ctx, "ticket", &t, `SELECT `+ticketRowColumns+` FROM `+ticketRows+` WHERE tickets.id = ?`, id)
	return t, err
}

// TicketsByEmail reads what an address wrote, newest first.
func (r reader) TicketsByEmail(ctx context.Context, emailKey string, limit int) ([]domain.Ticket, error) {
	var ts []domain.Ticket
	err := r.all(ctx, &ts, `SELECT `+ticketColumns+` FROM tickets WHERE tickets.email_key = ? ORDER BY tickets.id DESC LIMIT ?`, emailKey, limit)
	return ts, err
}

// TicketsOf reads the tickets about an establishment, newest first.
func (r reader) TicketsOf(ctx context.Context, establishment int64, limit int) ([]domain.Ticket, error) {
	var ts []domain.Ticket
	err := r.all(ctx, &ts, `SELECT `+ticketColumns+` FROM tickets WHERE tickets.establishment_id = ? AND tickets.establishment_id <> 0
		ORDER BY tickets.id DESC LIMIT ?`, establishment, limit)
	return ts, err
}

// NextToClaim is the first ticket of the queue that nobody has, 0 for none.
func (r reader) NextToClaim(ctx context.Context) (int64, error) {
	return r.number(ctx, `SELECT id FROM tickets WHERE assignee_id = 0 AND stage = 'todo' ORDER BY legal_due_on, id LIMIT 1`)
}

// NextOf is the first ticket of a person's own queue behind another one, 0 for
// none.
func (r reader) NextOf(ctx context.Context, staff, but int64) (int64, error) {
	return r.number(ctx, `SELECT id FROM tickets WHERE assignee_id = ? AND stage = 'todo' AND id <> ? ORDER BY legal_due_on, id LIMIT 1`, staff, but)
}

// SnoozedDue reads the snoozed tickets whose hour has come, at most limit.
func (r reader) SnoozedDue(ctx context.Context, now domain.Instant, limit int) ([]domain.Ticket, error) {
	var ts []domain.Ticket
	err := r.all(ctx, &ts, `SELECT `+ticketColumns+` FROM tickets WHERE tickets.state = 'snoozed' AND tickets.snoozed_until <= ?
		ORDER BY tickets.snoozed_until, tickets.id LIMIT ?`, now, limit)
	return ts, err
}

// MergedTickets reads the tickets that were merged into one.
func (r reader) MergedTickets(ctx context.Context, into int64) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM tickets WHERE merged_into = ? AND merged_into <> 0 ORDER BY id`, into)
	return ids, err
}

// InsertTicket stores a new conversation and returns its number; a body is
// its first message, from the support page.
func (tx *Tx) InsertTicket(ctx context.Context, t domain.Ticket) (int64, error) {
	if t.LegalDueOn == "" {
		t.LegalDueOn = domain.Forever
	}
	id, err := tx.insert(ctx, `INSERT INTO tickets (kind, state, stage, email, email_key, name, subject, language, remote, assignee_id, establishment_id, user_id,
		follow_up_id, customer_id, legal_due_on, clock_at, created_at, updated_at)
		VALUES (?, 'new', 'todo', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, t.Kind, t.Email, domain.EmailKey(t.Email), t.Name, t.Subject,
		t.Language, t.Remote, t.AssigneeID, t.EstablishmentID, t.UserID, t.FollowUpID, t.CustomerID, t.LegalDueOn, tx.now, tx.now, tx.now)
	if err != nil {
		return 0, err
	}
	tx.Record("ticket", id, nil, map[string]any{"kind": t.Kind, "email": domain.Mask(t.Email)})
	if t.Body == "" {
		return id, nil
	}
	_, err = tx.InsertMessage(ctx, domain.TicketMessage{TicketID: id, Direction: domain.Inward, Medium: domain.MediumPage, Email: t.Email, Subject: t.Subject,
		Body: t.Body, Language: t.Language})
	return id, err
}

// UpdateTicket stores a changed ticket as the next version. A ticket that
// somebody else changed meanwhile is a conflict.
func (tx *Tx) UpdateTicket(ctx context.Context, before, after domain.Ticket) error {
	n, err := tx.affect(ctx, `UPDATE tickets SET kind = ?, state = ?, stage = ?, subject = ?, assignee_id = ?, establishment_id = ?, user_id = ?, follow_up_id = ?,
		customer_id = ?, legal_due_on = ?, served_seconds = ?, clock_at = ?, snoozed_until = ?, merged_into = ?, version = version + 1, updated_at = ?
		WHERE id = ? AND version = ?`, after.Kind, after.State, after.State.Stage(), after.Subject, after.AssigneeID, after.EstablishmentID, after.UserID,
		after.FollowUpID, after.CustomerID, after.LegalDueOn, after.ServedSeconds, after.ClockAt, after.SnoozedUntil, after.MergedInto, tx.now, after.ID, before.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "ticket_changed")
	}
	tx.Record("ticket", after.ID, ticketFacts(before), ticketFacts(after))
	return nil
}

func ticketFacts(t domain.Ticket) map[string]any {
	return map[string]any{"kind": t.Kind, "state": t.State, "assignee": t.AssigneeID, "establishment": t.EstablishmentID, "user": t.UserID,
		"follow_up": t.FollowUpID, "customer": t.CustomerID, "snoozed_until": t.SnoozedUntil, "merged_into": t.MergedInto}
}
