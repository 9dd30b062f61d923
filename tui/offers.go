package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// offers are the offers with their order forms, newest first.
func offers(st *Stage) Screen {
	spec := offerList(st)
	spec.Name = "offers"
	return NewList(st, spec)
}

// offerList is a list of offers, of one customer where a term says so.
func offerList(st *Stage, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.OfferFields()
	return ListSpec{
		Title: st.T("console.place.offers"), Empty: st.T("offer.console.empty"), Columns: offerColumns(st, len(fixed) == 0),
		Fields: fields(names, map[string][]string{"state": codes(domain.OfferStates()...), "without": {"yes", "no"}, "asked": {"yes", "no"}}),
		Source: reading[domain.OfferRow]{session: s, fields: names, fixed: fixed, desc: true, page: s.Desk.Offers, count: s.Desk.CountOffers,
			row: func(o domain.OfferRow) kit.Row { return offerRow(st, o, len(fixed) == 0) }}.source(),
		Open: func(r kit.Row) { st.Push(offerCard(r.Value.(domain.OfferRow).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.Offer(ctx, s.Actor, r.Value.(domain.OfferRow).ID)
			return offerFacts(st, c), err
		},
	}
}

func offerColumns(st *Stage, everywhere bool) []kit.Column {
	columns := []kit.Column{{Key: "number", Title: st.T("offer.column.number"), Min: 11}}
	if everywhere {
		columns = append(columns, kit.Column{Key: "customer", Title: st.T("offer.column.customer"), Min: 16, Flex: 2})
	}
	return append(columns, kit.Column{Key: "gross", Title: st.T("offer.column.gross"), Min: 13, Right: true}, kit.Column{Key: "state", Title: st.T("offer.column.state"), Min: 9},
		kit.Column{Key: "order", Title: st.T("offer.column.order"), Min: 15}, kit.Column{Key: "net", Title: st.T("offer.column.net"), Min: 13, Right: true, Priority: 3},
		kit.Column{Key: "until", Title: st.T("offer.column.until"), Min: 16, Sort: "until", Priority: 1}, kit.Column{Key: "consent", Title: st.T("offer.column.consent"), Min: 18, Flex: 1, Priority: 2})
}

func offerRow(st *Stage, o domain.OfferRow, everywhere bool) kit.Row {
	cells := []kit.Cell{{Text: o.Number}}
	if everywhere {
		cells = append(cells, kit.Cell{Text: or(o.Customer())})
	}
	consent := requestCell(st, o.RequestState)
	if o.RequestID == 0 {
		consent = kit.Cell{Text: st.T("offer.word.without"), Tone: kit.ToneWarn}
	}
	return kit.Row{ID: id(o.ID), Copy: o.Number, Value: o, Cells: append(cells, kit.Cell{Text: st.Session.Texts.Amount(int64(o.Gross))}, offerState(st, o.On(st.Session.Desk.Today())),
		kit.Cell{Text: or(o.OrderNumber)}, kit.Cell{Text: st.Session.Texts.Amount(int64(o.Net))}, kit.Cell{Text: st.day(o.ValidUntil)}, consent)}
}

func offerState(st *Stage, s domain.OfferState) kit.Cell {
	tone := map[domain.OfferState]kit.Tone{domain.OfferAccepted: kit.ToneGood, domain.OfferExpired: kit.ToneDim, domain.OfferWithdrawn: kit.ToneWarn}[s]
	return kit.Cell{Text: st.word("offer", string(s)), Tone: tone}
}

// newOfferAction is in the list of a customer's offers and on their card; made
// is the number of the customer.
func newOfferAction(st *Stage, customer int64, name string, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "new_offer", Keys: []string{"n"}, Label: st.T("offer.action.new"), Permission: string(domain.MakeOffer), Off: offWhen(customer == 0, st.T("console.kit.loading")), Run: func() {
		var made desk.OfferCard
		st.AskForm(st.T("offer.action.new"), st.T("offer.form.new", "Name", name), func(ctx context.Context, v map[string]string) error {
			lines, err := domain.ParseOfferLines(v["lines"])
			if err != nil {
				return err
			}
			made, err = s.Desk.MakeOffer(ctx, s.Actor, customer, lines, domain.Date(v["until"]))
			return err
		}, func() {
			refresh()
			st.Push(offerCard(made.Offer.ID))
			offerWithMail(st, made)
		}, offerFields(st, "", s.Desk.Today().AddDays(domain.OfferDays))...)
	}}
}

// offerFields are what an offer says, with what stands there already.
func offerFields(st *Stage, lines string, until domain.Date) []*kit.Field {
	return []*kit.Field{{Key: "lines", Label: st.T("offer.field.lines"), Kind: kit.FieldArea, Rows: 5, Required: true, Hint: st.T("offer.field.lines_hint"), Value: lines},
		{Key: "until", Label: st.T("offer.field.until"), Kind: kit.FieldDate, Value: string(until), Required: true}}
}

// offerWithMail asks, once an offer is made, whether to send the consent mail
// that the customer never had; or says why none can go.
func offerWithMail(st *Stage, c desk.OfferCard) {
	made := st.T("offer.done.made", "Number", c.Offer.Number)
	if !c.NotSent || c.WhyNot != nil {
		if c.NotSent {
			made += " · " + st.T("offer.word.unasked_why", "Reason", st.Session.Say(c.WhyNot))
		}
		st.Flash(made, kit.ToneGood)
		return
	}
	st.Flash(made, kit.ToneGood)
	st.Ask(kit.NewDialog(st.Words, made, st.T("offer.ask.consent", "Name", c.Offer.Customer()), kit.Button{Label: st.T("offer.console.without")},
		kit.Button{Label: st.T("offer.action.consent"), Run: func() {
			change(st, func() {}, "offer.done.consent", func(ctx context.Context) error {
				return st.Session.Desk.SendOfferConsent(ctx, st.Session.Actor, c.Offer.ID)
			})
		}}).Unasked(st.Session.Now()))
}

// offers are those of a customer.
func (c *customer) offers() ListSpec {
	spec := offerList(c.stage, domain.Term{Field: "customer", Value: id(c.id)})
	spec.Title = c.stage.T("console.tab.offers")
	return spec
}
