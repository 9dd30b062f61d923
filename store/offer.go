package store

import (
	"context"

	"vigie/internal/domain"
)

const (
	offerColumns = `offers.id, offers.number, offers.customer_id, offers.state, offers.valid_until, offers.request_id, offers.net_cents, offers.gross_cents,
	offers.actor, offers.created_at, offers.edition, offers.changed_by, offers.changed_at, offers.reason`
	offerRowColumns = offerColumns + `, customers.kind, customers.company_name, customers.last_name, customers.first_name, customers.request_state,
	COALESCE(order_forms.number, '') AS order_number, COALESCE(order_forms.printed_at, 0) AS printed_at`
	offerRowFrom = `offers JOIN customers ON customers.id = offers.customer_id LEFT JOIN order_forms ON order_forms.offer_id = offers.id`
)

// Offer reads one offer.
func (r reader) Offer(ctx context.Context, id int64) (domain.OfferRow, error) {
	var o domain.OfferRow
	err := r.one(ctx, "offer", &o, `SELECT `+offerRowColumns+` FROM `+offerRowFrom+` WHERE offers.id = ?`, id)
	return o, err
}

// OfferByNumber reads the offer with a number, its own or its order form's.
func (r reader) OfferByNumber(ctx context.Context, number string) (domain.OfferRow, error) {
	var o domain.OfferRow
	err := r.one(ctx, "offer", &o, `SELECT `+offerRowColumns+` FROM `+offerRowFrom+` WHERE offers.number = ? OR order_forms.number = ?`, number, number)
	return o, err
}

// OfferLines reads the lines of an offer as they were typed.
func (r reader) OfferLines(ctx context.Context, offer int64) ([]domain.OfferLine, error) {
	var lines []domain.OfferLine
	err := r.all(ctx, &lines, `SELECT label, quantity, unit, unit_price_cents, vat_rate FROM offer_lines WHERE offer_id = ? ORDER BY id`, offer)
	return lines, err
}

// OfferFields are the fields of the filter of offers.
func OfferFields() []string {
	return []string{"asked", "customer", "number", "state", "without"}
}

// Offers lists offers in the order in which they were made; today tells those
// that have expired.
func (r reader) Offers(ctx context.Context, f domain.Filter, p domain.Page, today domain.Date) (domain.Window[domain.OfferRow], error) {
	id := func(o domain.OfferRow) int64 { return o.ID }
	l := list[domain.OfferRow]{columns: offerRowColumns, from: offerRowFrom, table: "offers", sorts: map[string]sortKey[domain.OfferRow]{
		"":      byID(id),
		"until": {"offers.valid_until", func(o domain.OfferRow) string { return string(o.ValidUntil) }, id},
	}}
	return window(ctx, r, l, r.offerWhere(f, today), p)
}

// CountOffers counts what a filter finds, up to a cap.
func (r reader) CountOffers(ctx context.Context, f domain.Filter, today domain.Date) (domain.Count, error) {
	return count(ctx, r, offerRowFrom, r.offerWhere(f, today))
}

func (r reader) offerWhere(f domain.Filter, today domain.Date) *where {
	w := &where{}
	if len(f.Words) > 0 {
		condition, match := r.dialect.words("customer", "customers", f.Words)
		w.and(condition, match)
	}
	for _, t := range f.Terms {
		switch t.Field {
		case "customer":
			w.term(t, "offers.customer_id = ?", number(t.Value))
		case "number":
			w.term(t, "(offers.number = UPPER(?) OR COALESCE(order_forms.number, '') = UPPER(?))", t.Value, t.Value)
		case "without":
			w.term(t, without(t.Value, "offers.request_id = 0"))
		case "asked":
			w.term(t, without(t.Value, `EXISTS (SELECT 1 FROM consent_requests WHERE consent_requests.customer_id = offers.customer_id AND `+everSent+`)`))
		case "state":
			switch domain.OfferState(t.Value) {
			case domain.OfferOpen:
				w.term(t, "offers.state = 'open' AND offers.valid_until >= ?", today)
			case domain.OfferExpired:
				w.term(t, "offers.state = 'open' AND offers.valid_until < ?", today)
			case domain.OfferAccepted:
				w.term(t, "offers.state = 'accepted'")
			case domain.OfferWithdrawn:
				w.term(t, "offers.state = 'withdrawn'")
			default:
				w.nothing = true
			}
		}
	}
	return w
}

