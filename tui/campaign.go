package tui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// askAction sends requests to the marked customers, to all that the filter
// finds, or to the selected one: first the plan, then the question, then the
// progress.
func askAction(st *Stage, l *List) kit.Action {
	rows, all := l.Table.Chosen()
	a := desk.Asking{Filter: l.Table.Filter()}
	if !all {
		a = desk.Asking{Chosen: []int64{}}
		for _, r := range rows {
			if c, ok := r.Value.(domain.Customer); ok {
				a.Chosen = append(a.Chosen, c.ID)
			}
		}
	}
	return kit.Action{Name: "ask", Keys: []string{"s"}, Label: st.T("consent.console.ask"), Permission: string(domain.SendConsent),
		Off: offWhen(!all && len(a.Chosen) == 0, st.T("console.kit.loading")), Run: func() { planCampaign(st, a, l.done) }}
}

func planCampaign(st *Stage, a desk.Asking, done func()) {
	s := st.Session
	CallWithin(st, "plan", longWork, func(ctx context.Context) (domain.CampaignPlan, error) { return s.Desk.PlanCampaign(ctx, s.Actor, a) },
		func(p domain.CampaignPlan, err error) {
			switch {
			case err != nil:
				st.Fail(err)
			case p.Ask == 0:
				st.Flash(joined("  ", s.Say(domain.Refuse(domain.Conflict, "campaign_empty", "Matching", p.Matching)), firstSkip(st, p)), kit.ToneWarn)
			default:
				confirmCampaign(st, a, p, done)
			}
		})
}

// firstSkip is why somebody was left out: all of it when one was asked for.
func firstSkip(st *Stage, p domain.CampaignPlan) string {
	for _, why := range slices.Sorted(maps.Keys(p.Skipped)) {
		return st.T("error." + why)
	}
	return ""
}

func campaignText(st *Stage, p domain.CampaignPlan) string {
	n := st.Session.Texts.Number
	text := st.T("consent.campaign.plan", "Matching", n(p.Matching), "Ask", n(p.Ask)) + "\n" +
		st.T("consent.campaign.resets", "Resets", n(p.Resets), "Losers", n(p.Losers), "Again", n(p.Again))
	for _, why := range slices.Sorted(maps.Keys(p.Skipped)) {
		text += "\n  " + n(p.Skipped[why]) + "  " + st.T("error."+why)
	}
	for _, x := range p.Examples {
		text += "\n  · " + x
	}
	return text
}

// confirmCampaign asks, with a reason where somebody was asked before.
func confirmCampaign(st *Stage, a desk.Asking, p domain.CampaignPlan, done func()) {
	s := st.Session
	var begun domain.Campaign
	var fields []*kit.Field
	if p.Again > 0 {
		options := []kit.Option{{Value: "", Label: none}}
		for _, r := range domain.ConsentReasons() {
			if r != domain.ConsentOwnRequest {
				options = append(options, kit.Option{Value: r, Label: st.word("consent_reason", r)})
			}
		}
		fields = append(fields, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Kind: kit.FieldChoice, Options: options, Required: true})
	}
	fields = append(fields, &kit.Field{Key: "count", Label: st.T("consent.console.type_count", "Count", p.Ask), Required: true, Check: func(v string) string {
		if v != strconv.FormatInt(p.Ask, 10) {
			return st.T("consent.console.wrong_count")
		}
		return ""
	}})
	st.AskForm(st.T("consent.console.ask"), campaignText(st, p), func(ctx context.Context, v map[string]string) (err error) {
		a.Reason = v["reason"]
		begun, err = s.Desk.BeginCampaign(ctx, s.Actor, a, p.Ask)
		return err
	}, func() {
		done()
		st.Push(campaignCard(begun.ID))
	}, fields...)
}

