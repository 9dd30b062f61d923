package store

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"

	"vigie/internal/domain"
)

// proofReminders bounds the reminders that a proof file lists for one supplier.
const proofReminders = 200

// RemindersTo reads the reminders that were sent to the users of a supplier
// whom a follow-up concerns, since it began, oldest first. Names says whether
// the text that is still kept names the buyer; more that there are others.
func (r reader) RemindersTo(ctx context.Context, f domain.FollowUp, buyer string) (out []domain.ProofReminder, more bool, err error) {
	users, err := r.UsersOf(ctx, f.SupplierID, proofReminders)
	if err != nil {
		return nil, false, err
	}
	var keys []string
	for _, u := range users {
		if u.EmailKey != "" && domain.Concerns(u, f) {
			keys = append(keys, u.EmailKey)
		}
	}
	buyer = spaced(buyer)
	bases, err := r.mailBases(ctx)
	if err != nil {
		return nil, false, err
	}
	err = r.each(ctx, func(rs *sqlx.Rows) error {
		var m domain.Mail
		var said storedBody
		if err := rs.Scan(&m.ID, &m.Kind, &m.Email, &m.SentAt, &said.Text, &said.BaseID, &said.Packed); err != nil {
			return err
		}
		said.MailID = m.ID
		body, err := bases.body(said)
		if err != nil {
			return err
		}
		text := body.Text
		names := text != "" && strings.Contains(spaced(text), buyer)
		if text != "" && !names || domain.DateOf(m.SentAt.Time()) < f.BeganOn {
			return nil // about other buyers alone
		}
		if more = len(out) == proofReminders; !more {
			out = append(out, domain.ProofReminder{Kind: m.Kind, Email: domain.Mask(m.Email), SentAt: m.SentAt, Mail: m.Reference(), Names: names})
		}
		return nil
	}, `SELECT mails.id, mails.kind, mails.email, mails.sent_at, COALESCE(mail_bodies.text, ''), COALESCE(mail_bodies.base_id, 0), mail_bodies.packed
		FROM mails LEFT JOIN mail_bodies ON mail_bodies.mail_id = mails.id
		WHERE `+r.dialect.in("mails.email_key")+` AND mails.kind IN ('activation', 'compliance') AND mails.state = 'sent' ORDER BY mails.id`, r.list(keys))
	return out, more, err
}

// spaced is a text whose lines are not folded.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
