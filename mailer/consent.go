package mailer

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// settleConsent stores how a consent mail ended. When the server accepted it,
// that moment resets the customer's answer and ends the earlier requests; a
// refusal destroys no consent.
func (m *Mailer) settleConsent(ctx context.Context, mail domain.Mail) error {
	return m.db.Write(ctx, domain.SystemActor("mailer"), domain.MailerSettle, func(tx *store.Tx) error {
		if err := tx.SettleMail(ctx, mail); err != nil {
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
			request.Accepted(&changed, tx.Now())
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
	})
}
