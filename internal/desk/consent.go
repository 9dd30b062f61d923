package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

type consentReader interface {
	ConsentRequest(context.Context, int64) (domain.ConsentRequest, error)
	Setting(context.Context, string, string) (string, error)
	Suppressed(context.Context, string) (bool, error)
	CustomerPaused(context.Context, int64) (bool, error)
}

// sendFacts gathers what decides whether a consent mail may go.
func (d *Desk) sendFacts(ctx context.Context, r consentReader, c domain.Customer, reason string) (domain.SendFacts, error) {
	f := domain.SendFacts{Customer: c, Reason: reason, Now: domain.InstantOf(d.now())}
	var err error
	if c.RequestID != 0 {
		if f.Current, err = r.ConsentRequest(ctx, c.RequestID); err != nil {
			return f, err
		}
	}
	feature, err := r.Setting(ctx, domain.SettingConsent, "on")
	if err != nil {
		return f, err
	}
	f.FeatureOn = feature == "on"
	if f.Pending, err = r.CustomerPaused(ctx, c.ID); err != nil {
		return f, err
	}
	f.Suppressed, err = r.Suppressed(ctx, d.keys.HashEmail(c.EmailKey))
	return f, err
}

// SendConsent queues a consent mail to a customer; a resend says why.
func (d *Desk) SendConsent(ctx context.Context, by domain.Actor, customer int64, reason string) error {
	return d.act(ctx, by, domain.SendConsent, func(tx *store.Tx) error {
		before, err := tx.Customer(ctx, customer)
		if err != nil {
			return err
		}
		facts, err := d.sendFacts(ctx, tx, before, reason)
		if err != nil {
			return err
		}
		if err := domain.MaySendConsent(facts); err != nil {
			return err
		}
		if facts.NeedsReason() && reason == "" {
			return domain.Refuse(domain.Invalid, "consent_reason_missing")
		}
		return d.queueConsent(ctx, tx, before, reason)
	})
}

func (d *Desk) queueConsent(ctx context.Context, tx *store.Tx, before domain.Customer, reason string) error {
	id, err := tx.InsertConsentRequest(ctx, domain.ConsentRequest{CustomerID: before.ID, Reason: reason, Email: before.Email})
	if err != nil {
		return err
	}
	mail, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailConsent, Email: before.Email, Language: before.Language, SubjectID: id,
		DedupKey: "consent|" + decimal(id), DueAt: tx.Now(), Actor: tx.Actor().Name})
	if err != nil {
		return err
	}
	request, err := tx.ConsentRequest(ctx, id)
	if err != nil {
		return err
	}
	after := request
	after.MailID = mail
	if err := tx.UpdateConsentRequest(ctx, request, after); err != nil {
		return err
	}
	// The current answer stays until the server accepts the new mail: a
	// bounce destroys no consent.
	if before.RequestID == 0 {
		customer := before
		customer.RequestID, customer.RequestState = id, domain.RequestQueued
		return tx.UpdateCustomer(ctx, before, customer)
	}
	return nil
}

// SwitchConsent turns consent mails on or off.
func (d *Desk) SwitchConsent(ctx context.Context, by domain.Actor, on bool) error {
	value := "off"
	if on {
		value = "on"
	}
	return d.act(ctx, by, domain.SwitchConsent, func(tx *store.Tx) error { return tx.SetSetting(ctx, domain.SettingConsent, value) })
}
