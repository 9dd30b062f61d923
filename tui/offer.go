package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// offerCard opens an offer: its lines, its totals by rate of VAT, its order
// form.
func offerCard(number int64) Opening {
	return func(st *Stage) Screen {
		o := &offer{stage: st, id: number}
		o.card = NewCard(st, CardSpec{
			Title: st.T("console.place.offers"), Before: o.load, Head: o.head, Actions: o.actions,
			Identify: func() (string, string) { n := o.subject().Offer.Number; return n, n },
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return offerFacts(st, o.subject()), nil }},
				{Key: "l", Label: st.T("offer.console.lines"), List: o.lines},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "offer", number) }},
			},
		})
		return o.card
	}
}

// offer is the subject of a card, as last read.
type offer struct {
	lastRead[desk.OfferCard]
	stage *Stage
	card  *Card
	id    int64
}

func (o *offer) load(ctx context.Context) error {
	s := o.stage.Session
	return o.keep(s.Desk.Offer(ctx, s.Actor, o.id))
}

func (o *offer) head() string {
	one := o.subject()
	if one.Offer.ID == 0 {
		return " "
	}
	return joined(" · ", one.Offer.Customer(), offerState(o.stage, one.State).Text, one.Offer.OrderNumber)
}

func offerFacts(st *Stage, c desk.OfferCard) []kit.Section {
	t, o := st.Session.Texts, c.Offer
	if o.ID == 0 {
		return nil
	}
	state := offerState(st, c.State)
	facts := kit.Section{Title: st.T("offer.console.title", "Number", o.Number), Items: []kit.Item{
		item(st.T("offer.column.customer"), o.Customer()), item(st.T("offer.column.state"), state.Text, state.Tone), item(st.T("offer.column.until"), st.day(o.ValidUntil)),
		item(st.T("console.column.who"), joined(" · ", o.Actor, st.when(o.CreatedAt))),
	}}
	if !o.ChangedAt.Never() {
		edition := ""
		if o.State != domain.OfferWithdrawn {
			edition = st.T("offer.console.edition", "Edition", o.Edition)
		}
		facts.Items = append(facts.Items, item(st.T("offer.column.changed"), joined(" · ", o.ChangedBy, st.when(o.ChangedAt), edition, o.Reason)))
	}
	switch {
	case c.NotSent && c.WhyNot != nil:
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), st.T("offer.word.unasked_why", "Reason", st.Session.Say(c.WhyNot)), kit.ToneWarn))
	case o.RequestID == 0:
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), st.T("offer.console.without"), kit.ToneWarn))
	default:
		cell := requestCell(st, o.RequestState)
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), cell.Text, cell.Tone))
	}
	if !c.Seller.Complete() && o.State == domain.OfferOpen {
		facts.Items = append(facts.Items, item(st.T("offer.seller.tab"), st.T("offer.seller.incomplete"), kit.ToneWarn))
	}
	sums := kit.Section{Title: st.T("offer.console.totals"), Items: []kit.Item{item(st.T("offer.paper.total_net"), t.Amount(int64(c.Totals.Net)))}}
	for _, v := range c.Totals.ByRate {
		sums.Items = append(sums.Items, item(st.T("offer.paper.total_vat", "Rate", t.Rate(v.Rate), "Base", t.Amount(int64(v.Base))), t.Amount(int64(v.Tax))))
	}
	sums.Items = append(sums.Items, item(st.T("offer.paper.total_gross"), t.Amount(int64(c.Totals.Gross))))
	out := []kit.Section{facts, sums}
	if o.OrderNumber != "" {
		said := st.T("offer.console.mention_before")
		if !o.PrintedAt.Never() {
			said = st.T("offer.console.mention_fixed", "At", st.when(o.PrintedAt))
		}
		out = append(out, kit.Section{Title: st.T("offer.paper.order", "Number", o.OrderNumber), Items: []kit.Item{item(st.T("offer.mention.title"), said)}})
	}
	return out
}

func (o *offer) lines() ListSpec {
	st, t := o.stage, o.stage.Session.Texts
	return ListSpec{Title: st.T("offer.console.lines"), Empty: none,
		Columns: []kit.Column{{Title: st.T("offer.column.label"), Min: 20, Flex: 1}, {Title: st.T("offer.column.quantity"), Min: 12, Right: true},
			{Title: st.T("offer.column.price"), Min: 14, Right: true}, {Title: st.T("offer.column.vat"), Min: 7, Right: true}, {Title: st.T("offer.column.net"), Min: 14, Right: true}},
		Source: whole(func(context.Context) ([]domain.OfferLine, error) { return o.subject().Lines, nil }, func(l domain.OfferLine) kit.Row {
			return kit.Row{ID: l.Label, Copy: l.Label, Value: l, Cells: []kit.Cell{{Text: l.Label}, {Text: joined(" ", t.Quantity(l.Quantity), l.Unit)}, {Text: t.Amount(int64(l.UnitPrice))},
				{Text: t.Rate(l.VAT)}, {Text: t.Amount(int64(l.Amount()))}}}
		})}
}
