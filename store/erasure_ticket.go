package store

import (
	"context"
	"strconv"

	"vigie/internal/domain"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// ticketsOf reads the tickets of a person or an establishment.
func (r reader) ticketsOf(ctx context.Context, e Erasure) ([]int64, error) {
	var ids []int64
	err := r.all(ctx, &ids, `SELECT id FROM tickets WHERE `+r.dialect.in("email_key")+` AND email_key <> ''
		UNION SELECT id FROM tickets WHERE user_id <> 0 AND `+r.dialect.in("user_id")+`
		UNION SELECT id FROM tickets WHERE customer_id <> 0 AND `+r.dialect.in("customer_id")+`
		UNION SELECT id FROM tickets WHERE establishment_id <> 0 AND establishment_id = ?`,
		r.list(e.Addresses), r.list(e.userIDs()), r.list(e.customerIDs()), e.Establishment)
	return ids, err
}

// eraseTickets masks what was written in the tickets of a person: subject,
// name, messages, notes, drafts, names of attachments. It returns the files
// that nothing refers to any more.
func (tx *Tx) eraseTickets(ctx context.Context, e Erasure) ([]string, error) {
	ids, err := tx.ticketsOf(ctx, e)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := tx.MaskTickets(ctx, ids, e.Hash); err != nil {
		return nil, err
	}
	return tx.dropAttachments(ctx, ids)
}

// MaskTickets masks what was written in tickets; that there was a
// conversation of a kind, and when, stays.
func (tx *Tx) MaskTickets(ctx context.Context, ids []int64, hash func(string) string) error {
	var rows []struct {
		ID       int64
		EmailKey string `db:"email_key"`
	}
	if err := tx.all(ctx, &rows, `SELECT id, email_key FROM tickets WHERE `+tx.dialect.in("id"), tx.list(ids)); err != nil {
		return err
	}
	for _, t := range rows {
		key := t.EmailKey
		if key != "" && !domain.ErasedKey(key) {
			key = erasedKey(hash(key))
		}
		if err := tx.exec(ctx, `UPDATE tickets SET email = ?, email_key = ?, name = '', subject = ?, remote = '', version = version + 1, updated_at = ?
			WHERE id = ?`, Masked, key, Masked, tx.now, t.ID); err != nil {
			return err
		}
		tx.Record("ticket", t.ID, nil, map[string]any{"erased": true})
		if err := tx.exec(ctx, `DELETE FROM drafts WHERE subject = ? OR subject = ?`, domain.DraftOf(t.ID, "reply"), domain.DraftOf(t.ID, "note")); err != nil {
			return err
		}
		if err := tx.exec(ctx, `UPDATE ticket_messages SET email = ?, email_key = ?, subject = ?, body = ?, message_id = '' WHERE ticket_id = ?`,
			Masked, key, Masked, Masked, t.ID); err != nil {
			return err
		}
		if err := tx.exec(ctx, `UPDATE ticket_notes SET body = ? WHERE ticket_id = ?`, Masked, t.ID); err != nil {
			return err
		}
		// What was sent from the ticket went to whoever wrote it.
		if err := tx.exec(ctx, `UPDATE mail_bodies SET `+emptyBody+` WHERE mail_id IN
			(SELECT mail_id FROM ticket_messages WHERE ticket_id = ? AND mail_id <> 0)`, Masked, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// dropAttachments forgets the attachments of tickets that are no documents,
// and returns the files that nothing refers to any more.
func (tx *Tx) dropAttachments(ctx context.Context, tickets []int64) ([]string, error) {
	of := `message_id IN (SELECT id FROM ticket_messages WHERE ` + tx.dialect.in("ticket_id") + `)`
	var files []string
	if err := tx.all(ctx, &files, `SELECT DISTINCT file_hash FROM attachments WHERE file_hash <> '' AND document_id = 0 AND `+of, tx.list(tickets)); err != nil {
		return nil, err
	}
	if err := tx.exec(ctx, `UPDATE attachments SET name = ?, file_hash = '', refused = 'erased' WHERE document_id = 0 AND `+of, Masked, tx.list(tickets)); err != nil {
		return nil, err
	}
	if err := tx.exec(ctx, `UPDATE attachments SET name = ? WHERE document_id <> 0 AND `+of, Masked, tx.list(tickets)); err != nil {
		return nil, err
	}
	return tx.Unreferred(ctx, files)
}

// Unreferred tells which of these files no document and no attachment refers
// to.
func (r reader) Unreferred(ctx context.Context, files []string) ([]string, error) {
	var free []string
	for _, f := range files {
		n, err := r.number(ctx, `SELECT (SELECT COUNT(*) FROM documents WHERE file_hash = ?) + (SELECT COUNT(*) FROM attachments WHERE file_hash = ?)`, f, f)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			free = append(free, f)
		}
	}
	return free, nil
}
