package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// newHome is what waits: every line opens its list.
func newHome(st *Stage) Screen {
	s := st.Session
	h := &home{stage: st}
	return NewBoard(st, BoardSpec{Title: st.T("console.place.home"),
		Load: func(ctx context.Context) (func() []kit.BoardGroup, error) {
			read, err := s.Desk.Home(ctx, s.Actor)
			if err != nil {
				return nil, err
			}
			return func() []kit.BoardGroup {
				return []kit.BoardGroup{h.waiting(read), h.week(read), h.compliance(read), h.post(read), h.imports(read)}
			}, nil
		},
		Actions: func() []kit.Action {
			return []kit.Action{{Name: "why", Keys: []string{"w"}, Label: st.T("console.action.why"), Run: func() { askWhy(st) }}}
		}})
}

// home draws what was read for it.
type home struct{ stage *Stage }

// to opens a list with a filter.
func (h *home) to(open Opening, filter string) func() {
	st := h.stage
	return func() {
		st.Push(func(st *Stage) Screen {
			screen := open(st)
			if t, ok := screen.(*tickets); ok {
				t.spec.Filter = filter
				t.Table.SetFilter(filter)
			}
			if l, ok := screen.(*List); ok && filter != "" {
				l.spec.Filter = filter
				l.Table.SetFilter(filter)
			}
			return screen
		})
	}
}

func (h *home) waiting(read desk.Home) kit.BoardGroup {
	st := h.stage
	g := kit.BoardGroup{Title: st.T("console.home.waiting")}
	add := func(key string, c domain.Count, tone kit.Tone, run func()) {
		if c.N == 0 {
			return
		}
		g.Rows = append(g.Rows, kit.BoardRow{Label: st.T("console.home." + key), Value: st.count(c), Tone: tone, Run: run})
	}
	today := string(st.Session.Desk.Today())
	add("alerts", read.Alerts, kit.ToneBad, h.to(auditList, "subject:alert"))
	add("rights_late", read.RightsLate, kit.ToneBad, h.to(rightsRequests, "open:yes due:<"+today))
	add("rights_soon", read.RightsSoon, kit.ToneWarn, h.to(rightsRequests, "open:yes"))
	add("rights_open", read.RightsOpen, kit.ToneNormal, h.to(rightsRequests, "open:yes"))
	add("standbys", domain.Count{N: int64(read.PendingStandbys)}, kit.ToneWarn, h.to(followUps, "pending:yes"))
	add("undecided", read.Undecided, kit.ToneWarn, h.to(followUps, "undecided:yes"))
	add("to_reach", read.ToReach, kit.ToneWarn, h.to(followUps, "told:no"))
	add("held_contacts", read.HeldContacts, kit.ToneWarn, h.to(users, "heldcontact:yes"))
	add("rights_to_set", read.RightsToSet, kit.ToneNormal, h.to(users, "rightstoset:yes"))
	add("without_administrator", domain.Count{N: int64(read.Leaderless)}, kit.ToneWarn, h.to(leaderless, ""))
	add("documents", read.ToCheck, kit.ToneWarn, h.to(documents, ""))
	add("at_risk", read.AtRisk, kit.ToneBad, h.to(remindersAt("f"), ""))
	add("two_factor", read.TwoFactors, kit.ToneWarn, h.to(registersAt("f"), ""))
	add("bounced", read.Bounced, kit.ToneBad, h.to(users, "bounced:yes"))
	add("uncertain", read.Uncertain, kit.ToneWarn, h.to(mails, "state:uncertain"))
	add("rejected", read.Rejected, kit.ToneBad, h.to(mails, "state:rejected"))
	add("consents_failed", read.ConsentsFailed, kit.ToneBad, h.to(customers, "state:failed"))
	add("tickets", read.Tickets, kit.ToneNormal, h.to(newTickets, "state:new"))
	if len(g.Rows) == 0 {
		g.Text = st.T("console.home.nothing_waits")
	}
	return g
}

