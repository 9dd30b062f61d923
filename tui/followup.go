package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// followUpCard opens one buyer following one supplier.
func followUpCard(id int64) Opening {
	return func(st *Stage) Screen {
		f := &followUp{stage: st, id: id}
		f.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.followup"), Head: f.head, Before: f.load, Actions: f.actions, Identify: f.identity,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return followUpFacts(st, f.subject()), nil }},
				{Key: "k", Label: st.T("console.tab.documents"), Load: func(context.Context) ([]kit.Section, error) {
					return []kit.Section{{Title: st.T("console.documents.asked_by", "Name", f.subject().Row.BuyerName), Items: documentItems(st, f.subject().Assessment.Lines)}}, nil
				}},
				{Key: "o", Label: st.T("console.tab.origin"), Load: func(context.Context) ([]kit.Section, error) {
					return []kit.Section{originSection(st, st.T("console.origin.followups"), f.subject().Origins, true)}, nil
				}},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "follow_up", id) }},
			},
		})
		return f.card
	}
}

// followUp is the subject of a card, as last read.
type followUp struct {
	lastRead[desk.FollowUpCard]
	stage *Stage
	card  *Card
	id    int64
}

func (f *followUp) load(ctx context.Context) error {
	s := f.stage.Session
	return f.keep(s.Desk.FollowUp(ctx, s.Actor, f.id))
}

func (f *followUp) identity() (title, copied string) {
	r := f.subject().Row
	return name(r.SupplierName, r.SupplierValue) + " ← " + name(r.BuyerName, r.BuyerValue), r.SupplierValue
}

func (f *followUp) head() string {
	r := f.subject().Row
	if r.ID == 0 {
		return " "
	}
	state, docs := followUpState(f.stage, r.FollowUp), compliance(f.stage, r.FollowUp)
	return joined(" · ", state.Text, docs.Text, f.stage.T("console.fact.ends", "Day", f.stage.day(r.EndsOn)))
}

// followUpFacts are the pair, its contracts and its stand-by.
func followUpFacts(st *Stage, c desk.FollowUpCard) []kit.Section {
	r := c.Row
	state, docs := followUpState(st, r.FollowUp), compliance(st, r.FollowUp)
	sections := []kit.Section{{Title: st.T("console.noun.followup"), Items: []kit.Item{
		item(st.T("console.column.buyer"), joined("  ", r.BuyerName, siret(r.BuyerValue))),
		item(st.T("console.column.supplier"), joined("  ", r.SupplierName, siret(r.SupplierValue))),
		item(st.T("console.column.state"), state.Text, state.Tone),
		item(st.T("console.column.documents"), docs.Text, docs.Tone),
		item(st.T("console.fact.began"), st.day(r.BeganOn)),
		item(st.T("console.column.ends"), st.day(r.EndsOn)),
		item(st.T("console.fact.code"), r.ThirdPartyCode),
		item(st.T("console.fact.forced"), st.yes(r.Forced), kit.ToneDim),
		item(st.T("console.fact.episode"), strconv.Itoa(r.Episode), kit.ToneDim),
	}}}
	if c.Silence.SupplierID != 0 {
		sections[0].Items = append(sections[0].Items, silenceFact(st, c.Silence))
	}
	if c.LeftOut.FollowUpID != 0 {
		sections[0].Items = append(sections[0].Items, item(st.T("dunning.silence.left_out"), joined(" · ", c.LeftOut.Reason, c.LeftOut.Actor, st.when(c.LeftOut.CreatedAt)), kit.ToneDim))
	}
	sections = append(sections, standbySections(st, c)...)
	contracts := kit.Section{Title: st.Session.Texts.N("console.fact.contracts", int64(len(c.Contracts)))}
	for _, k := range c.Contracts {
		tone := kit.ToneNormal
		if !k.InForce(st.Session.Desk.Today()) {
			tone = kit.ToneDim
		}
		contracts.Items = append(contracts.Items, kit.Item{Label: or(k.Reference), Tone: tone, Value: joined(" · ",
			st.T("console.fact.period", "From", st.day(k.StartOn), "To", st.day(k.EndsOn)), st.Session.Texts.Amount(int64(k.Amount)), signer(st, k))})
	}
	return append(sections, contracts)
}

func signer(st *Stage, k domain.Contract) string {
	if k.Signer == "" {
		return ""
	}
	return st.T("console.fact.signer", "Name", k.Signer)
}

