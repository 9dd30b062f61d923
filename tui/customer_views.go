package tui

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"vigie/tui/kit"
)

// viewKept is under which name a person's views of customers are kept.
const viewKept = "views.customers"

// customerViews are the keys 1 to 9 and b: views that everybody has, then those
// that the person saved.
func customerViews(st *Stage, l *List) []kit.Action {
	own := []string{"state:never reach:email", "state:expired -refused:yes", "state:failed", "accepts:email", "accepts:sms"}
	var actions []kit.Action
	for n := 1; n <= 9; n++ {
		actions = append(actions, kit.Action{Name: "view" + strconv.Itoa(n), Keys: []string{strconv.Itoa(n)}, Label: st.T("consent.console.view", "Number", n), Quiet: true, Run: func() {
			withViews(st, func(saved []string) {
				if all := slices.Concat(own, saved); n <= len(all) {
					l.SetFilter(all[n-1])
					return
				}
				st.Flash(st.T("consent.console.no_view", "Number", n), kit.ToneDim)
			})
		}})
	}
	save := kit.Action{Name: "save_view", Keys: []string{"b"}, Label: st.T("consent.console.save_view"), Quiet: true, Off: offWhen(l.Table.Filter() == "", st.T("consent.console.no_filter")), Run: func() {
		withViews(st, func(saved []string) {
			saved = append(saved, l.Table.Filter())
			if len(saved) > 9-len(own) {
				saved = saved[len(saved)-9+len(own):]
			}
			text, err := json.Marshal(saved)
			if err != nil {
				st.Fail(err)
				return
			}
			st.Session.remember(viewKept, string(text))
			number := len(own) + len(saved)
			Call(st, "save_view", func(ctx context.Context) (struct{}, error) {
				return struct{}{}, st.Session.Desk.KeepView(ctx, st.Session.Actor, viewKept, string(text))
			}, func(_ struct{}, err error) {
				if err != nil {
					st.Fail(err)
					return
				}
				st.Flash(st.T("consent.console.view_saved", "Number", number), kit.ToneGood)
			})
		})
	}}
	return append(actions, save)
}

// withViews reads the person's saved views, once a session.
func withViews(st *Stage, then func([]string)) {
	s := st.Session
	parse := func(text string) (saved []string) {
		if text == "" || json.Unmarshal([]byte(text), &saved) != nil {
			return nil
		}
		return saved
	}
	if text, known := s.views[viewKept]; known {
		then(parse(text))
		return
	}
	Call(st, "views", func(ctx context.Context) (string, error) { return s.Desk.View(ctx, s.Actor, viewKept) }, func(text string, err error) {
		if err != nil {
			st.Fail(err)
			return
		}
		s.remember(viewKept, text)
		then(parse(text))
	})
}
