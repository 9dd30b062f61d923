package desk

import (
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/internal/letter"
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
	NotSent bool  // no consent mail was ever sent to the customer
	WhyNot  error // why none can go now, nil when one may
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

// OrderOffer makes the order form of an offer that the customer accepted.
func (d *Desk) OrderOffer(ctx context.Context, by domain.Actor, offer int64) (domain.OrderForm, error) {
	var form domain.OrderForm
	today := d.Today()
	err := d.act(ctx, by, domain.MakeOffer, func(tx *store.Tx) error {
		before, err := tx.Offer(ctx, offer)
		if err != nil {
			return err
		}
		after := before.Offer
		if err := after.Accept(today); err != nil {
			return err
		}
		if form.Facts, err = d.paperOf(ctx, tx, before, today); err != nil {
			return err
		}
		form.OfferID, form.CustomerID = offer, before.CustomerID
		if form, err = tx.InsertOrderForm(ctx, form, d.year()); err != nil {
			return err
		}
		return tx.UpdateOffer(ctx, before.Offer, after)
	})
	return form, err
}

type offerReader interface {
	Customer(context.Context, int64) (domain.Customer, error)
	OfferLines(context.Context, int64) ([]domain.OfferLine, error)
}

// paperOf is what the paper of an offer says on a day.
func (d *Desk) paperOf(ctx context.Context, r offerReader, o domain.OfferRow, on domain.Date) (domain.OrderFacts, error) {
	c, err := r.Customer(ctx, o.CustomerID)
	if err != nil {
		return domain.OrderFacts{}, err
	}
	if c.Erased() {
		return domain.OrderFacts{}, domain.Refuse(domain.Gone, "order_customer_erased", "Number", o.Number)
	}
	lines, err := r.OfferLines(ctx, o.ID)
	return domain.OrderFacts{Seller: d.controller, Number: o.Number, Offer: o.Number, On: on, Until: o.ValidUntil, Buyer: domain.BuyerOf(c), Lines: lines, Totals: domain.TotalsOf(lines)}, err
}

// PrintOffer writes the paper of an offer as PDF. It says nothing of contact
// preferences: only the order form does.
func (d *Desk) PrintOffer(ctx context.Context, by domain.Actor, offer int64, lang domain.Language, to io.Writer) error {
	var facts domain.OrderFacts
	err := d.act(ctx, by, domain.PrintOffer, func(tx *store.Tx) error {
		o, err := tx.Offer(ctx, offer)
		if err != nil {
			return err
		}
		if facts, err = d.paperOf(ctx, tx, o, domain.DateOf(o.CreatedAt.Time().In(d.location))); err != nil {
			return err
		}
		tx.Record("offer", offer, nil, map[string]any{"printed": o.Number, "language": lang})
		return nil
	})
	if err != nil {
		return err
	}
	return d.letters.Offer(facts, lang, to)
}

// PrintOrder writes the order form of an offer as PDF. The first printing fixes
// what it says of the contact preferences: those of that moment when there was
// an answer, else empty boxes. A reprint says the same.
func (d *Desk) PrintOrder(ctx context.Context, by domain.Actor, offer int64, lang domain.Language, to io.Writer) error {
	var form domain.OrderForm
	err := d.act(ctx, by, domain.PrintOffer, func(tx *store.Tx) (err error) {
		if form, err = tx.OrderForm(ctx, offer); err != nil {
			return err
		}
		reprint := !form.PrintedAt.Never()
		if !reprint {
			if err := d.fixMention(ctx, tx, &form); err != nil {
				return err
			}
		}
		tx.Record("order_form", form.ID, nil, map[string]any{"printed": form.Number, "language": lang, "reprint": reprint, "answered": form.Mention.Answered})
		return nil
	})
	if err != nil {
		return err
	}
	return d.letters.Order(form, lang, to)
}

// fixMention fills the mention of a form from the preferences of this moment.
func (d *Desk) fixMention(ctx context.Context, tx *store.Tx, form *domain.OrderForm) error {
	c, err := tx.Customer(ctx, form.CustomerID)
	if err != nil {
		return err
	}
	if err := form.MayPrint(c); err != nil {
		return err
	}
	var current domain.ConsentRequest
	if c.RequestID != 0 {
		if current, err = tx.ConsentRequest(ctx, c.RequestID); err != nil {
			return err
		}
	}
	ledger, err := tx.Ledger(ctx, c.ID)
	if err != nil {
		return err
	}
	var last domain.LedgerRow
	if len(ledger) > 0 {
		last = ledger[0]
	}
	form.Mention, form.PrintedAt = domain.MentionOf(c, current, last, tx.Now()), tx.Now()
	form.Mention.Words = letter.MentionWords(d.controller)
	return tx.FreezeMention(ctx, *form)
}
