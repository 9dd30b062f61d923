package tui

import (
	"context"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// standbyOfList is m in a list: the marked pairs, else the selected one.
func standbyOfList(st *Stage, l *List) []kit.Action {
	rows, off := chosen[domain.FollowUpRow](l)
	a := standbyAction(st, rows, l.done)
	if off != "" {
		a.Off = off
	}
	actions := []kit.Action{a}
	if row, ok := l.Table.Selected(); ok {
		decide := decideAction(st, row.Value.(domain.FollowUpRow), l.Refresh)
		decide.Quiet = decide.Off != ""
		actions = append(actions, decide)
	}
	return actions
}

// decideAction records what the buyer said of a stand-by.
func decideAction(st *Stage, row domain.FollowUpRow, refresh func()) kit.Action {
	a := kit.Action{Name: "decide", Keys: []string{"t"}, Label: st.T("console.action.decide_buyer"), Permission: string(domain.DecideStandby),
		Off: offWhen(row.State != domain.FollowUpStandby, st.T("console.off.not_standby"))}
	choices := []domain.StandbyDecision{domain.StandbyKept, domain.StandbyReactivated, domain.StandbyDeleted}
	if row.StandbyConfirmed {
		choices = choices[1:]
	}
	var options []kit.Option
	for _, c := range choices {
		options = append(options, kit.Option{Value: string(c), Label: st.T("console.decide_choice." + string(c))})
	}
	a.Run = func() {
		st.AskForm(st.T("console.decide.title"), st.T("console.decide.text", "Name", pairNames([]domain.FollowUpRow{row})[0]),
			func(ctx context.Context, v map[string]string) error {
				return st.Session.Desk.DecideForBuyer(ctx, st.Session.Actor, row.ID, domain.StandbyDecision(v["decision"]), v["reason"])
			}, func() {
				st.Flash(st.T("console.done.standby_decided"), kit.ToneGood)
				refresh()
			},
			&kit.Field{Key: "decision", Label: st.T("console.field.decision"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value},
			&kit.Field{Key: "reason", Label: st.T("console.field.reason"), Kind: kit.FieldArea, Rows: 2})
	}
	return a
}

// standbyAction puts pairs on stand-by, or takes them off when they all are.
func standbyAction(st *Stage, rows []domain.FollowUpRow, refresh func()) kit.Action {
	on, off := 0, 0
	for _, r := range rows {
		switch r.State {
		case domain.FollowUpActive:
			on++
		case domain.FollowUpStandby:
			off++
		}
	}
	a := kit.Action{Name: "standby", Keys: []string{"m"}, Label: st.T("console.action.standby"), Permission: string(domain.SetStandby)}
	switch {
	case len(rows) == 0:
		a.Off = st.T("console.off.nothing_selected")
	case off == len(rows):
		a.Label, a.Weight, a.Run = st.T("console.action.reactivate"), kit.Reversible, func() { reactivate(st, rows, refresh) }
		if len(rows) > 1 {
			a.Weight, a.Count, a.Examples = kit.Confirm, len(rows), pairNames(rows)
			a.Question = st.Session.Texts.N("console.ask.reactivate", int64(len(rows)))
		}
	case on == len(rows):
		a.Run = func() { askStandby(st, rows, refresh) }
	case on+off == 0:
		a.Off = st.T("console.off.closed")
	default:
		a.Off = st.T("console.off.mixed_states")
	}
	return a
}

func pairNames(rows []domain.FollowUpRow) []string {
	var out []string
	for _, r := range rows[:min(3, len(rows))] {
		out = append(out, name(r.SupplierName, r.SupplierValue)+" ← "+name(r.BuyerName, r.BuyerValue))
	}
	return out
}

func pairIDs(rows []domain.FollowUpRow) []int64 {
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

// askStandby asks for the reason; the buyer reads the text.
func askStandby(st *Stage, rows []domain.FollowUpRow, refresh func()) {
	var options []kit.Option
	for _, r := range domain.StandbyReasons() {
		options = append(options, kit.Option{Value: string(r), Label: st.word("standby_reason", string(r))})
	}
	text := st.Session.Texts.N("console.standby.text", int64(len(rows)))
	for _, n := range pairNames(rows) {
		text += "\n  " + n
	}
	var kept map[string]string
	put := func(ctx context.Context, v map[string]string) error {
		kept = v
		return st.Session.Desk.PutOnStandby(ctx, st.Session.Actor, pairIDs(rows), domain.StandbyReason(v["reason"]), v["note"], domain.Date(v["until"]))
	}
	st.AskForm(st.T("console.standby.title"), text+"\n\n"+st.T("console.standby.warning"), put, func() {
		again := func() {
			change(st, refresh, "console.done.standby", func(ctx context.Context) error { return put(ctx, kept) })
		}
		st.Done(st.Session.Texts.N("console.done.standby_n", int64(len(rows))), func() {
			change(st, refresh, "console.done.reactivated", func(ctx context.Context) error {
				return st.Session.Desk.Reactivate(ctx, st.Session.Actor, pairIDs(rows))
			})
		}, again)
		refresh()
	},
		&kit.Field{Key: "reason", Label: st.T("console.field.reason"), Kind: kit.FieldChoice, Options: options, Value: options[0].Value},
		&kit.Field{Key: "note", Label: st.T("console.field.note"), Kind: kit.FieldArea, Rows: 3, Hint: st.T("console.hint.note")},
		&kit.Field{Key: "until", Label: st.T("console.field.until"), Kind: kit.FieldDate, Hint: st.T("console.hint.until")})
}

// reactivate ends stand-bys; z puts each back as it was.
func reactivate(st *Stage, rows []domain.FollowUpRow, refresh func()) {
	s := st.Session
	Call(st, "standby", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.Desk.Reactivate(ctx, s.Actor, pairIDs(rows))
	}, func(_ struct{}, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		st.Done(s.Texts.N("console.done.reactivated_n", int64(len(rows))), func() {
			change(st, refresh, "console.done.standby", func(ctx context.Context) error {
				for _, r := range rows {
					if err := s.Desk.PutOnStandby(ctx, s.Actor, []int64{r.ID}, r.StandbyReason, r.StandbyNote, r.StandbyUntil); err != nil {
						return err
					}
				}
				return nil
			})
		}, nil)
		refresh()
	})
}

// change does an act away from the screen, says it and shows its effect.
func change(st *Stage, refresh func(), done string, act func(context.Context) error) {
	Call(st, "change", func(ctx context.Context) (struct{}, error) { return struct{}{}, act(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		if done != "" {
			st.Flash(st.T(done), kit.ToneGood)
		}
		refresh()
	})
}
