package store

import (
	"context"

	"vigie/internal/domain"
)

const draftColumns = `staff_id, subject, body, facts, version, updated_at`

// Draft reads what a person is typing about a subject; not found when nothing.
func (r reader) Draft(ctx context.Context, staff int64, subject string) (domain.Draft, error) {
	var d domain.Draft
	err := r.one(ctx, "draft", &d, `SELECT `+draftColumns+` FROM drafts WHERE staff_id = ? AND subject = ?`, staff, subject)
	return d, err
}

// KeepDraft stores what a person is typing; an empty text is none. Nobody's
// screen shows it but their own.
func (tx *Tx) KeepDraft(ctx context.Context, d domain.Draft) error {
	tx.quiet = true
	return tx.putDraft(ctx, d)
}

func (tx *Tx) putDraft(ctx context.Context, d domain.Draft) error {
	if d.Body == "" {
		return tx.exec(ctx, `DELETE FROM drafts WHERE staff_id = ? AND subject = ?`, d.StaffID, d.Subject)
	}
	return tx.exec(ctx, `INSERT INTO drafts (staff_id, subject, body, facts, version, updated_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (staff_id, subject) DO UPDATE SET body = excluded.body, facts = excluded.facts, version = excluded.version, updated_at = excluded.updated_at`,
		d.StaffID, d.Subject, d.Body, d.Facts, d.Version, tx.now)
}

// DropDraft forgets a draft whose text was sent.
func (tx *Tx) DropDraft(ctx context.Context, staff int64, subject string) error {
	return tx.exec(ctx, `DELETE FROM drafts WHERE staff_id = ? AND subject = ?`, staff, subject)
}

// RestoreDraft gives a text back to whoever wrote it, before what they have
// begun since.
func (tx *Tx) RestoreDraft(ctx context.Context, d domain.Draft) error {
	old, err := tx.Draft(ctx, d.StaffID, d.Subject)
	if err == nil && old.Body != "" {
		d.Body, d.Facts = d.Body+"\n\n"+old.Body, d.Facts || old.Facts
	} else if err != nil && domain.KindOf(err) != domain.NotFound {
		return err
	}
	return tx.putDraft(ctx, d)
}

// moveDrafts gives every person's draft about a subject to another subject.
func (tx *Tx) moveDrafts(ctx context.Context, from, into string) error {
	var ds []domain.Draft
	if err := tx.all(ctx, &ds, `SELECT `+draftColumns+` FROM drafts WHERE subject = ? ORDER BY staff_id`, from); err != nil {
		return err
	}
	for _, d := range ds {
		if err := tx.DropDraft(ctx, d.StaffID, from); err != nil {
			return err
		}
		old, err := tx.Draft(ctx, d.StaffID, into)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return err
		}
		if d.Subject = into; old.Body != "" {
			d.Body, d.Facts = old.Body+"\n\n"+d.Body, d.Facts || old.Facts
		}
		if err := tx.putDraft(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// TouchTicket notes that a person has a ticket open.
func (tx *Tx) TouchTicket(ctx context.Context, ticket, staff int64, typing bool) error {
	tx.quiet = true
	return tx.exec(ctx, `INSERT INTO ticket_readers (ticket_id, staff_id, typing, seen_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (ticket_id, staff_id) DO UPDATE SET typing = excluded.typing, seen_at = excluded.seen_at`, ticket, staff, typing, tx.now)
}

// LeaveTicket notes that a person has closed a ticket.
func (tx *Tx) LeaveTicket(ctx context.Context, ticket, staff int64) error {
	tx.quiet = true
	return tx.exec(ctx, `DELETE FROM ticket_readers WHERE ticket_id = ? AND staff_id = ?`, ticket, staff)
}

// Readers reads who else has a ticket open since a moment.
func (r reader) Readers(ctx context.Context, ticket, but int64, since domain.Instant) ([]domain.Reader, error) {
	var rs []domain.Reader
	err := r.all(ctx, &rs, `SELECT ticket_readers.staff_id, staff.name, ticket_readers.typing FROM ticket_readers JOIN staff ON staff.id = ticket_readers.staff_id
		WHERE ticket_readers.ticket_id = ? AND ticket_readers.staff_id <> ? AND ticket_readers.seen_at >= ? ORDER BY staff.name, staff.id LIMIT 20`, ticket, but, since)
	return rs, err
}
