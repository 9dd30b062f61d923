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
	Controller   string
	Language     domain.Language
	Channels     []ChannelAnswer
	AnsweredAt   domain.Instant // of this request, never when it was not
	RefusalsOnly bool           // the link has ended or the feature is off
	FeatureOff   bool           // an administrator turned the feature off
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
	p := Preferences{Controller: d.controller, Language: c.Customer.Language, AnsweredAt: c.Request.AnsweredAt, RefusalsOnly: c.refusalsOnly, FeatureOff: c.Feature != "on"}
	channels := domain.ConsentChannels()
	p.Channels = make([]ChannelAnswer, len(channels))
	for i, ch := range channels {
		p.Channels[i] = ChannelAnswer{Channel: ch, Accepts: c.Customer.Accepts(ch), Target: domain.MaskTarget(ch, c.Customer.Target(ch))}
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
		before, err := tx.ConsentRequest(ctx, c.Request.ID)
		if err != nil {
			return gone(err)
		}
		asked, err := tx.Customer(ctx, c.Customer.ID)
		if err != nil {
			return gone(err)
		}
		request, customer := before, asked
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
		if err := tx.UpdateConsentRequest(ctx, before, request); err != nil {
			return err
		}
		if err := tx.UpdateCustomer(ctx, asked, customer); err != nil {
			return err
		}
		return d.appendLedger(ctx, tx, rows)
	})
}

type consentCase struct {
	store.ConsentCase
	refusalsOnly bool
}

type caseReader interface {
	ConsentCase(ctx context.Context, hash string) (store.ConsentCase, error)
}

// consentCase finds what a link is about. An expired link still opens:
// withdrawing stays possible (RGPD art. 7(3)); a revoked or replaced one does
// not, nor one of a customer who is no more: all with the same words.
func (d *Desk) consentCase(ctx context.Context, r caseReader, token string) (consentCase, error) {
	c, err := r.ConsentCase(ctx, d.keys.TokenHash(token))
	if err != nil {
		return consentCase{}, gone(err)
	}
	state := c.Request.State
	open := state == domain.RequestSent || state == domain.RequestAnswered || state == domain.RequestExpired
	if !d.keys.Opens(c.Link, token) || !c.Link.RevokedAt.Never() || !open {
		return consentCase{}, domain.Refuse(domain.Gone, "link_gone")
	}
	now := domain.InstantOf(d.now())
	over := c.Link.Usable(now) != nil || now >= c.Request.ExpiresAt || state == domain.RequestExpired
	return consentCase{c, over || c.Feature != "on"}, nil
}
