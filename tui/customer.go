package tui

import (
	"context"
	"sync/atomic"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// customerCard opens a customer: their four answers, what was asked when, and
// the ledger that proves it.
func customerCard(id int64) Opening {
	return func(st *Stage) Screen {
		c := &customer{stage: st, id: id}
		c.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.customer"), Head: c.head, Before: c.load, Actions: c.actions, Identify: c.identity,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: c.overview},
				{Key: "l", Label: st.T("console.tab.ledger"), List: c.ledger},
				{Key: "d", Label: st.T("console.tab.requests"), List: c.requests},
				{Key: "o", Label: st.T("console.tab.offers"), List: c.offers},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "customer", id) }},
			},
		})
		return c.card
	}
}

// customer is the subject of a card, as last read, and what was revealed.
type customer struct {
	lastRead[desk.CustomerCard]
	stage    *Stage
	card     *Card
	id       int64
	revealed atomic.Pointer[domain.Customer]
}

func (c *customer) load(ctx context.Context) error {
	s := c.stage.Session
	return c.keep(s.Desk.Customer(ctx, s.Actor, c.id))
}

func (c *customer) subject() desk.CustomerCard {
	one := c.lastRead.subject()
	if clear := c.revealed.Load(); clear != nil {
		one.Customer.Email, one.Customer.Phone, one.Customer.Mobile, one.Customer.Address = clear.Email, clear.Phone, clear.Mobile, clear.Address
	}
	return one
}

func (c *customer) identity() (title, copied string) {
	one := c.subject().Customer
	return or(one.DisplayName()), name(one.Code, name(one.SIRET, one.Email))
}

func (c *customer) head() string {
	st, one := c.stage, c.subject().Customer
	if one.ID == 0 {
		return " "
	}
	return joined(" · ", st.word("customer", string(one.Kind)), one.Code, one.City, one.Email, requestCell(st, one.RequestState).Text)
}

func (c *customer) overview(context.Context) ([]kit.Section, error) {
	one := c.subject()
	return []kit.Section{channelSection(c.stage, one.Customer), sendSection(c.stage, one), customerFacts(c.stage, one.Customer)}, nil
}

// channelSection are the four answers, in words, with what each concerns.
func channelSection(st *Stage, c domain.Customer) kit.Section {
	s := kit.Section{Title: st.T("console.consent.title")}
	for _, ch := range domain.ConsentChannels() {
		value, tone := st.T("console.consent.refused"), kit.ToneBad
		if c.Accepts(ch) {
			value, tone = st.T("console.consent.accepted"), kit.ToneGood
		}
		s.Items = append(s.Items, kit.Item{Label: st.word("consent_channel", string(ch)), Value: joined("   ", value, c.Target(ch)), Tone: tone})
	}
	return s
}

// sendSection says whether a mail can go now, and what became of the last.
func sendSection(st *Stage, c desk.CustomerCard) kit.Section {
	request := requestCell(st, c.Customer.RequestState)
	s := kit.Section{Title: st.T("console.consent.request"), Items: []kit.Item{item(st.T("console.column.state"), request.Text, request.Tone)}}
	for _, q := range c.Requests {
		if q.ID == c.Customer.RequestID {
			s.Items = append(s.Items, item(st.T("console.fact.sent"), st.when(q.SentAt)), item(st.T("console.fact.answered"), st.when(q.AnsweredAt)),
				item(st.T("console.fact.link_until"), st.when(q.ExpiresAt)))
		}
	}
	switch {
	case c.WhyNot != nil:
		s.Items = append(s.Items, item(st.T("console.consent.can_send"), st.Session.Say(c.WhyNot), kit.ToneWarn))
	case c.Resend:
		s.Items = append(s.Items, item(st.T("console.consent.can_send"), st.T("console.consent.resend_ok"), kit.ToneGood))
	default:
		s.Items = append(s.Items, item(st.T("console.consent.can_send"), st.T("console.consent.send_ok"), kit.ToneGood))
	}
	return s
}

func customerFacts(st *Stage, c domain.Customer) kit.Section {
	return kit.Section{Title: st.T("console.fact.identity"), Items: []kit.Item{
		item(st.T("console.column.kind"), st.word("customer", string(c.Kind))),
		item(st.T("console.field.code"), c.Code), item(st.T("console.field.siret"), siret(c.SIRET)),
		item(st.T("console.field.company"), c.CompanyName), item(st.T("console.column.person"), joined(" ", c.LastName, c.FirstName)),
		item(st.T("console.column.email"), c.Email), item(st.T("console.field.phone"), c.Phone), item(st.T("console.field.mobile"), c.Mobile),
		item(st.T("console.fact.address"), joined(" ", c.Address, c.PostalCode, c.City, c.Country)),
		item(st.T("console.fact.language"), st.own("console.language.", string(c.Language))),
	}}
}

// ledger is every answer ever given.
func (c *customer) ledger() ListSpec {
	st := c.stage
	return ListSpec{Title: st.T("console.tab.ledger"), Empty: st.T("console.empty.ledger"),
		Columns: []kit.Column{
			{Title: st.T("console.column.when"), Min: 16}, {Title: st.T("console.column.channel"), Min: 10}, {Title: st.T("console.column.answer"), Min: 8},
			{Title: st.T("console.column.target"), Min: 14, Flex: 1}, {Title: st.T("console.column.means"), Min: 8}, {Title: st.T("console.column.evidence"), Min: 14, Flex: 1, Priority: 1},
		},
		Source: whole(func(context.Context) ([]domain.LedgerRow, error) { return c.subject().Ledger, nil }, func(l domain.LedgerRow) kit.Row {
			answer := answerCell(st, l.Value)
			return kit.Row{ID: id(l.ID), Value: l, Cells: []kit.Cell{{Text: st.when(l.At)}, {Text: st.word("consent_channel", string(l.Channel))}, answer,
				{Text: or(l.Target)}, {Text: st.word("means", string(l.Means))}, {Text: joined("  ", st.evidence(l.Evidence), l.Remote), Tone: kit.ToneDim}}}
		})}
}

