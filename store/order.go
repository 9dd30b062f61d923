package store

import (
	"context"
	"encoding/json"

	"vigie/internal/domain"
)

const orderColumns = `id, number, offer_id, customer_id, facts, mention, actor, created_at, printed_at`

// orderRow is an order form as it is kept.
type orderRow struct {
	domain.OrderForm
	FactsText   string `db:"facts"`
	MentionText string `db:"mention"`
}

// OrderForm reads the order form of an offer.
func (r reader) OrderForm(ctx context.Context, offer int64) (domain.OrderForm, error) {
	var row orderRow
	if err := r.one(ctx, "order_form", &row, `SELECT `+orderColumns+` FROM order_forms WHERE offer_id = ?`, offer); err != nil {
		return domain.OrderForm{}, err
	}
	if err := json.Unmarshal([]byte(row.FactsText), &row.Facts); err != nil {
		return domain.OrderForm{}, err
	}
	if row.MentionText != "" {
		if err := json.Unmarshal([]byte(row.MentionText), &row.Mention); err != nil {
			return domain.OrderForm{}, err
		}
	}
	return row.OrderForm, nil
}

// InsertOrderForm makes an order form, takes its number and freezes its facts.
func (tx *Tx) InsertOrderForm(ctx context.Context, o domain.OrderForm, year int) (domain.OrderForm, error) {
	var err error
	if o.Number, err = tx.nextNumber(ctx, domain.OrderSeries, year); err != nil {
		return o, err
	}
	o.CreatedAt, o.Actor, o.Facts.Number = tx.now, tx.actor.Name, o.Number
	facts, err := json.Marshal(o.Facts)
	if err != nil {
		return o, err
	}
	o.ID, err = tx.insert(ctx, `INSERT INTO order_forms (number, offer_id, customer_id, facts, actor, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		o.Number, o.OfferID, o.CustomerID, string(facts), o.Actor, o.CreatedAt)
	if err == nil {
		tx.Record("order_form", o.ID, nil, map[string]any{"number": o.Number, "offer": o.OfferID, "customer": o.CustomerID, "gross": o.Facts.Totals.Gross})
	}
	return o, err
}

// FreezeMention keeps the mention of a form that is printed for the first
// time. One that was printed a moment ago keeps what it says.
func (tx *Tx) FreezeMention(ctx context.Context, o domain.OrderForm) error {
	text, err := json.Marshal(o.Mention)
	if err != nil {
		return err
	}
	n, err := tx.affect(ctx, `UPDATE order_forms SET mention = ?, printed_at = ? WHERE id = ? AND printed_at = 0`, string(text), tx.now, o.ID)
	if err == nil && n == 0 {
		return domain.Refuse(domain.Conflict, "order_printed", "Number", o.Number)
	}
	return err
}

// eraseOffers masks what was offered to a customer who is removed, where no
// order came of it. An order form is a voucher of the accounts: it is kept ten
// years as it was printed (Code de commerce L. 123-22, RGPD art. 17(3)(b)),
// and masked by the purge.
func (tx *Tx) eraseOffers(ctx context.Context, e Erasure) error {
	if err := tx.exec(ctx, `UPDATE offers SET reason = ? WHERE reason <> '' AND `+tx.dialect.in("customer_id"), Masked, tx.list(e.customerIDs())); err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE offer_lines SET label = ?, unit = '' WHERE offer_id IN (SELECT id FROM offers WHERE state <> 'accepted' AND `+
		tx.dialect.in("customer_id")+`)`, Masked, tx.list(e.customerIDs()))
}

// lastOrder is the day of the latest order form of customers, "" without one.
func (r reader) lastOrder(ctx context.Context, customers any) (domain.Date, error) {
	at, err := r.number(ctx, `SELECT COALESCE(MAX(created_at), 0) FROM order_forms WHERE `+r.dialect.in("customer_id"), customers)
	if err != nil || at == 0 {
		return "", err
	}
	return domain.DateOf(domain.Instant(at).Time()), nil
}

// maskOrders leaves of order forms their numbers and their dates.
func (tx *Tx) maskOrders(ctx context.Context, ids []int64) error {
	if err := tx.exec(ctx, `UPDATE offer_lines SET label = ?, unit = '' WHERE offer_id IN (SELECT offer_id FROM order_forms WHERE `+
		tx.dialect.in("id")+`)`, Masked, tx.list(ids)); err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE order_forms SET facts = '{}', mention = '{}' WHERE `+tx.dialect.in("id"), tx.list(ids))
}
