package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// OwnReturnPath reports whether an address is the return path of a mail of
// ours, and not one that somebody made up.
func (d *Desk) OwnReturnPath(address string) bool {
	_, ours := d.keys.ReturnedMail(address)
	return ours
}

// returned finds the mail whose return path an address is; none has no id.
func (d *Desk) returned(ctx context.Context, tx *store.Tx, address string) (domain.Mail, error) {
	id, ours := d.keys.ReturnedMail(address)
	if !ours {
		return domain.Mail{}, nil
	}
	m, err := tx.Mail(ctx, id)
	if domain.KindOf(err) == domain.NotFound || domain.ErasedKey(m.EmailKey) {
		return domain.Mail{}, nil
	}
	return m, err
}

// reported finds the mail that a report is about: by the return path that it
// came to or names, else by the Message-ID, neither of which a stranger can
// make; none has no id.
func (d *Desk) reported(ctx context.Context, tx *store.Tx, in Incoming) (domain.Mail, error) {
	for _, address := range []string{in.Returned, in.Report.ReturnPath} {
		if m, err := d.returned(ctx, tx, address); err != nil || m.ID != 0 {
			return m, err
		}
	}
	return sent(ctx, tx, in.Report.MessageID)
}

// receiveReport ties a server's report to the mail it is about, and judges the
// address; the failure of a reply opens its ticket again. A report about no
// mail of ours is kept and does nothing.
func (d *Desk) receiveReport(ctx context.Context, tx *store.Tx, in Incoming) (Received, error) {
	m, err := d.reported(ctx, tx, in)
	if err != nil {
		return Received{}, err
	}
	back := domain.MailReturn{MailID: m.ID, EmailKey: m.EmailKey, Kind: in.Report.Kind, Status: in.Report.Status, Diagnostic: in.Report.Diagnostic, MessageID: in.MessageID}
	if m.ID == 0 {
		back.EmailKey = domain.EmailKey(in.Report.Recipient)
		_, err := tx.InsertReturn(ctx, back)
		return Received{As: "report"}, err
	}
	if back.TicketID, err = ticketOfMail(ctx, tx, m); err != nil {
		return Received{}, err
	}
	if err := d.comeBack(ctx, tx, m, back); err != nil {
		return Received{}, err
	}
	if m.Kind == domain.MailConsent && back.Kind == domain.ReturnFailed {
		if err := d.consentBounced(ctx, tx, m); err != nil {
			return Received{}, err
		}
	}
	if back.TicketID == 0 || back.Kind != domain.ReturnFailed {
		return Received{Ticket: back.TicketID, As: "report"}, nil
	}
	p, err := place{}.follow(ctx, tx, back.TicketID)
	if err != nil {
		return Received{}, err
	}
	return Received{Ticket: p.ticket, As: "report"}, d.workIn(ctx, tx, tx.Actor(), p.ticket, 0, func(w *work) error {
		w.after.Receive(tx.Now())
		w.note(domain.ActBounced, back.Status)
		return nil
	})
}