// requests are the mails that asked, newest first.
func (c *customer) requests() ListSpec {
	st := c.stage
	return ListSpec{Title: st.T("console.tab.requests"), Empty: st.T("console.empty.requests"),
		Columns: []kit.Column{
			{Title: st.T("console.column.when"), Min: 16}, {Title: st.T("console.column.state"), Min: 20, Flex: 1}, {Title: st.T("console.fact.sent"), Min: 16},
			{Title: st.T("console.fact.answered"), Min: 16, Priority: 1}, {Title: st.T("console.field.reason"), Min: 14, Flex: 1, Priority: 2},
		},
		Source: whole(func(context.Context) ([]domain.ConsentRequest, error) { return c.subject().Requests, nil }, func(q domain.ConsentRequest) kit.Row {
			return kit.Row{ID: id(q.ID), Value: q, Cells: []kit.Cell{{Text: st.when(q.CreatedAt)}, requestCell(st, q.State), {Text: st.when(q.SentAt)},
				{Text: st.when(q.AnsweredAt)}, {Text: st.word("consent_reason", q.Reason), Tone: kit.ToneDim}}}
		}),
		Open: func(r kit.Row) {
			if q := r.Value.(domain.ConsentRequest); q.MailID != 0 {
				st.Push(mailCard(q.MailID))
			}
		}}
}

func (c *customer) actions(*Card) []kit.Action {
	one := c.subject()
	if one.Customer.ID == 0 {
		return nil
	}
	st := c.stage
	reveal := kit.Action{Name: "reveal", Keys: []string{"@"}, Label: st.T("console.action.reveal"), Permission: string(domain.RevealPerson), Run: c.reveal}
	if c.revealed.Load() != nil {
		reveal.Off = st.T("console.off.revealed")
	}
	return []kit.Action{c.sendAction(one), c.enterAction(one.Customer), c.withdrawAction(one.Customer), c.proofAction(),
		{Name: "edit", Keys: []string{"e"}, Label: st.T("console.action.edit"), Permission: string(domain.EditCustomer), Run: c.edit}, reveal,
		newOfferAction(st, one.Customer.ID, one.Customer.DisplayName(), c.card.Refresh),
		registerRightsAction(st, domain.ScopeCustomer, one.Customer.ID, one.Customer.DisplayName())}
}

// sendAction is s: off with its reason, asked for when it goes, and a resend
// says why.
func (c *customer) sendAction(one desk.CustomerCard) kit.Action {
	st, who := c.stage, one.Customer
	a := kit.Action{Name: "send", Keys: []string{"s"}, Label: st.T("console.action.send_consent"), Permission: string(domain.SendConsent), Weight: kit.Confirm,
		Question: st.T("console.ask.send_consent", "Name", who.DisplayName(), "Email", who.Email)}
	if one.Resend {
		a.Label, a.Weight = st.T("console.action.resend_consent"), kit.Free
	}
	if one.WhyNot != nil {
		a.Off = st.Session.Say(one.WhyNot)
		if who.RefusedEmail && one.Resend {
			a.Off = ""
		}
	}
	a.Run = func() {
		change(st, c.card.Refresh, "console.done.consent_queued", func(ctx context.Context) error {
			return st.Session.Desk.SendConsent(ctx, st.Session.Actor, c.id, "")
		})
	}
	if one.Resend {
		a.Run = func() { c.resend(who) }
	}
	return a
}

// resend asks why; the present answers fall when the server takes the mail.
func (c *customer) resend(who domain.Customer) {
	st := c.stage
	var options []kit.Option
	for _, r := range domain.ConsentReasons() {
		options = append(options, kit.Option{Value: r, Label: st.word("consent_reason", r)})
	}
	yes := 0
	for _, ch := range domain.ConsentChannels() {
		if who.Accepts(ch) {
			yes++
		}
	}
	text := st.T("console.ask.resend_consent", "Name", who.DisplayName(), "Email", who.Email) + "\n" + st.Session.Texts.N("console.ask.resend_loses", int64(yes))
	st.AskForm(st.T("console.action.resend_consent"), text, func(ctx context.Context, v map[string]string) error {
		return st.Session.Desk.SendConsent(ctx, st.Session.Actor, c.id, v["reason"])
	}, func() {
		st.Flash(st.T("console.done.consent_queued"), kit.ToneGood)
		c.card.Refresh()
	}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Kind: kit.FieldChoice, Options: append([]kit.Option{{Value: "", Label: none}}, options...), Required: true})
}

func (c *customer) reveal() {
	c.inClear(func(clear domain.Customer) {
		c.revealed.Store(&clear)
		c.stage.Flash(c.stage.T("console.done.revealed"), kit.ToneWarn)
		c.card.Refresh()
	})
}

// inClear asks for what is masked; the desk audits it.
func (c *customer) inClear(then func(domain.Customer)) {
	st := c.stage
	Call(st, "reveal", func(ctx context.Context) (domain.Customer, error) {
		return st.Session.Desk.RevealCustomer(ctx, st.Session.Actor, c.id)
	}, func(clear domain.Customer, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		then(clear)
	})
}