func standbySections(st *Stage, c desk.FollowUpCard) []kit.Section {
	r := c.Row
	var out []kit.Section
	if r.State == domain.FollowUpStandby {
		decided := joined("; ", st.T("console.standby.undecided"), st.T("console.standby.untold"))
		switch {
		case r.StandbyConfirmed:
			decided = st.T("console.standby.confirmed")
		case r.StandbyTold:
			decided = joined("; ", st.T("console.standby.undecided"), st.T("console.standby.told"))
		}
		out = append(out, kit.Section{Title: st.word("followup", string(r.State)), Items: []kit.Item{
			item(st.T("console.field.reason"), st.word("standby_reason", string(r.StandbyReason))),
			item(st.T("console.field.note"), r.StandbyNote),
			item(st.T("console.field.until"), untilDay(st, r.StandbyUntil)),
			item(st.T("console.fact.since"), st.day(r.StandbyOn)),
			item(st.T("console.fact.decision"), decided, kit.ToneWarn),
		}})
	}
	if len(c.Events) > 0 {
		happened := kit.Section{Title: st.T("console.standby.history")}
		for _, e := range c.Events {
			happened.Items = append(happened.Items, kit.Item{Label: st.when(e.At), Value: joined(" · ", st.T("console.standby_event."+string(e.Decision)),
				st.word("side", string(e.Side)), eventReason(st, e))})
		}
		out = append(out, happened)
	}
	for _, q := range c.Requests {
		out = append(out, kit.Section{Title: st.T("console.standby.request", "Day", st.when(q.AskedAt)), Items: []kit.Item{
			item(st.T("console.field.reason"), st.word("standby_reason", string(q.Reason))),
			item(st.T("console.field.note"), q.Note),
			item(st.T("console.column.state"), st.T("console.standby_state."+q.State)),
		}})
	}
	return out
}

// eventReason is the reason of an event: a code when it was put, else words.
func eventReason(st *Stage, e domain.StandbyEvent) string {
	if e.Decision == domain.StandbyPut && e.Reason != "" {
		return st.word("standby_reason", e.Reason)
	}
	return e.Reason
}

func untilDay(st *Stage, d domain.Date) string {
	if !d.Known() {
		return st.T("console.standby.no_end")
	}
	return st.day(d)
}

func (f *followUp) actions(*Card) []kit.Action {
	st, c := f.stage, f.subject()
	rows := []domain.FollowUpRow{c.Row}
	if c.Row.ID == 0 {
		rows = nil
	}
	actions := []kit.Action{
		standbyAction(st, rows, f.card.Refresh),
		decideAction(st, c.Row, f.card.Refresh),
		closeAction(st, c.Row, f.card.Refresh),
		notConcernedAction(st, c, f.card.Refresh),
		proofAction(st, desk.ProofOf{FollowUpID: f.id}, ""),
		leaveOut(st, c.Row.FollowUp, c.LeftOut, f.card.Refresh),
		{Name: "supplier", Keys: []string{"s"}, Label: st.T("console.action.supplier"), Run: func() { st.Push(establishmentCard(c.Row.SupplierID)) }},
		{Name: "buyer", Keys: []string{"b"}, Label: st.T("console.action.buyer"), Run: func() { st.Push(establishmentCard(c.Row.BuyerID)) }},
	}
	for _, q := range c.Requests {
		if q.State == "pending" {
			actions = append(actions, f.decide(q, true), f.decide(q, false))
		}
	}
	return actions
}

// decide confirms or refuses a stand-by asked for by a link.
func (f *followUp) decide(q domain.StandbyRequest, confirm bool) kit.Action {
	st := f.stage
	a := kit.Action{Name: "confirm", Keys: []string{"a"}, Label: st.T("console.action.confirm_standby"), Permission: string(domain.DecideStandby), Weight: kit.Confirm,
		Question: st.T("console.ask.confirm_standby", "Reason", st.word("standby_reason", string(q.Reason)))}
	if !confirm {
		a.Name, a.Keys, a.Label, a.Question = "refuse", []string{"x"}, st.T("console.action.refuse_standby"), st.T("console.ask.refuse_standby")
	}
	a.Run = func() {
		Call(st, "decide", func(ctx context.Context) (struct{}, error) {
			return struct{}{}, st.Session.Desk.DecideStandby(ctx, st.Session.Actor, q.ID, confirm)
		}, func(_ struct{}, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.Flash(st.T("console.done.standby_decided"), kit.ToneGood)
			f.card.Refresh()
		})
	}
	return a
}
