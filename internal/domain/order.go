package domain

import "strings"

// OrderForm is made from an accepted offer. Facts is frozen when it is made,
// Mention when it is first printed: a reprint shows the same.
//
// It is a voucher of the accounts, kept ten years (Code de commerce L. 123-22)
// whoever asks to be removed (RGPD art. 17(3)(b)).
type OrderForm struct {
	ID         int64
	Number     string
	OfferID    int64 `db:"offer_id"`
	CustomerID int64 `db:"customer_id"`
	Facts      OrderFacts
	Mention    OrderMention
	Actor      string
	CreatedAt  Instant `db:"created_at"`
	PrintedAt  Instant `db:"printed_at"`
}

// OrderFacts are what a form says, but for the mention.
type OrderFacts struct {
	Seller  string      `json:"seller"`
	Details Seller      `json:"seller_details,omitzero"` // what a form says of the seller but its name; none on those of before
	Number  string      `json:"number"`
	Offer   string      `json:"offer"`
	Edition int         `json:"edition,omitempty"` // of the offer; said from the second on
	On      Date        `json:"on"`
	Until   Date        `json:"until,omitempty"` // of an offer: how long it is valid
	Buyer   OrderBuyer  `json:"buyer"`
	Lines   []OfferLine `json:"lines"`
	Totals  Totals      `json:"totals"`
}

// OrderBuyer is the customer as the form names them.
type OrderBuyer struct {
	Code    string `json:"code,omitempty"`
	SIRET   string `json:"siret,omitempty"`
	Name    string `json:"name"`
	Person  string `json:"person,omitempty"` // at a company
	Address string `json:"address,omitempty"`
	Town    string `json:"town,omitempty"`
	Country string `json:"country,omitempty"`
	Email   string `json:"email,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

// BuyerOf is how a form names a customer.
func BuyerOf(c Customer) OrderBuyer {
	b := OrderBuyer{Code: c.Code, SIRET: c.SIRET, Name: c.DisplayName(), Address: c.Address, Town: strings.TrimSpace(c.PostalCode + " " + c.City),
		Country: c.Country, Email: c.Email, Phone: c.Phone}
	if c.CompanyName != "" {
		b.Person = strings.TrimSpace(c.FirstName + " " + c.LastName)
	}
	if b.Phone == "" {
		b.Phone = c.Mobile
	}
	return b
}

// OrderMention is the part of an order form about contact preferences, as of
// the moment it was first printed, with the words in which it was said.
type OrderMention struct {
	At         Instant                  `json:"at"`
	Answered   bool                     `json:"answered"` // else the boxes stay empty
	AnsweredAt Instant                  `json:"answered_at,omitempty"`
	Accepts    map[ConsentChannel]bool  `json:"accepts,omitempty"`
	Words      map[Language]MentionText `json:"words"`
}

// MentionText is the mention in one language.
type MentionText struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	After string `json:"after"`
}

// MentionOf fills the mention from the preferences of a customer at a moment.
// There is an answer when the ledger has one that the current request did not
// reset: given to it, or written down since it was sent.
func MentionOf(c Customer, current ConsentRequest, last LedgerRow, at Instant) OrderMention {
	m := OrderMention{At: at}
	if last.ID == 0 || last.At < current.SentAt || last.At > at {
		return m
	}
	m.Answered, m.AnsweredAt, m.Accepts = true, last.At, map[ConsentChannel]bool{}
	for _, ch := range ConsentChannels() {
		m.Accepts[ch] = c.Accepts(ch)
	}
	return m
}

// MayPrint refuses the first printing of the form of somebody who is erased:
// what was not printed then is never filled in.
func (o OrderForm) MayPrint(c Customer) error {
	if o.PrintedAt.Never() && c.Erased() {
		return Refuse(Gone, "order_customer_erased", "Number", o.Number)
	}
	return nil
}

// Erased reports whether the customer was removed.
func (c Customer) Erased() bool { return strings.HasPrefix(c.CustomerKey, ErasedPrefix) }
