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
	switch {
	case c.NotSent && c.WhyNot != nil:
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), st.T("offer.word.unasked_why", "Reason", st.Session.Say(c.WhyNot)), kit.ToneWarn))
	case o.RequestID == 0:
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), st.T("offer.console.without"), kit.ToneWarn))
	default:
		cell := requestCell(st, o.RequestState)
		facts.Items = append(facts.Items, item(st.T("offer.column.consent"), cell.Text, cell.Tone))
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

func (o *offer) actions(*Card) []kit.Action {
	st, s, one := o.stage, o.stage.Session, o.subject()
	if one.Offer.ID == 0 {
		return nil
	}
	order := kit.Action{Name: "order", Keys: []string{"b"}, Label: st.T("offer.action.order"), Permission: string(domain.MakeOffer), Weight: kit.Confirm,
		Question: st.T("offer.ask.order", "Name", one.Offer.Customer(), "Number", one.Offer.Number, "Gross", s.Texts.Amount(int64(one.Totals.Gross))),
		Off:      offWhen(one.State == domain.OfferAccepted, st.T("offer.off.accepted")) + offWhen(one.State == domain.OfferExpired, st.T("offer.off.expired")), Run: func() {
			Call(st, "order", func(ctx context.Context) (domain.OrderForm, error) { return s.Desk.OrderOffer(ctx, s.Actor, o.id) }, func(f domain.OrderForm, err error) {
				if err != nil {
					st.Fail(err)
					return
				}
				st.Flash(st.T("offer.done.order", "Number", f.Number), kit.ToneGood)
				o.card.Refresh()
			})
		}}
	consent := kit.Action{Name: "consent", Keys: []string{"s"}, Label: st.T("offer.action.consent"), Permission: string(domain.SendConsent), Weight: kit.Confirm,
		Question: st.T("offer.ask.consent", "Name", one.Offer.Customer()), Off: offWhen(!one.NotSent, st.T("offer.off.sent")), Run: func() {
			change(st, o.card.Refresh, "offer.done.consent", func(ctx context.Context) error { return s.Desk.SendOfferConsent(ctx, s.Actor, o.id) })
		}}
	if one.WhyNot != nil {
		consent.Off = s.Say(one.WhyNot)
	}
	return []kit.Action{order, {Name: "print", Keys: []string{"i"}, Label: st.T("offer.action.print"), Permission: string(domain.PrintOffer), Run: func() {
		number := name(one.Offer.OrderNumber, one.Offer.Number)
		showCommand(st, st.T("offer.action.print"), st.T("offer.console.print_text"), s.shell()+" offers print "+number+" > "+number+".pdf")
	}}, consent, {Name: "customer", Keys: []string{"u"}, Label: st.T("offer.action.customer"), Run: func() { st.Push(customerCard(one.Offer.CustomerID)) }}}
}
