package tui

import (
	"context"
	"slices"
	"strconv"
	"time"

	"vigie/internal/domain"
	"vigie/tui/kit"
)

// review is what an administrator looks at: what customers accept, what became
// of the requests, whom to ask again.
func review(st *Stage) Screen {
	s := st.Session
	r := &reviewed{stage: st}
	r.board = NewBoard(st, BoardSpec{Title: st.T("console.place.review"),
		Load: func(ctx context.Context) (func() []kit.BoardGroup, error) {
			read, err := s.Desk.ConsentReview(ctx, s.Actor)
			if err != nil {
				return nil, err
			}
			return func() []kit.BoardGroup {
				r.now = read.Switch
				return []kit.BoardGroup{r.turned(read.Switch), r.accepts(read), r.states(read), r.again(), r.months(read), r.answers(read)}
			}, nil
		},
		Actions: func() []kit.Action {
			return []kit.Action{switchAction(st, r.now, r.board.Refresh),
				{Name: "campaigns", Keys: []string{"n"}, Label: st.T("console.place.campaigns"), Run: func() { st.Push(campaigns) }}}
		}})
	return r.board
}

// reviewed draws a review.
type reviewed struct {
	stage *Stage
	board *Board
	now   domain.ConsentSwitch
}

// to opens the customers that a filter finds.
func (r *reviewed) to(filter string) func() { return (&home{stage: r.stage}).to(customers, filter) }

func (r *reviewed) turned(s domain.ConsentSwitch) kit.BoardGroup {
	st := r.stage
	row := kit.BoardRow{Label: st.T("consent.console.requests"), Value: st.T("consent.console.is_on"), Tone: kit.ToneGood}
	if !s.On {
		row.Value, row.Tone = st.T("consent.console.is_off"), kit.ToneBad
	}
	if !s.At.Never() {
		row.Note = st.T("consent.console.turned", "Who", s.By, "When", st.when(s.At), "Reason", s.Reason)
	}
	return kit.BoardGroup{Title: st.T("consent.console.switch"), Rows: []kit.BoardRow{row}}
}

func (r *reviewed) accepts(read domain.ConsentReview) kit.BoardGroup {
	st := r.stage
	g := kit.BoardGroup{Title: st.T("consent.console.accept", "Count", st.Session.Texts.Number(read.Customers))}
	for _, ch := range domain.ConsentChannels() {
		n := read.Accepts[ch]
		g.Rows = append(g.Rows, kit.BoardRow{Label: capital(st.word("consent_channel", string(ch))), Value: st.Session.Texts.Number(n), Note: percent(n, read.Customers),
			Bar: &kit.Share{Part: n, Whole: read.Customers, Tone: kit.ToneGood}, Run: r.to("accepts:" + string(ch))})
	}
	return g
}

func percent(part, whole int64) string {
	if whole == 0 {
		return ""
	}
	return strconv.FormatInt(part*100/whole, 10) + " %"
}

func (r *reviewed) states(read domain.ConsentReview) kit.BoardGroup {
	st := r.stage
	g := kit.BoardGroup{Title: st.T("consent.console.states")}
	for _, s := range []domain.RequestState{domain.RequestAnswered, domain.RequestSent, domain.RequestQueued, domain.RequestExpired, domain.RequestFailed, domain.RequestCancelled, domain.RequestNever} {
		n := read.States[s]
		cell, name := requestCell(st, s), string(s)
		if s == domain.RequestNever {
			name = "never"
		}
		g.Rows = append(g.Rows, kit.BoardRow{Label: capital(cell.Text), Value: st.Session.Texts.Number(n), Bar: &kit.Share{Part: n, Whole: read.Customers, Tone: cell.Tone}, Run: r.to("state:" + name)})
	}
	return g
}

// again is who can be asked, each a filtered list from which s asks them.
func (r *reviewed) again() kit.BoardGroup {
	st := r.stage
	g := kit.BoardGroup{Title: st.T("consent.console.again")}
	for _, a := range []struct{ label, filter string }{
		{"consent.console.again_never", "state:never reach:email"}, {"consent.console.again_expired", "state:expired reach:email -refused:yes"},
		{"consent.console.again_failed", "state:failed reach:email -refused:yes"}, {"consent.console.again_silent", "state:sent -refused:yes asked:<" + weekAgo(st)},
	} {
		g.Rows = append(g.Rows, kit.BoardRow{Label: st.T(a.label), Note: a.filter, Run: r.to(a.filter)})
	}
	return g
}

func weekAgo(st *Stage) string { return st.Session.Now().AddDate(0, 0, -7).Format(time.DateOnly) }

func (r *reviewed) months(read domain.ConsentReview) kit.BoardGroup {
	st := r.stage
	n := st.Session.Texts.Number
	total, most := read.Total(), int64(1)
	for _, m := range read.Months {
		most = max(most, m.Sent)
	}
	g := kit.BoardGroup{Title: st.T("consent.console.months", "Sent", n(total.Sent), "Rate", total.AnswerRate(), "Delay", st.Session.Texts.Span(read.Median.Round(time.Minute)))}
	for i, m := range slices.Backward(read.Months) {
		if m.Sent == 0 && i < len(read.Months)-1 {
			continue
		}
		g.Rows = append(g.Rows, kit.BoardRow{Label: m.Month, Value: n(m.Sent), Bar: &kit.Share{Part: m.Sent, Whole: most, Tone: kit.ToneAccent},
			Note: st.T("consent.console.month", "Answered", n(m.Answered), "Rate", m.AnswerRate(), "Expired", n(m.Expired), "Failed", n(m.Failed))})
	}
	return g
}

// answers are the yes and no of each channel, month by month.
func (r *reviewed) answers(read domain.ConsentReview) kit.BoardGroup {
	st := r.stage
	g := kit.BoardGroup{Title: st.T("consent.console.answers")}
	for _, m := range slices.Backward(read.Months) {
		for _, ch := range domain.ConsentChannels() {
			yes, no := m.Yes[ch], m.No[ch]
			if yes+no == 0 {
				continue
			}
			g.Rows = append(g.Rows, kit.BoardRow{Label: m.Month + " " + st.word("consent_channel", string(ch)), Value: st.Session.Texts.Number(yes),
				Bar: &kit.Share{Part: yes, Whole: yes + no, Tone: kit.ToneGood}, Note: st.T("consent.console.of", "Count", st.Session.Texts.Number(yes+no))})
		}
	}
	if len(g.Rows) == 0 {
		g.Text = st.T("console.empty.ledger")
	}
	return g
}
