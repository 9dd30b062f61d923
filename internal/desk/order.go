package desk

import (
	"context"
	"io"

	"vigie/internal/domain"
	"vigie/internal/letter"
	"vigie/store"
)

// OrderOffer makes the order form of an offer that the customer accepted, as it
// read in the edition that they accepted.
func (d *Desk) OrderOffer(ctx context.Context, by domain.Actor, offer int64, edition int) (domain.OrderForm, error) {
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
		if err := sameEdition(before, edition); err != nil {
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
	settingReader
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
	seller, err := d.sellerOf(ctx, r)
	if err != nil {
		return domain.OrderFacts{}, err
	}
	lines, err := r.OfferLines(ctx, o.ID)
	return domain.OrderFacts{Seller: seller.Name, Details: seller, Number: o.Number, Offer: o.Number, Edition: o.Edition, On: on, Until: o.ValidUntil, Buyer: domain.BuyerOf(c), Lines: lines, Totals: domain.TotalsOf(lines)}, err
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
		if err := o.MayPrint(); err != nil {
			return err
		}
		if facts, err = d.paperOf(ctx, tx, o, domain.DateOf(max(o.CreatedAt, o.ChangedAt).Time().In(d.location))); err != nil {
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
