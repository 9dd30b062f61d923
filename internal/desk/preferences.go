package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"vigie/internal/domain"
	"vigie/store"
)

// Preferences is what the page of contact preferences shows.
type Preferences struct {
	Name         string
	Controller   string
	Language     domain.Language
	Channels     []ChannelAnswer
	AnsweredAt   domain.Instant // of this request, never when it was not
	RefusalsOnly bool           // the link has ended or the feature is off
}

// ChannelAnswer is today's answer for one channel. Target is masked: a mail
// may have been forwarded.
type ChannelAnswer struct {
	Channel domain.ConsentChannel
	Accepts bool
	Target  string
}

// Preferences reads the page of a link, without touching anything: mail
// scanners open links.
func (d *Desk) Preferences(ctx context.Context, token string) (Preferences, error) {
	c, err := d.consentCase(ctx, d.db, token)
	if err != nil {
		return Preferences{}, err
	}
	p := Preferences{Name: c.customer.DisplayName(), Controller: d.controller, Language: c.customer.Language, AnsweredAt: c.request.AnsweredAt, RefusalsOnly: c.refusalsOnly}
	for _, ch := range domain.ConsentChannels() {
		p.Channels = append(p.Channels, ChannelAnswer{Channel: ch, Accepts: c.customer.Accepts(ch), Target: domain.MaskTarget(ch, c.customer.Target(ch))})
	}
	return p, nil
}

// Answers is what a customer posted: the channels they answered, the exact
// text they saw, and from where (truncated).
type Answers struct {
	Values   map[domain.ConsentChannel]bool
	Text     string
	Language domain.Language
	Remote   string
}

// AnswerPreferences records answers: the preference of each answered channel
// changes, the others stay, and the ledger keeps the text shown.
func (d *Desk) AnswerPreferences(ctx context.Context, token string, a Answers) error {
	if len(a.Values) == 0 {
		return domain.Refuse(domain.Invalid, "consent_nothing_chosen")
	}
	sum := sha256.Sum256([]byte(a.Text))
	hash := hex.EncodeToString(sum[:])
	return d.act(ctx, domain.PageActor("preferences"), domain.PageAnswer, func(tx *store.Tx) error {
		c, err := d.consentCase(ctx, tx, token)
		if err != nil {
			return err
		}
		request, customer := c.request, c.customer
		request.TextHash = hash
		rows, err := request.Answer(&customer, a.Values, c.refusalsOnly, tx.Now())
		if err != nil {
			return err
		}
		for i := range rows {
			rows[i].Controller, rows[i].Remote = d.controller, a.Remote
		}
		if err := tx.KeepConsentText(ctx, hash, a.Language, a.Text); err != nil {
			return err
		}
		if err := tx.UpdateConsentRequest(ctx, c.request, request); err != nil {
			return err
		}
		if err := tx.UpdateCustomer(ctx, c.customer, customer); err != nil {
			return err
		}
		return tx.AppendLedger(ctx, rows)
	})
}

type consentCase struct {
	request      domain.ConsentRequest
	customer     domain.Customer
	refusalsOnly bool
}

type preferenceReader interface {
	linkReader
	consentReader
	Customer(context.Context, int64) (domain.Customer, error)
}

// consentCase finds what a link is about. An expired link still opens:
// withdrawing stays possible (RGPD art. 7(3)); a revoked or replaced one does
// not.
func (d *Desk) consentCase(ctx context.Context, r preferenceReader, token string) (consentCase, error) {
	var c consentCase
	l, err := d.linkOf(ctx, r, domain.LinkPreferences, token)
	if err != nil {
		return c, err
	}
	if !l.RevokedAt.Never() {
		return c, domain.Refuse(domain.Gone, "link_gone")
	}
	if c.request, err = r.ConsentRequest(ctx, l.SubjectID); err != nil {
		return c, gone(err)
	}
	if s := c.request.State; s != domain.RequestSent && s != domain.RequestAnswered && s != domain.RequestExpired {
		return c, domain.Refuse(domain.Gone, "link_gone")
	}
	if c.customer, err = r.Customer(ctx, c.request.CustomerID); err != nil {
		return c, gone(err)
	}
	feature, err := r.Setting(ctx, domain.SettingConsent, "on")
	now := domain.InstantOf(d.now())
	c.refusalsOnly = feature != "on" || l.Usable(now) != nil || now >= c.request.ExpiresAt || c.request.State == domain.RequestExpired
	return c, err
}
