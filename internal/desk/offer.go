package desk

import (
	"context"

	"vigie/internal/domain"
	"vigie/store"
)

// OfferFields are the fields of the filter of offers.
func OfferFields() []string { return store.OfferFields() }

// Offers lists offers with their order forms.
func (d *Desk) Offers(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.OfferRow], error) {
	if err := d.read(by); err != nil {
		return domain.Window[domain.OfferRow]{}, err
	}
	return d.db.Offers(ctx, f, p, d.Today())
}

// CountOffers counts what a filter finds, up to a cap.
func (d *Desk) CountOffers(ctx context.Context, by domain.Actor, f domain.Filter) (domain.Count, error) {
	if err := d.read(by); err != nil {
		return domain.Count{}, err
	}
	return d.db.CountOffers(ctx, f, d.Today())
}

// OfferCard is an offer with its lines, its sums, and whether a consent mail
// can go with it.
type OfferCard struct {
	Offer   domain.OfferRow
	Lines   []domain.OfferLine
	Totals  domain.Totals
	State   domain.OfferState
	Seller  domain.Seller // whom papers name today
	NotSent bool          // no consent mail was ever sent to the customer
	WhyNot  error         // why none can go now, nil when one may
}

// Offer reads the card of an offer.
func (d *Desk) Offer(ctx context.Context, by domain.Actor, id int64) (OfferCard, error) {
	if err := d.read(by); err != nil {
		return OfferCard{}, err
	}
	o, err := d.db.Offer(ctx, id)
	if err != nil {
		return OfferCard{}, err
	}
	return d.offerCard(ctx, o)
}

// OfferByNumber reads the card of the offer with a number, its own or its order
// form's.
func (d *Desk) OfferByNumber(ctx context.Context, by domain.Actor, number string) (OfferCard, error) {
	if err := d.read(by); err != nil {
		return OfferCard{}, err
	}
	o, err := d.db.OfferByNumber(ctx, number)
	if err != nil {
		return OfferCard{}, err
	}
	return d.offerCard(ctx, o)
}

func (d *Desk) offerCard(ctx context.Context, o domain.OfferRow) (OfferCard, error) {
	c := OfferCard{Offer: o, State: o.On(d.Today())}
	var err error
	if c.Lines, err = d.db.OfferLines(ctx, o.ID); err != nil {
		return c, err
	}
	c.Totals = domain.TotalsOf(c.Lines)
	if c.Seller, err = d.sellerOf(ctx, d.db); err != nil {
		return c, err
	}
	c.NotSent, c.WhyNot, err = d.unasked(ctx, o.CustomerID)
	return c, err
}

// unasked reports whether no consent mail was ever sent to a customer, and why
// none can go now.
func (d *Desk) unasked(ctx context.Context, customer int64) (never bool, whyNot, err error) {
	sent, err := d.db.SentConsent(ctx, customer)
	if err != nil || sent != 0 {
		return false, nil, err
	}
	c, err := d.db.Customer(ctx, customer)
	if err != nil {
		return false, nil, err
	}
	facts, err := d.sendFacts(ctx, d.db, c, "")
	return true, domain.MaySendConsent(facts), err
}

// MakeOffer makes an offer for a customer, valid until a day; none is thirty
// days. The card says whether to offer a consent mail with it.
func (d *Desk) MakeOffer(ctx context.Context, by domain.Actor, customer int64, lines []domain.OfferLine, until domain.Date) (OfferCard, error) {
	var o domain.Offer
	today := d.Today()
	err := d.act(ctx, by, domain.MakeOffer, func(tx *store.Tx) error {
		c, err := tx.Customer(ctx, customer)
		if err != nil {
			return err
		}
		if o, err = domain.NewOffer(c, lines, until, today); err != nil {
			return err
		}
		if o.RequestID, err = tx.SentConsent(ctx, customer); err != nil {
			return err
		}
		o, err = tx.InsertOffer(ctx, o, lines, d.year())
		return err
	})
	if err != nil {
		return OfferCard{}, err
	}
	return d.Offer(ctx, by, o.ID)
}

func (d *Desk) year() int { return d.now().In(d.location).Year() }

// EditOffer changes the lines of an offer and its last day, while no order form
// exists for it. Edition is the one that was looked at: where somebody else
// changed it meanwhile, nothing is lost and the person is told.
func (d *Desk) EditOffer(ctx context.Context, by domain.Actor, offer int64, edition int, lines []domain.OfferLine, until domain.Date) (OfferCard, error) {
	today := d.Today()
	err := d.act(ctx, by, domain.EditOffer, func(tx *store.Tx) error {
		before, err := tx.Offer(ctx, offer)
		if err != nil {
			return err
		}
		c, err := tx.Customer(ctx, before.CustomerID)
		if err != nil {
			return err
		}
		after := before.Offer
		if err := after.Edit(c, lines, until, today); err != nil {
			return err
		}
		if err := sameEdition(before, edition); err != nil {
			return err
		}
		if err := tx.ReplaceOfferLines(ctx, offer, lines); err != nil {
			return err
		}
		return tx.ReviseOffer(ctx, before.Offer, after)
	})
	if err != nil {
		return OfferCard{}, err
	}
	return d.Offer(ctx, by, offer)
}

// sameEdition refuses an act on an offer that reads otherwise by now.
func sameEdition(o domain.OfferRow, edition int) error {
	if o.Edition != edition {
		return domain.Refuse(domain.Conflict, "offer_changed", "Number", o.Number)
	}
	return nil
}

// WithdrawOffer takes an offer back for good, and says why, while no order form
// exists for it.
func (d *Desk) WithdrawOffer(ctx context.Context, by domain.Actor, offer int64, reason string) error {
	return d.act(ctx, by, domain.WithdrawOffer, func(tx *store.Tx) error {
		before, err := tx.Offer(ctx, offer)
		if err != nil {
			return err
		}
		after := before.Offer
		if err := after.Withdraw(reason); err != nil {
			return err
		}
		return tx.ReviseOffer(ctx, before.Offer, after)
	})
}

// SendOfferConsent queues a consent mail to the customer of an offer, who was
// never sent one: the offer is no longer one made without.
func (d *Desk) SendOfferConsent(ctx context.Context, by domain.Actor, offer int64) error {
	return d.act(ctx, by, domain.SendConsent, func(tx *store.Tx) error {
		before, err := tx.Offer(ctx, offer)
		if err != nil {
			return err
		}
		sent, err := tx.SentConsent(ctx, before.CustomerID)
		if err != nil {
			return err
		}
		if sent != 0 {
			return domain.Refuse(domain.Conflict, "offer_consent_sent")
		}
		customer, err := tx.Customer(ctx, before.CustomerID)
		if err != nil {
			return err
		}
		facts, err := d.sendFacts(ctx, tx, customer, "")
		if err != nil {
			return err
		}
		if err := domain.MaySendConsent(facts); err != nil {
			return err
		}
		if err := d.queueConsent(ctx, tx, customer, ""); err != nil {
			return err
		}
		after := before.Offer
		if after.RequestID, err = tx.SentConsent(ctx, before.CustomerID); err != nil {
			return err
		}
		return tx.UpdateOffer(ctx, before.Offer, after)
	})
}
