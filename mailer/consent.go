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
	})
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

// consentStopped reports whether a claimed consent mail must wait after all:
// the feature was turned off, or its campaign paused, a moment ago.
func (m *Mailer) consentStopped(ctx context.Context, mail domain.Mail) (bool, error) {
	if mail.Kind != domain.MailConsent {
		return false, nil
	}
	feature, err := m.db.Setting(ctx, domain.SettingConsent, "on")
	if err != nil || feature != "on" {
		return err == nil, err
	}
	now, err := m.db.Mail(ctx, mail.ID)
	return now.Hold != "", err
}