// week is this week's cycle: where it stands, whom it mailed, whom not.
func (h *home) week(read desk.Home) kit.BoardGroup {
	st := h.stage
	week := st.Session.Desk.ThisWeek()
	g := kit.BoardGroup{Title: st.T("console.home.week", "Week", string(week))}
	open := func() { st.Push(newReminders) }
	state, tone := cycleState(st, read.Cycle)
	g.Rows = append(g.Rows, kit.BoardRow{Label: st.T("console.home.cycle"), Note: joined(" · ", state, holdReason(st, read.Cycle)), Loud: tone, Run: open})
	if len(read.CycleCounts) == 0 {
		return g
	}
	for _, kind := range domain.ReminderKinds() {
		mailed, all := 0, 0
		for _, c := range read.CycleCounts {
			if c.Kind == kind {
				all += c.N
				if c.Outcome == domain.Mailed {
					mailed += c.N
				}
			}
		}
		g.Rows = append(g.Rows, kit.BoardRow{Label: st.T("console.home_mailed." + string(kind)), Value: st.number(mailed), Bar: &kit.Share{Part: int64(mailed), Whole: int64(all), Tone: kit.ToneAccent},
			Run: func() { st.Push(cycleCard(week)) }})
	}
	return g
}

// cycleState says where a week's cycle stands.
func cycleState(st *Stage, c domain.Cycle) (string, kit.Tone) {
	switch {
	case c.Week == "":
		return st.T("console.cycle.not_begun"), kit.ToneDim
	case c.Hold != "" && c.ReleasedBy == "":
		return st.word("cycle", domain.CycleHeld), kit.ToneWarn
	case c.State == domain.CyclePlanned:
		return st.word("cycle", c.State), kit.ToneGood
	}
	return st.word("cycle", c.State), kit.ToneNormal
}

func (h *home) compliance(read desk.Home) kit.BoardGroup {
	st := h.stage
	g := kit.BoardGroup{Title: st.T("console.home.compliance")}
	total := int64(0)
	for _, c := range read.Compliance {
		total += c.N
	}
	for _, s := range []struct {
		state domain.ComplianceState
		tone  kit.Tone
	}{{domain.Compliant, kit.ToneGood}, {domain.BeingChecked, kit.ToneWarn}, {domain.Outstanding, kit.ToneBad}, {domain.NothingRequired, kit.ToneDim}} {
		c := read.Compliance[s.state]
		g.Rows = append(g.Rows, kit.BoardRow{Label: capital(st.word("compliance", string(s.state))), Value: st.count(c), Bar: &kit.Share{Part: c.N, Whole: total, Tone: s.tone},
			Run: h.to(followUps, "docs:"+string(s.state))})
	}
	return g
}

func (h *home) post(read desk.Home) kit.BoardGroup {
	st := h.stage
	g := kit.BoardGroup{Title: st.T("console.home.post")}
	for _, s := range []domain.MailState{domain.MailQueued, domain.MailRetry, domain.MailSent} {
		c := read.MailStates[s]
		g.Rows = append(g.Rows, kit.BoardRow{Label: capital(st.word("mail", string(s))), Value: st.count(c), Run: h.to(mails, "state:"+string(s))})
	}
	return g
}

func (h *home) imports(read desk.Home) kit.BoardGroup {
	st := h.stage
	g := kit.BoardGroup{Title: st.T("console.home.imports")}
	for _, b := range read.Batches {
		g.Rows = append(g.Rows, kit.BoardRow{Label: b.FileName, Value: st.number(b.Lines), Note: joined(" · ", batchState(st, b.State).Text, rejects(st, b)),
			Run: func() { st.Push(importCard(b.ID)) }})
	}
	if len(g.Rows) == 0 {
		g.Text = st.T("console.empty.imports")
	}
	return g
}

func rejects(st *Stage, b domain.ImportBatch) string {
	if b.Rejected == 0 {
		return ""
	}
	return st.Session.Texts.N("console.home.rejects", int64(b.Rejected))
}