// campaigns are the campaigns, newest first.
func campaigns(st *Stage) Screen {
	s := st.Session
	return NewList(st, ListSpec{
		Name: "campaigns", Title: st.T("console.place.campaigns"), Empty: st.T("consent.console.no_campaign"),
		Columns: []kit.Column{{Title: st.T("consent.column.number"), Min: 5}, {Title: st.T("console.column.when"), Min: 16}, {Title: st.T("console.column.state"), Min: 10},
			{Title: st.T("consent.column.planned"), Min: 8, Right: true}, {Title: st.T("consent.column.gone"), Min: 8, Right: true}, {Title: st.T("consent.column.waiting"), Min: 8, Right: true},
			{Title: st.T("consent.column.answered"), Min: 8, Right: true, Priority: 1}, {Title: st.T("consent.column.failed"), Min: 8, Right: true, Priority: 2},
			{Title: st.T("console.column.who"), Min: 12, Flex: 1, Priority: 3}, {Title: st.T("consent.console.whom"), Min: 16, Flex: 2, Priority: 4}},
		Source: whole(func(ctx context.Context) ([]domain.CampaignProgress, error) { return s.Desk.Campaigns(ctx, s.Actor) }, func(c domain.CampaignProgress) kit.Row {
			n := func(v int64) kit.Cell { return kit.Cell{Text: s.Texts.Number(v)} }
			return kit.Row{ID: id(c.ID), Copy: id(c.ID), Value: c, Cells: []kit.Cell{{Text: id(c.ID)}, {Text: st.when(c.CreatedAt)}, campaignCell(st, c), n(c.Planned), n(c.Gone()), n(c.Waiting()),
				n(c.States[domain.RequestAnswered]), n(c.States[domain.RequestFailed]), {Text: c.Actor, Tone: kit.ToneDim}, {Text: or(c.Filter), Tone: kit.ToneDim}}}
		}),
		Open: func(r kit.Row) { st.Push(campaignCard(r.Value.(domain.CampaignProgress).ID)) },
	})
}

func campaignCell(st *Stage, c domain.CampaignProgress) kit.Cell {
	switch {
	case c.State == domain.CampaignRunning && !c.FinishedAt.Never() && c.Waiting() == 0:
		return kit.Cell{Text: st.T("consent.console.finished"), Tone: kit.ToneGood}
	case c.State == domain.CampaignRunning:
		return kit.Cell{Text: st.T("consent.campaign_state.running"), Tone: kit.ToneAccent}
	}
	return kit.Cell{Text: st.own("consent.campaign_state.", string(c.State)), Tone: kit.ToneWarn}
}

// campaign is a campaign as last read, and whether its slices are being done
// from here.
type campaign struct {
	lastRead[campaignRead]
	stage *Stage
	card  *Card
	id    int64
	busy  bool
}

type campaignRead struct {
	domain.CampaignProgress
	skips map[string]int64
}

// campaignCard opens a campaign: how far it is, how fast, how long still.
func campaignCard(id int64) Opening {
	return func(st *Stage) Screen {
		c := &campaign{stage: st, id: id}
		c.card = NewCard(st, CardSpec{Title: st.T("domain.noun.campaign"), Head: c.head, Before: c.load, Actions: c.actions,
			Identify: func() (string, string) { return strconv.FormatInt(id, 10), strconv.FormatInt(id, 10) },
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return c.sections(), nil }},
				{Key: "c", Label: st.T("console.place.customers"), List: func() ListSpec {
					return customerList(st, domain.Term{Field: "campaign", Value: strconv.FormatInt(id, 10)})
				}},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "campaign", id) }},
			}})
		return &campaignScreen{Card: c.card, campaign: c}
	}
}

// campaignScreen is the card, which looks again every second while its
// campaign works.
type campaignScreen struct {
	*Card
	campaign *campaign
}

// Tick does the next slices and shows how far they are.
func (s *campaignScreen) Tick() {
	c := s.campaign
	one := c.subject()
	if one.ID == 0 || c.busy || one.State != domain.CampaignRunning || !one.FinishedAt.Never() && one.Waiting() == 0 {
		return
	}
	c.work()
}

// Busy tells that there is something to see every second.
func (s *campaignScreen) Busy() bool {
	one := s.campaign.subject()
	return one.State == domain.CampaignRunning && (one.FinishedAt.Never() || one.Waiting() > 0)
}

// slicesAtOnce is how long the console works before it shows how far it is.
const slicesAtOnce = 800 * time.Millisecond

// work does slices for a moment: whoever looks at a campaign drives it, and the
// clock does when nobody looks.
func (c *campaign) work() {
	st, s := c.stage, c.stage.Session
	c.busy = true
	may := domain.May(s.Actor, domain.SendConsent) == nil
	CallWithin(st, "work", longWork, func(ctx context.Context) (struct{}, error) {
		until := s.Now().Add(slicesAtOnce)
		for may && s.Now().Before(until) {
			more, err := s.Desk.ContinueCampaign(ctx, s.Actor, c.id)
			if err != nil || !more {
				return struct{}{}, err
			}
		}
		return struct{}{}, nil
	}, func(_ struct{}, err error) {
		c.busy = false
		if err != nil && !errors.Is(err, context.Canceled) {
			st.Fail(err)
		}
		c.card.Refresh()
	})
}