// without is a condition, or its contrary when the value says no.
func without(value, condition string) string {
	if yes(value) {
		return condition
	}
	return "NOT (" + condition + ")"
}

// everSent is what makes a consent request a mail that was sent, or is about to
// be.
const everSent = `(consent_requests.sent_at <> 0 OR consent_requests.state = 'queued')`

// SentConsent is the latest consent mail that was sent to a customer or waits
// to be, 0 when there never was one.
func (r reader) SentConsent(ctx context.Context, customer int64) (int64, error) {
	return r.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM consent_requests WHERE customer_id = ? AND `+everSent, customer)
}

// InsertOffer makes an offer with its lines and takes its number.
func (tx *Tx) InsertOffer(ctx context.Context, o domain.Offer, lines []domain.OfferLine, year int) (domain.Offer, error) {
	var err error
	if o.Number, err = tx.nextNumber(ctx, domain.OfferSeries, year); err != nil {
		return o, err
	}
	o.CreatedAt, o.Actor, o.Edition = tx.now, tx.actor.Name, 1
	if o.ID, err = tx.insertNamed(ctx, `INSERT INTO offers (number, customer_id, state, valid_until, request_id, net_cents, gross_cents, actor, created_at)
		VALUES (:number, :customer_id, :state, :valid_until, :request_id, :net_cents, :gross_cents, :actor, :created_at) RETURNING id`, o); err != nil {
		return o, err
	}
	if err := tx.insertOfferLines(ctx, o.ID, lines); err != nil {
		return o, err
	}
	tx.Record("offer", o.ID, nil, redactOffer(o))
	return o, nil
}

func (tx *Tx) insertOfferLines(ctx context.Context, offer int64, lines []domain.OfferLine) error {
	for _, l := range lines {
		if err := tx.exec(ctx, `INSERT INTO offer_lines (offer_id, label, quantity, unit, unit_price_cents, vat_rate) VALUES (?, ?, ?, ?, ?, ?)`,
			offer, l.Label, l.Quantity, l.Unit, l.UnitPrice, l.VAT); err != nil {
			return err
		}
	}
	return nil
}

// ReplaceOfferLines puts other lines in the place of those of an offer.
func (tx *Tx) ReplaceOfferLines(ctx context.Context, offer int64, lines []domain.OfferLine) error {
	if err := tx.exec(ctx, `DELETE FROM offer_lines WHERE offer_id = ?`, offer); err != nil {
		return err
	}
	return tx.insertOfferLines(ctx, offer, lines)
}

// ReviseOffer saves an offer that was changed or withdrawn, with who and when,
// as its next edition.
func (tx *Tx) ReviseOffer(ctx context.Context, before, after domain.Offer) error {
	after.Edition, after.ChangedBy, after.ChangedAt = before.Edition+1, tx.actor.Name, tx.now
	return tx.UpdateOffer(ctx, before, after)
}

// UpdateOffer saves where an offer stands and what it says. One that somebody
// else changed meanwhile is a conflict.
func (tx *Tx) UpdateOffer(ctx context.Context, before, after domain.Offer) error {
	n, err := tx.affect(ctx, `UPDATE offers SET state = ?, valid_until = ?, request_id = ?, net_cents = ?, gross_cents = ?, edition = ?, changed_by = ?, changed_at = ?, reason = ?
		WHERE id = ? AND edition = ? AND state = ?`, after.State, after.ValidUntil, after.RequestID, after.Net, after.Gross, after.Edition, after.ChangedBy, after.ChangedAt, after.Reason,
		after.ID, before.Edition, before.State)
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Refuse(domain.Conflict, "offer_changed", "Number", before.Number)
	}
	tx.Record("offer", after.ID, redactOffer(before), redactOffer(after))
	return nil
}

func redactOffer(o domain.Offer) map[string]any {
	return map[string]any{"number": o.Number, "customer": o.CustomerID, "state": o.State, "valid_until": o.ValidUntil, "net": o.Net, "gross": o.Gross, "request": o.RequestID, "edition": o.Edition}
}

// nextNumber takes the next number of a year; it is given back when the
// transaction is.
func (tx *Tx) nextNumber(ctx context.Context, kind domain.SeriesKind, year int) (string, error) {
	n, err := tx.insert(ctx, `INSERT INTO number_series (kind, year, last) VALUES (?, ?, 1)
		ON CONFLICT (kind, year) DO UPDATE SET last = number_series.last + 1 RETURNING last`, kind, year)
	return kind.Number(year, int(n)), err
}
