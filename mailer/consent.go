package mailer

import (
	"context"
	"errors"

	"vigie/internal/domain"
	"vigie/store"
)

// settleConsents stores how consent mails ended. When the server accepted one,
// that moment resets the customer's answer and ends the earlier requests; a
// refusal destroys no consent.
func (m *Mailer) settleConsents(ctx context.Context, mails []domain.Mail) error {
	err := m.db.Write(ctx, domain.SystemActor("mailer"), domain.MailerSettle, func(tx *store.Tx) error {
		for _, mail := range mails {
			if err := m.settleConsent(ctx, tx, mail); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrUnaudited) {
		return nil // all healed meanwhile: nothing of ours to say
	}
	return err
}

func (m *Mailer) settleConsent(ctx context.Context, tx *store.Tx, mail domain.Mail) error {
	if ours, err := tx.OwnsMail(ctx, mail); err != nil || !ours {
		return err
	}
	if err := tx.SettleMails(ctx, []domain.Mail{mail}); err != nil {
		return err
	}
	before, err := tx.ConsentRequest(ctx, mail.SubjectID)
	if err != nil {
		return err
	}
	customer, err := tx.Customer(ctx, before.CustomerID)
	if err != nil {
		return err
	}
	request, changed := before, customer
	switch mail.State {
	case domain.MailSent:
		fell := request.Accepted(&changed, tx.Now())
		if err := m.fell(ctx, tx, fell); err != nil {
			return err
		}
		if err := tx.SupersedeConsentRequests(ctx, customer.ID, request.ID); err != nil {
			return err
		}
	case domain.MailRejected:
		request.State = domain.RequestFailed
	default:
		request.State = domain.RequestCancelled
	}
	if customer.RequestID == request.ID {
		changed.RequestState = request.State
	}
	if err := tx.UpdateConsentRequest(ctx, before, request); err != nil {
		return err
	}
	return tx.UpdateCustomer(ctx, customer, changed)
}

// fell writes down the answers that a new request resets.
func (m *Mailer) fell(ctx context.Context, tx *store.Tx, rows []domain.LedgerRow) error {
	for i := range rows {
		rows[i].Controller = m.Controller
		if rows[i].Target != "" {
			rows[i].TargetHash = m.keys.Hash("target", domain.EmailKey(rows[i].Target))
		}
	}
	return tx.AppendLedger(ctx, rows)
}
