package desk

import (
	"context"
	"strings"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/internal/link"
	"vigie/store"
)

// MailFields are the fields of the filter of mails.
func MailFields() []string { return store.MailFields() }

func maskedMail(m domain.Mail) domain.Mail {
	m.Email, m.EmailKey, m.DedupKey = domain.Mask(m.Email), "", ""
	return m
}

// Mails lists the outbox, addresses masked.
func (d *Desk) Mails(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.Mail], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.Mail]{}, err
	}
	w, err := d.db.Mails(ctx, f, p)
	for i := range w.Rows {
		w.Rows[i] = maskedMail(w.Rows[i])
	}
	return w, err
}

// CountMails counts what a filter finds, up to a cap.
func (d *Desk) CountMails(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountMails(ctx, f)
}

// MailStates counts the outbox by state.
func (d *Desk) MailStates(ctx context.Context, by domain.Actor) (map[domain.MailState]domain.Count, error) {
	if err := d.read(by); err != nil {
		return nil, err
	}
	return d.db.MailStates(ctx)
}

// Mail reads a mail and what it said; the body is empty before the first
// attempt, and the address in it stays masked.
func (d *Desk) Mail(ctx context.Context, by domain.Actor, id int64) (domain.Mail, domain.MailBody, error) {
	if err := d.read(by); err != nil {
		return domain.Mail{}, domain.MailBody{}, err
	}
	m, err := d.db.Mail(ctx, id)
	if err != nil {
		return m, domain.MailBody{}, err
	}
	body, err := d.db.MailBody(ctx, id)
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return m, body, err
	}
	if by.Role == domain.Auditor { // the text names people
		body = domain.MailBody{MailID: id}
	}
	body = d.shown(body)
	masked := maskedMail(m)
	body.Text = strings.ReplaceAll(body.Text, m.Email, masked.Email)
	body.HTML = strings.ReplaceAll(body.HTML, m.Email, masked.Email)
	return masked, body, nil
}

// shown is what a mail said for whoever reads it here: its addresses without
// their secrets, which nobody keeps.
func (d *Desk) shown(body domain.MailBody) domain.MailBody {
	return letter.Fill(body, func(kind domain.LinkKind, _ int64) string {
		if kind == domain.LinkCode {
			return "••••••"
		}
		return d.publicURL + link.Path(kind, "…")
	})
}

// MailChange is what can be done by hand to a mail.
type MailChange string

// The changes.
const (
	RetryNow    MailChange = "retry"
	CancelMail  MailChange = "cancel"
	PutOnHold   MailChange = "hold"
	ReleaseMail MailChange = "release"
)

// action is what somebody needs the permission for.
func (c MailChange) action() domain.Action {
	if c == RetryNow || c == CancelMail {
		return domain.RetryMail
	}
	return domain.HoldMail
}

// MailsToChange finds the mails of a filter that a change would touch now,
// the newest first.
func (d *Desk) MailsToChange(ctx context.Context, by domain.Actor, f domain.Filter, change MailChange) (ids []int64, err error) {
	if err := domain.May(by, change.action()); err != nil {
		return nil, err
	}
	now := domain.InstantOf(d.now())
	for page := (domain.Page{Desc: true, Limit: 500}); ; {
		w, err := d.db.Mails(ctx, f, page)
		if err != nil {
			return nil, err
		}
		for _, m := range w.Rows {
			if _, ok := change.apply(m, now, ""); ok {
				ids = append(ids, m.ID)
			}
		}
		if !w.More {
			return ids, nil
		}
		page.After = &w.Cursors[len(w.Cursors)-1]
	}
}

// ChangeMails does the same change to several mails and returns how many it
// touched; those in another state than the change wants are left alone. A hold
// and its release say why.
func (d *Desk) ChangeMails(ctx context.Context, by domain.Actor, ids []int64, change MailChange, reason string) (int, error) {
	if err := change.Why(reason); err != nil {
		return 0, err
	}
	touched := 0
	err := d.act(ctx, by, change.action(), func(tx *store.Tx) error {
		touched = 0
		for _, id := range ids {
			before, err := tx.Mail(ctx, id)
			if err != nil {
				return err
			}
			after, ok := change.apply(before, tx.Now(), reason)
			if !ok {
				continue
			}
			if done, err := tx.ChangeMail(ctx, before, after); err != nil {
				return err
			} else if done {
				touched++
				if err := d.cancelAsking(ctx, tx, after); err != nil {
					return err
				}
			}
		}
		if touched == 0 {
			return domain.Refuse(domain.Conflict, "mail_nothing_to_do")
		}
		if change == ReleaseMail { // the mails no longer say it
			tx.Record("mail", 0, nil, map[string]any{"released": touched, "reason": reason})
		}
		return nil
	})
	return touched, err
}

// queueWritten queues a mail whose text is made now, since it tells of this
// moment; it is known by its reference. One that was queued before stays as it is.
func queueWritten(ctx context.Context, tx *store.Tx, m domain.Mail, write func(reference string) (domain.MailBody, error)) error {
	id, created, err := tx.EnqueueMail(ctx, m)
	if err != nil || !created {
		return err
	}
	m.ID = id
	body, err := write(m.Reference())
	if err != nil {
		return err
	}
	body.MailID = id
	return tx.StoreBody(ctx, store.Commit{Mail: m, Body: body})
}

// Why refuses a change without the reason that it needs.
func (c MailChange) Why(reason string) error {
	switch c {
	case PutOnHold:
		return domain.WhyHeld(reason)
	case ReleaseMail:
		return domain.WhyReleased(reason)
	}
	return nil
}

func (c MailChange) apply(m domain.Mail, now domain.Instant, reason string) (domain.Mail, bool) {
	waiting := m.State == domain.MailQueued || m.State == domain.MailRetry
	switch c {
	case RetryNow:
		if !waiting && m.State != domain.MailUncertain {
			return m, false
		}
		m.State, m.DueAt, m.Asked = domain.MailRetry, now, true
	case CancelMail:
		if !waiting && m.State != domain.MailUncertain {
			return m, false
		}
		m.State, m.Reason = domain.MailCancelled, reason
	case PutOnHold:
		if !waiting || m.Hold != "" {
			return m, false
		}
		m.Hold = reason
	case ReleaseMail:
		if m.Hold == "" {
			return m, false
		}
		m.Hold = ""
	}
	return m, true
}
