package desk

import (
	"context"
	"slices"
	"strings"

	"vigie/internal/domain"
	"vigie/store"
)

type consentReader interface {
	ConsentRequest(context.Context, int64) (domain.ConsentRequest, error)
	Setting(context.Context, string, string) (string, error)
	Suppressed(context.Context, string) (bool, error)
	CustomerPaused(context.Context, int64) (bool, error)
	ConsentWaits(context.Context, int64) (bool, error)
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
	if f.Waiting, err = r.ConsentWaits(ctx, c.ID); err != nil {
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
		if reason != "" && !slices.Contains(domain.ConsentReasons(), reason) {
			return domain.Refuse(domain.Invalid, "consent_reason_unknown", "Value", reason)
		}
		return d.queueConsent(ctx, tx, before, reason)
	})
}

func (d *Desk) queueConsent(ctx context.Context, tx *store.Tx, c domain.Customer, reason string) error {
	return d.queueRequest(ctx, tx, c, domain.ConsentRequest{CustomerID: c.ID, Reason: reason, Email: c.Email})
}

// queueRequest queues a request with its mail. The current answer stays until
// the server accepts the new mail: a bounce destroys no consent.
func (d *Desk) queueRequest(ctx context.Context, tx *store.Tx, c domain.Customer, q domain.ConsentRequest) error {
	id, err := tx.InsertConsentRequest(ctx, q)
	if err != nil {
		return err
	}
	mail, _, err := tx.EnqueueMail(ctx, domain.Mail{Kind: domain.MailConsent, Email: c.Email, Language: c.Language, SubjectID: id,
		DedupKey: "consent|" + decimal(id), DueAt: tx.Now(), Actor: tx.Actor().Name})
	if err != nil {
		return err
	}
	if err := tx.SetRequestMail(ctx, id, mail); err != nil || c.RequestID != 0 {
		return err
	}
	return tx.BeginAsking(ctx, c.ID, id)
}

// SwitchConsent turns consent mails on or off, and keeps why. What is queued
// waits meanwhile.
func (d *Desk) SwitchConsent(ctx context.Context, by domain.Actor, on bool, reason string) error {
	value := "off"
	if on {
		value = "on"
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return domain.Refuse(domain.Invalid, "consent_switch_reason")
	}
	return d.act(ctx, by, domain.SwitchConsent, func(tx *store.Tx) error {
		now, err := tx.Setting(ctx, domain.SettingConsent, "on")
		if err != nil {
			return err
		}
		if now == value {
			return domain.Refuse(domain.Conflict, "consent_switch_same")
		}
		if err := tx.SetSetting(ctx, domain.SettingConsentReason, reason); err != nil {
			return err
		}
		return tx.SetSetting(ctx, domain.SettingConsent, value)
	})
}

// ConsentSwitch reads whether consent mails may leave, with who said so.
func (d *Desk) ConsentSwitch(ctx context.Context, by domain.Actor) (domain.ConsentSwitch, error) {
	var s domain.ConsentSwitch
	if err := d.read(by); err != nil {
		return s, err
	}
	row, err := d.db.SettingRow(ctx, domain.SettingConsent, "on")
	if err != nil {
		return s, err
	}
	s.On, s.By, s.At = row.Value == "on", row.By, row.At
	s.Reason, err = d.db.Setting(ctx, domain.SettingConsentReason, "")
	return s, err
}

// cancelAsking ends the request whose mail was cancelled by hand, so that the
// customer can be asked again.
func (d *Desk) cancelAsking(ctx context.Context, tx *store.Tx, m domain.Mail) error {
	if m.Kind != domain.MailConsent || m.State != domain.MailCancelled {
		return nil
	}
	before, err := tx.ConsentRequest(ctx, m.SubjectID)
	if err != nil || before.State != domain.RequestQueued {
		return err
	}
	after := before
	after.State = domain.RequestCancelled
	customer, changed, err := d.endRequest(ctx, tx, before, after)
	if err != nil || changed.ID == 0 {
		return err
	}
	return tx.UpdateCustomer(ctx, customer, changed)
}

// endRequest saves a request that ended, and reads the customer whose present
// one it was, before and after; changed is nobody where it was not.
func (d *Desk) endRequest(ctx context.Context, tx *store.Tx, before, after domain.ConsentRequest) (customer, changed domain.Customer, err error) {
	if err := tx.UpdateConsentRequest(ctx, before, after); err != nil {
		return customer, changed, err
	}
	customer, err = tx.Customer(ctx, before.CustomerID)
	if err != nil || customer.RequestID != before.ID {
		return customer, changed, err
	}
	changed = customer
	changed.RequestState = after.State
	return customer, changed, nil
}