func (c *campaign) load(ctx context.Context) error {
	s := c.stage.Session
	p, skips, err := s.Desk.Campaign(ctx, s.Actor, c.id)
	return c.keep(campaignRead{p, skips}, err)
}

func (c *campaign) head() string {
	st, one := c.stage, c.subject()
	if one.ID == 0 {
		return " "
	}
	return joined(" · ", campaignCell(st, one.CampaignProgress).Text, st.when(one.CreatedAt), one.Actor, one.Filter)
}

func (c *campaign) sections() []kit.Section {
	st, one := c.stage, c.subject()
	t, n := st.Theme(), st.Session.Texts.Number
	whole := max(one.Planned, 1)
	progress := kit.Section{Title: joined(" · ", st.T("consent.console.progress"), campaignCell(st, one.CampaignProgress).Text)}
	line := func(label string, v int64, tone kit.Tone) {
		progress.Lines = append(progress.Lines, bar(st, t.Tone(tone), label, v, whole, n(v)))
	}
	line(st.T("consent.column.planned"), one.Planned, kit.ToneDim)
	line(st.T("consent.column.queued"), one.Queued, kit.ToneAccent)
	line(st.T("consent.column.gone"), one.Gone(), kit.ToneGood)
	line(st.T("consent.column.waiting"), one.Waiting(), kit.ToneWarn)
	line(st.T("consent.column.answered"), one.States[domain.RequestAnswered], kit.ToneGood)
	line(st.T("consent.column.failed"), one.States[domain.RequestFailed], kit.ToneBad)
	facts := kit.Section{Items: []kit.Item{item(st.T("consent.column.rate"), n(one.Rate)), item(st.T("consent.console.remaining"), remaining(st, one.CampaignProgress)),
		item(st.T("consent.console.resets"), n(one.Resets)), item(st.T("console.field.reason"), st.word("consent_reason", one.Reason))}}
	if one.Held != "" {
		held := one.Held
		if st.Session.Texts.Has("error." + held) {
			held = st.T("error." + held)
		}
		facts.Items = append(facts.Items, item(st.T("consent.console.held"), held, kit.ToneWarn))
	}
	skipped := kit.Section{Title: st.T("consent.console.skipped", "Count", n(one.Skipped))}
	for _, why := range slices.Sorted(maps.Keys(one.skips)) {
		skipped.Items = append(skipped.Items, item(n(one.skips[why]), st.T("error."+why)))
	}
	return []kit.Section{progress, facts, skipped}
}

func remaining(st *Stage, p domain.CampaignProgress) string {
	if d := p.Remaining(); d > 0 && p.State == domain.CampaignRunning {
		return st.Session.Texts.Span(d)
	}
	return none
}

func (c *campaign) actions(*Card) []kit.Action {
	st, s, one := c.stage, c.stage.Session, c.subject()
	over := !one.FinishedAt.Never() && one.Waiting() == 0
	turn := func(name, key, label, done string, from []domain.CampaignState, do func(context.Context, domain.Actor, int64) error) kit.Action {
		return kit.Action{Name: name, Keys: []string{key}, Label: label, Permission: string(domain.SendConsent),
			Off: offWhen(over || !slices.Contains(from, one.State), campaignCell(st, one.CampaignProgress).Text), Run: func() {
				change(st, c.card.Refresh, done, func(ctx context.Context) error { return do(ctx, s.Actor, c.id) })
			}}
	}
	running := []domain.CampaignState{domain.CampaignRunning}
	paused := []domain.CampaignState{domain.CampaignPaused}
	cancel := turn("cancel", "d", st.T("consent.console.cancel"), "consent.console.cancelled", append(paused, domain.CampaignRunning), s.Desk.CancelCampaign)
	cancel.Weight, cancel.Question = kit.Confirm, st.T("consent.console.ask_cancel", "Waiting", st.Session.Texts.Number(one.Waiting()))
	return []kit.Action{turn("pause", "s", st.T("consent.console.pause"), "consent.console.paused", running, s.Desk.PauseCampaign),
		turn("resume", "n", st.T("consent.console.resume"), "consent.console.resumed", paused, s.Desk.ResumeCampaign), cancel}
}
