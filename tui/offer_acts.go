package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

func (o *offer) actions(*Card) []kit.Action {
	st, one := o.stage, o.subject()
	if one.Offer.ID == 0 {
		return nil
	}
	paper := kit.Action{Name: "print", Keys: []string{"i"}, Label: st.T("offer.action.print"), Permission: string(domain.PrintOffer),
		Off: offWhen(one.State == domain.OfferWithdrawn, st.T("offer.off.withdrawn")), Run: func() {
			number := name(one.Offer.OrderNumber, one.Offer.Number)
			showCommand(st, st.T("offer.action.print"), st.T("offer.console.print_text"), st.Session.shell()+" offers print "+number+" > "+number+".pdf")
		}}
	return []kit.Action{o.orderAction(), paper, o.consentAction(), o.editAction(), o.withdrawAction(),
		{Name: "customer", Keys: []string{"u"}, Label: st.T("offer.action.customer"), Run: func() { st.Push(customerCard(one.Offer.CustomerID)) }}}
}

// orderAction makes the order form of the edition that is looked at.
func (o *offer) orderAction() kit.Action {
	st, s, one := o.stage, o.stage.Session, o.subject()
	off := map[domain.OfferState]string{domain.OfferAccepted: "offer.off.accepted", domain.OfferExpired: "offer.off.expired", domain.OfferWithdrawn: "offer.off.withdrawn"}[one.State]
	if off != "" {
		off = st.T(off)
	}
	return kit.Action{Name: "order", Keys: []string{"b"}, Label: st.T("offer.action.order"), Permission: string(domain.MakeOffer), Weight: kit.Confirm, Off: off,
		Question: st.T("offer.ask.order", "Name", one.Offer.Customer(), "Number", one.Offer.Number, "Gross", s.Texts.Amount(int64(one.Totals.Gross))), Run: func() {
			Call(st, "order", func(ctx context.Context) (domain.OrderForm, error) {
				return s.Desk.OrderOffer(ctx, s.Actor, o.id, one.Offer.Edition)
			}, func(f domain.OrderForm, err error) {
				if err != nil {
					st.Fail(err)
					return
				}
				st.Flash(st.T("offer.done.order", "Number", f.Number), kit.ToneGood)
				o.card.Refresh()
			})
		}}
}

func (o *offer) consentAction() kit.Action {
	st, s, one := o.stage, o.stage.Session, o.subject()
	a := kit.Action{Name: "consent", Keys: []string{"s"}, Label: st.T("offer.action.consent"), Permission: string(domain.SendConsent), Weight: kit.Confirm,
		Question: st.T("offer.ask.consent", "Name", one.Offer.Customer()), Off: offWhen(!one.NotSent, st.T("offer.off.sent")), Run: func() {
			change(st, o.card.Refresh, "offer.done.consent", func(ctx context.Context) error { return s.Desk.SendOfferConsent(ctx, s.Actor, o.id) })
		}}
	if one.WhyNot != nil {
		a.Off = s.Say(one.WhyNot)
	}
	return a
}

// fixed is why an offer changes no more, "" while it may.
func (o *offer) fixed() string {
	switch o.subject().State {
	case domain.OfferAccepted:
		return o.stage.T("offer.off.changing")
	case domain.OfferWithdrawn:
		return o.stage.T("offer.off.withdrawn")
	}
	return ""
}

// editAction changes lines and last day; what another person saved meanwhile
// refuses it, with the text still in the form.
func (o *offer) editAction() kit.Action {
	st, s, one := o.stage, o.stage.Session, o.subject()
	return kit.Action{Name: "edit", Keys: []string{"e"}, Label: st.T("offer.action.edit"), Permission: string(domain.EditOffer), Off: o.fixed(), Run: func() {
		edition, until := 0, one.Offer.ValidUntil
		if one.State == domain.OfferExpired {
			until = s.Desk.Today().AddDays(domain.OfferDays)
		}
		st.AskForm(st.T("offer.action.edit"), st.T("offer.form.edit", "Name", one.Offer.Customer(), "Number", one.Offer.Number), func(ctx context.Context, v map[string]string) error {
			lines, err := domain.ParseOfferLines(v["lines"])
			if err != nil {
				return err
			}
			c, err := s.Desk.EditOffer(ctx, s.Actor, o.id, one.Offer.Edition, lines, domain.Date(v["until"]))
			edition = c.Offer.Edition
			return err
		}, func() {
			st.Flash(st.T("offer.done.edited", "Number", one.Offer.Number, "Edition", edition), kit.ToneGood)
			o.card.Refresh()
		}, offerFields(st, domain.OfferText(one.Lines, domain.Language(s.Texts.Lang())), until)...)
	}}
}

func (o *offer) withdrawAction() kit.Action {
	st, s, one := o.stage, o.stage.Session, o.subject()
	return kit.Action{Name: "withdraw", Keys: []string{"d"}, Label: st.T("offer.action.withdraw"), Permission: string(domain.WithdrawOffer), Off: o.fixed(), Run: func() {
		text := st.T("offer.form.withdraw", "Number", one.Offer.Number, "Name", one.Offer.Customer(), "Gross", s.Texts.Amount(int64(one.Totals.Gross)))
		st.AskForm(st.T("offer.action.withdraw"), text, func(ctx context.Context, v map[string]string) error {
			return s.Desk.WithdrawOffer(ctx, s.Actor, o.id, v["reason"])
		}, func() {
			st.Flash(st.T("offer.done.withdrawn"), kit.ToneWarn)
			o.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
}
