package store

import (
	"context"

	"vigie/internal/domain"
)

const returnColumns = `id, mail_id, email_key, kind, status, diagnostic, message_id, ticket_id, week, at`

// ReturnsOf reads what came back about a mail, oldest first.
func (r reader) ReturnsOf(ctx context.Context, mail int64) ([]domain.MailReturn, error) {
	var rs []domain.MailReturn
	err := r.all(ctx, &rs, `SELECT `+returnColumns+` FROM mail_returns WHERE mail_id = ? AND mail_id <> 0 ORDER BY id LIMIT 100`, mail)
	return rs, err
}

// ReturnsFrom reads what came back about the mails to an address, newest first.
func (r reader) ReturnsFrom(ctx context.Context, emailKey string) ([]domain.MailReturn, error) {
	var rs []domain.MailReturn
	err := r.all(ctx, &rs, `SELECT `+returnColumns+` FROM mail_returns WHERE email_key = ? AND email_key <> '' ORDER BY id DESC LIMIT 100`, emailKey)
	return rs, err
}

// Returned reports whether a return with this Message-ID was stored already.
func (r reader) Returned(ctx context.Context, messageID string) (bool, error) {
	n, err := r.number(ctx, `SELECT COUNT(*) FROM mail_returns WHERE message_id = ? AND message_id <> ''`, messageID)
	return n > 0, err
}

// InsertReturn stores what came back about a mail.
func (tx *Tx) InsertReturn(ctx context.Context, r domain.MailReturn) (int64, error) {
	id, err := tx.insert(ctx, `INSERT INTO mail_returns (mail_id, email_key, kind, status, diagnostic, message_id, ticket_id, week, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, r.MailID, r.EmailKey, r.Kind, r.Status, r.Diagnostic, r.MessageID, r.TicketID, r.Week, tx.now)
	if err == nil {
		tx.Record("mail", r.MailID, nil, map[string]any{"returned": r.Kind, "status": r.Status})
	}
	return id, err
}

// MailBySent reads the mail of ours that bears a Message-ID: its row stands in
// the identifier, so that no index is needed.
func (r reader) MailBySent(ctx context.Context, messageID string, id int64) (domain.Mail, error) {
	var m domain.Mail
	err := r.one(ctx, "mail", &m, `SELECT `+mailColumns+` FROM mails WHERE id = ? AND message_id = ? AND message_id <> ''`, id, messageID)
	return m, err
}
