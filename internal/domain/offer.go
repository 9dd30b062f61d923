package domain

import (
	"fmt"
	"strings"
)

// OfferState is where an offer stands.
type OfferState string

// The states of an offer. Expired is never stored: it follows from the day.
const (
	OfferOpen      OfferState = "open"
	OfferAccepted  OfferState = "accepted"  // an order form was made from it
	OfferWithdrawn OfferState = "withdrawn" // taken back before an order form was made
	OfferExpired   OfferState = "expired"
)

// OfferStates lists the states in the order shown.
func OfferStates() []OfferState {
	return []OfferState{OfferOpen, OfferAccepted, OfferWithdrawn, OfferExpired}
}

// OfferDays is how long an offer is valid unless somebody says otherwise.
const OfferDays = 30

// What one offer may hold, so that no sum of cents leaves 63 bits.
const (
	offerLines    = 100
	maxQuantity   = 1_000_000_000     // thousandths
	maxUnitPrice  = 10_000_000_000    // cents
	maxLineAmount = 1_000_000_000_000 // cents
	maxOfferText  = 300               // characters of a label
)

// OfferLine is one thing that is offered.
type OfferLine struct {
	Label     string  `json:"label"`
	Quantity  int64   `json:"quantity"` // thousandths of the unit
	Unit      string  `json:"unit,omitempty"`
	UnitPrice Cents   `db:"unit_price_cents" json:"unit_price"` // excluding VAT
	VAT       VATRate `db:"vat_rate" json:"vat"`
}

// Amount is what a line costs excluding VAT, rounded half up to the cent.
func (l OfferLine) Amount() Cents { return Cents(halfUp(l.Quantity*int64(l.UnitPrice), 1000)) }

// check refuses what no line of an offer is. The product of the greatest
// quantity and the greatest price does not fit: the quotient is compared.
func (l OfferLine) check() error {
	switch {
	case strings.TrimSpace(l.Label) == "" || len([]rune(l.Label)) > maxOfferText:
		return Refuse(Invalid, "offer_line_label", "Most", maxOfferText)
	case l.Quantity <= 0 || l.Quantity > maxQuantity:
		return Refuse(Invalid, "offer_line_quantity", "Line", l.Label)
	case l.UnitPrice < 0 || l.UnitPrice > maxUnitPrice || l.UnitPrice > 0 && l.Quantity/1000 > maxLineAmount/int64(l.UnitPrice):
		return Refuse(Invalid, "offer_line_price", "Line", l.Label)
	case !l.VAT.Known():
		return Refuse(Invalid, "offer_line_vat", "Line", l.Label)
	}
	return nil
}

// Offer is what a customer was offered, at what price and until when.
type Offer struct {
	ID         int64
	Number     string
	CustomerID int64 `db:"customer_id"`
	State      OfferState
	ValidUntil Date    `db:"valid_until"` // the last day still counts
	RequestID  int64   `db:"request_id"`  // the consent mail that had been sent, or was sent with it; 0 = made without
	Net        Cents   `db:"net_cents"`
	Gross      Cents   `db:"gross_cents"`
	Actor      string  // who made it
	CreatedAt  Instant `db:"created_at"`
	Edition    int     // 1 when it is made, one more with each change
	ChangedBy  string  `db:"changed_by"` // who changed or withdrew it last
	ChangedAt  Instant `db:"changed_at"`
	Reason     string  // why it was withdrawn
}

// OfferRow is an offer with the customer and the order form that a list shows.
type OfferRow struct {
	Offer
	Kind         CustomerKind
	CompanyName  string       `db:"company_name"`
	LastName     string       `db:"last_name"`
	FirstName    string       `db:"first_name"`
	RequestState RequestState `db:"request_state"` // of the customer, today
	OrderNumber  string       `db:"order_number"`  // "" while there is none
	PrintedAt    Instant      `db:"printed_at"`
}

// Customer is the name of whom an offer is for.
func (o OfferRow) Customer() string {
	return Customer{CompanyName: o.CompanyName, LastName: o.LastName, FirstName: o.FirstName}.DisplayName()
}

// On is where an offer stands on a day.
func (o Offer) On(today Date) OfferState {
	if o.State == OfferOpen && today > o.ValidUntil {
		return OfferExpired
	}
	return o.State
}

// NewOffer makes an offer for a customer on a day.
func NewOffer(c Customer, lines []OfferLine, until, today Date) (Offer, error) {
	o := Offer{CustomerID: c.ID, State: OfferOpen}
	return o, o.say(c, lines, until, today)
}

// Edit changes what is offered and until when, while no order form says it.
// An offer that has expired stands again with a later last day.
func (o *Offer) Edit(c Customer, lines []OfferLine, until, today Date) error {
	if err := o.mayChange(); err != nil {
		return err
	}
	return o.say(c, lines, until, today)
}

// Withdraw takes an offer back for good, while no order form exists for it.
func (o *Offer) Withdraw(reason string) error {
	if err := o.mayChange(); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len([]rune(reason)) > maxOfferText {
		return Refuse(Invalid, "offer_reason", "Most", maxOfferText)
	}
	o.State, o.Reason = OfferWithdrawn, reason
	return nil
}

// mayChange refuses what an order form was made from, and what was taken back.
func (o Offer) mayChange() error {
	switch o.State {
	case OfferAccepted:
		return Refuse(Conflict, "offer_fixed", "Number", o.Number)
	case OfferWithdrawn:
		return Refuse(Conflict, "offer_withdrawn", "Number", o.Number)
	}
	return nil
}

// say takes up the lines and the last day that a customer is offered.
func (o *Offer) say(c Customer, lines []OfferLine, until, today Date) error {
	if until == "" {
		until = today.AddDays(OfferDays)
	}
	switch {
	case c.ID == 0 || c.Erased():
		return Refuse(Conflict, "offer_customer")
	case len(lines) == 0 || len(lines) > offerLines:
		return Refuse(Invalid, "offer_lines", "Most", offerLines)
	case until < today:
		return Refuse(Invalid, "offer_validity")
	}
	for _, l := range lines {
		if err := l.check(); err != nil {
			return err
		}
	}
	t := TotalsOf(lines)
	o.ValidUntil, o.Net, o.Gross = until, t.Net, t.Gross
	return nil
}

// MayPrint refuses the paper of an offer that was taken back.
func (o Offer) MayPrint() error {
	if o.State == OfferWithdrawn {
		return Refuse(Conflict, "offer_withdrawn", "Number", o.Number)
	}
	return nil
}

// Accept is the moment an order form is made from an offer.
func (o *Offer) Accept(today Date) error {
	switch o.On(today) {
	case OfferAccepted:
		return Refuse(Conflict, "offer_accepted", "Number", o.Number)
	case OfferWithdrawn:
		return Refuse(Conflict, "offer_withdrawn", "Number", o.Number)
	case OfferExpired:
		return Refuse(Conflict, "offer_expired", "Number", o.Number)
	}
	o.State = OfferAccepted
	return nil
}

// SeriesKind is a sequence of numbers that begins again each year.
type SeriesKind string

// The sequences.
const (
	OfferSeries SeriesKind = "offer"
	OrderSeries SeriesKind = "order"
)

// Number writes the n-th number of a year: D2026-0017, BC2026-0003.
func (k SeriesKind) Number(year, n int) string {
	prefix := "D"
	if k == OrderSeries {
		prefix = "BC"
	}
	return fmt.Sprintf("%s%d-%04d", prefix, year, n)
}
