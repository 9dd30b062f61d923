package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// remindersAt opens the reminders with one of its tabs.
func remindersAt(tab string) Opening {
	return func(st *Stage) Screen {
		screen := newReminders(st)
		if c, ok := screen.(*Card); ok {
			c.Choose(tab)
		}
		return screen
	}
}

// silent lists the suppliers that stayed silent until a step was taken; those
// of the third step are at risk.
func (r *reminders) silent() ListSpec {
	st, s := r.stage, r.stage.Session
	names := desk.SilenceFields()
	return ListSpec{Title: st.T("dunning.tab.silent"), Empty: st.T("dunning.empty.silent"),
		Columns: []kit.Column{{Title: st.T("console.column.supplier"), Min: 20, Flex: 2}, {Title: st.T("dunning.column.since"), Min: 10}, {Title: st.T("dunning.column.step"), Min: 22, Flex: 1},
			{Title: st.T("dunning.column.stopped"), Min: 16, Flex: 1, Priority: 1}},
		Fields: fields(names, map[string][]string{"step": {"1", "2", "3"}, "stopped": {"yes", "no"}}),
		Source: reading[domain.SilenceRow]{session: s, fields: names, page: s.Desk.Silences, count: s.Desk.CountSilences, row: func(x domain.SilenceRow) kit.Row {
			tone := kit.ToneWarn
			if x.Step == domain.StepAtRisk {
				tone = kit.ToneBad
			}
			stopped := ""
			if x.Stopped() {
				tone, stopped = kit.ToneDim, joined(" · ", x.StoppedReason, x.StoppedBy)
			}
			return kit.Row{ID: id(x.SupplierID), Value: x, Copy: x.Value, Cells: []kit.Cell{{Text: name(x.Name, x.Value)}, {Text: string(x.Since)},
				{Text: stepWord(st, x.Step), Tone: tone}, {Text: or(stopped), Tone: kit.ToneDim}}}
		}}.source(),
		Open: func(row kit.Row) { st.Push(establishmentCard(row.Value.(domain.SilenceRow).SupplierID)) },
		Actions: func(l *List) []kit.Action {
			out := []kit.Action{silenceSteps(st, l.Refresh)}
			if row, ok := l.Table.Selected(); ok {
				out = append(out, stopSilence(st, row.Value.(domain.SilenceRow), l.Refresh))
			}
			return out
		},
	}
}

func stepWord(st *Stage, step int) string {
	return st.T("dunning.step." + []string{"none", "administrators", "buyers", "risk"}[min(max(step, 0), domain.StepAtRisk)])
}

// silenceFact says on a card since when a supplier is silent and what was done.
func silenceFact(st *Stage, s domain.Silence) kit.Item {
	value := joined(" · ", st.T("dunning.silence.since", "Week", string(s.Since)), stepWord(st, s.Step))
	if s.Stopped() {
		return item(st.T("dunning.silence.label"), joined(" · ", value, st.T("dunning.silence.stopped", "Reason", s.StoppedReason, "Name", s.StoppedBy)), kit.ToneDim)
	}
	return item(st.T("dunning.silence.label"), value, kit.ToneWarn)
}

// stopSilence is x: no further step for this silence, with the reason.
func stopSilence(st *Stage, x domain.SilenceRow, refresh func()) kit.Action {
	s := st.Session
	label, ask, done := st.T("dunning.act.stop"), "dunning.ask.stop", "dunning.done.stopped"
	act := s.Desk.StopEscalation
	if x.Stopped() {
		label, ask, done, act = st.T("dunning.act.resume"), "dunning.ask.resume", "dunning.done.resumed", s.Desk.ResumeEscalation
	}
	return kit.Action{Name: "stop_silence", Keys: []string{"x"}, Label: label, Permission: string(domain.HoldMail), Run: func() {
		st.AskForm(label, st.T(ask, "Name", name(x.Name, x.Value)), func(ctx context.Context, v map[string]string) error {
			return act(ctx, s.Actor, x.SupplierID, v["reason"])
		}, func() { st.Flash(st.T(done), kit.ToneGood); refresh() }, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
}

// leaveOut is X: the buyer of this follow-up is told nothing of silences.
func leaveOut(st *Stage, f domain.FollowUp, now domain.SilenceStop, refresh func()) kit.Action {
	s := st.Session
	a := kit.Action{Name: "leave_out", Keys: []string{"X"}, Label: st.T("dunning.act.leave_out"), Permission: string(domain.HoldMail), Quiet: true, Run: func() {
		st.AskForm(st.T("dunning.act.leave_out"), st.T("dunning.ask.leave_out"), func(ctx context.Context, v map[string]string) error {
			return s.Desk.LeaveOutOfEscalation(ctx, s.Actor, f.ID, v["reason"])
		}, func() { st.Flash(st.T("dunning.done.left_out"), kit.ToneGood); refresh() }, &kit.Field{Key: "reason", Label: st.T("console.field.reason"), Required: true})
	}}
	if now.FollowUpID != 0 {
		a.Label, a.Weight, a.Question = st.T("dunning.act.take_in"), kit.Confirm, st.T("dunning.ask.take_in", "Reason", now.Reason)
		a.Run = func() {
			change(st, refresh, "dunning.done.taken_in", func(ctx context.Context) error { return s.Desk.LeaveOutOfEscalation(ctx, s.Actor, f.ID, "") })
		}
	}
	return a
}

// silenceSteps is e: after how many weeks each step is taken.
func silenceSteps(st *Stage, refresh func()) kit.Action {
	s := st.Session
	return kit.Action{Name: "steps", Keys: []string{"e"}, Label: st.T("dunning.act.steps"), Permission: string(domain.ChangeSettings), Run: func() {
		Call(st, "steps", func(ctx context.Context) (domain.SilenceSteps, error) { return s.Desk.SilenceSteps(ctx, s.Actor) }, func(now domain.SilenceSteps, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.AskForm(st.T("dunning.act.steps"), st.T("dunning.ask.steps"), func(ctx context.Context, v map[string]string) error {
				steps, err := domain.ParseSilenceSteps(v["administrators"] + " " + v["buyers"] + " " + v["risk"])
				if err != nil {
					return err
				}
				return s.Desk.SetSilenceSteps(ctx, s.Actor, steps)
			}, func() { st.Flash(st.T("console.done.saved"), kit.ToneGood); refresh() },
				&kit.Field{Key: "administrators", Label: st.T("dunning.step.administrators"), Value: strconv.Itoa(now.Administrators), Required: true},
				&kit.Field{Key: "buyers", Label: st.T("dunning.step.buyers"), Value: strconv.Itoa(now.Buyers), Required: true},
				&kit.Field{Key: "risk", Label: st.T("dunning.step.risk"), Value: strconv.Itoa(now.AtRisk), Required: true})
		})
	}}
}
