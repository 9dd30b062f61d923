package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

func (r *reminders) actions(*Card) []kit.Action {
	st := r.stage
	test := sendTest(st, r.next(), 0, st.T("dunning.test.first"))
	test.Quiet = test.Quiet || r.card.Tab() == "d"
	return []kit.Action{
		{Name: "why", Keys: []string{"w"}, Label: st.T("console.action.why"), Run: func() { askWhy(st) }},
		r.holdCycle(), r.holdMails(), r.confirmClock(), r.setHours(), test,
	}
}

// confirmClock is u: the clock is right, although it jumped.
func (r *reminders) confirmClock() kit.Action {
	st, s := r.stage, r.stage.Session
	return kit.Action{Name: "clock", Keys: []string{"u"}, Label: st.T("dunning.act.clock"), Permission: string(domain.HoldMail), Weight: kit.Confirm, Quiet: !r.clockDoubted(),
		Off: offWhen(!r.clockDoubted(), st.T("dunning.off.clock")), Question: st.T("dunning.ask.clock", "Now", st.when(domain.InstantOf(s.Desk.Now()))), Run: func() {
			change(st, r.card.Refresh, "dunning.done.clock", func(ctx context.Context) error { return s.Desk.ConfirmClock(ctx, s.Actor) })
		}}
}

// setHours is e: the days and hours of reminders.
func (r *reminders) setHours() kit.Action {
	st, s := r.stage, r.stage.Session
	a := kit.Action{Name: "hours", Keys: []string{"e"}, Label: st.T("dunning.act.hours"), Permission: string(domain.ChangeSettings), Quiet: r.card.Tab() != "c"}
	c := r.hours.Load()
	if c == nil {
		a.Off = st.T("dunning.off.loading")
		return a
	}
	h := c.Hours
	quiet, holidays := "", ""
	if h.QuietTo > h.QuietFrom {
		quiet = h.QuietFrom.String() + "-" + h.QuietTo.String()
	}
	if h.OnHolidays {
		holidays = "yes"
	}
	a.Run = func() {
		st.AskForm(a.Label, st.T("dunning.ask.hours"), func(ctx context.Context, v map[string]string) error {
			changed, err := readHours(v)
			if err != nil {
				return err
			}
			return s.Desk.SetHours(ctx, s.Actor, changed, v["reason"])
		}, func() {
			st.Flash(st.T("dunning.done.hours"), kit.ToneGood)
			r.card.Refresh()
		}, &kit.Field{Key: "days", Label: st.T("dunning.field.days"), Value: dayWords(st, h.Days), Required: true},
			&kit.Field{Key: "hours", Label: st.T("dunning.field.hours"), Value: h.Opens.String() + "-" + h.Closes.String(), Required: true},
			&kit.Field{Key: "quiet", Label: st.T("dunning.field.quiet"), Value: quiet},
			&kit.Field{Key: "holidays", Label: st.T("dunning.field.holidays"), Kind: kit.FieldBool, Value: holidays},
			&kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}
	return a
}

func readHours(v map[string]string) (domain.Hours, error) {
	var h domain.Hours
	var err error
	if h.Days, err = domain.ParseWeekdays(v["days"]); err != nil {
		return h, err
	}
	if h.Opens, h.Closes, err = domain.ParseSpan(v["hours"]); err != nil {
		return h, err
	}
	if v["quiet"] != "" {
		if h.QuietFrom, h.QuietTo, err = domain.ParseSpan(v["quiet"]); err != nil {
			return h, err
		}
	}
	h.OnHolidays = v["holidays"] == "yes"
	return h, nil
}

// holdCycle is x: the next cycle waits until somebody lets it go.
func (r *reminders) holdCycle() kit.Action {
	st, d, by := r.stage, r.stage.Session.Desk, r.stage.Session.Actor
	next := r.next()
	c := next.cycle
	a := kit.Action{Name: "hold", Keys: []string{"x"}, Label: st.T("console.action.hold_cycle"), Permission: string(domain.HoldMail), Quiet: r.card.Tab() == "d", Run: func() {
		st.AskForm(st.T("console.action.hold_cycle"), st.T("console.ask.hold_cycle"), func(ctx context.Context, v map[string]string) error {
			return d.HoldCycle(ctx, by, next.week, v["reason"])
		}, func() {
			st.Flash(st.T("console.done.cycle_held"), kit.ToneWarn)
			r.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if c.Hold != "" && c.ReleasedBy == "" {
		a.Name, a.Label = "release", st.T("console.action.release_cycle")
		a.Run = func() {
			askRelease(st, a.Label, st.T("console.ask.release_cycle", "Reason", holdReason(st, c)), "console.done.cycle_released", r.card.Refresh,
				func(ctx context.Context, reason string) error { return d.ReleaseCycle(ctx, by, next.week, reason) })
		}
	}
	return a
}

// holdMails is s: nothing at all leaves until somebody says so.
func (r *reminders) holdMails() kit.Action {
	st, d, by := r.stage, r.stage.Session.Desk, r.stage.Session.Actor
	a := kit.Action{Name: "stop", Keys: []string{"s"}, Label: st.T("console.action.hold_mails"), Permission: string(domain.HoldMail), Quiet: r.card.Tab() == "d", Run: func() {
		st.AskForm(st.T("console.action.hold_mails"), st.T("console.ask.hold_mails"), func(ctx context.Context, v map[string]string) error {
			return d.HoldMails(ctx, by, v["reason"])
		}, func() {
			st.Flash(st.T("console.done.mails_held"), kit.ToneWarn)
			r.card.Refresh()
		}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if why := r.mailsHeld(); why != "" {
		a.Name, a.Label = "go", st.T("console.action.release_mails")
		a.Run = func() {
			askRelease(st, a.Label, st.T("console.ask.release_mails", "Reason", why), "console.done.mails_released", r.card.Refresh,
				func(ctx context.Context, reason string) error { return d.ReleaseMails(ctx, by, reason) })
		}
	}
	return a
}

// askRelease lets go what is held, once somebody has said why.
func askRelease(st *Stage, title, text, done string, refresh func(), release func(ctx context.Context, reason string) error) {
	st.AskForm(title, text, func(ctx context.Context, v map[string]string) error { return release(ctx, v["reason"]) }, func() {
		st.Flash(st.T(done), kit.ToneGood)
		refresh()
	}, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
}
