package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// followUps is the list of every pair of buyer and supplier.
func followUps(st *Stage) Screen { return NewList(st, followUpList(st, bothSides)) }

// side says which names a list of follow-ups needs.
type followUpSide int

const (
	bothSides followUpSide = iota
	buyersOf
	suppliersOf
)

func followUpList(st *Stage, sides followUpSide, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.FollowUpFields()
	name := ""
	if sides == bothSides {
		name = "followups"
	}
	return ListSpec{
		Name: name, Title: st.T("console.place.followups"), Columns: followUpColumns(st, sides), Empty: st.T("console.empty.followups"),
		Fields: fields(names, map[string][]string{
			"state":   codes(domain.FollowUpActive, domain.FollowUpStandby, domain.FollowUpClosed),
			"docs":    codes(domain.Outstanding, domain.BeingChecked, domain.Compliant, domain.NothingRequired),
			"pending": {"yes", "no"}, "standby": {"yes", "no"}, "undecided": {"yes", "no"}, "told": {"yes", "no"},
		}),
		Source: reading[domain.FollowUpRow]{
			session: s, fields: names, fixed: fixed, desc: true,
			page: s.Desk.FollowUps, count: s.Desk.CountFollowUps,
			row: func(f domain.FollowUpRow) kit.Row { return followUpRow(st, sides, f) },
		}.source(),
		Open: func(r kit.Row) { st.Push(followUpCard(r.Value.(domain.FollowUpRow).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.FollowUp(ctx, s.Actor, r.Value.(domain.FollowUpRow).ID)
			if err != nil {
				return nil, err
			}
			return append(followUpFacts(st, c), kit.Section{Title: st.T("console.tab.documents"), Items: documentItems(st, c.Assessment.Lines)}), nil
		},
		Actions: func(l *List) []kit.Action { return standbyOfList(st, l) },
	}
}

func followUpColumns(st *Stage, sides followUpSide) []kit.Column {
	buyer := kit.Column{Key: "buyer", Title: st.T("console.column.buyer"), Min: 18, Flex: 2}
	supplier := kit.Column{Key: "supplier", Title: st.T("console.column.supplier"), Min: 18, Flex: 2}
	rest := []kit.Column{
		{Key: "state", Title: st.T("console.column.state"), Min: 15},
		{Key: "docs", Title: st.T("console.column.documents"), Min: 14},
		{Key: "ends", Title: st.T("console.column.ends"), Min: 10, Sort: "ends", Priority: 1},
	}
	switch sides {
	case buyersOf:
		return append([]kit.Column{buyer}, rest...)
	case suppliersOf:
		return append([]kit.Column{supplier}, rest...)
	}
	return append([]kit.Column{supplier, buyer}, rest...)
}

func followUpRow(st *Stage, sides followUpSide, f domain.FollowUpRow) kit.Row {
	state, docs := followUpState(st, f.FollowUp), compliance(st, f.FollowUp)
	if !f.InForce(st.Session.Desk.Today()) {
		docs = kit.Cell{Text: none, Tone: kit.ToneDim}
	}
	cells := []kit.Cell{state, docs, {Text: st.day(f.EndsOn), Tone: kit.ToneDim}}
	buyer, supplier := kit.Cell{Text: name(f.BuyerName, f.BuyerValue)}, kit.Cell{Text: name(f.SupplierName, f.SupplierValue)}
	row := kit.Row{ID: id(f.ID), Copy: f.SupplierValue, Value: f}
	switch sides {
	case buyersOf:
		row.Copy, row.Cells = f.BuyerValue, append([]kit.Cell{buyer}, cells...)
	case suppliersOf:
		row.Cells = append([]kit.Cell{supplier}, cells...)
	default:
		row.Cells = append([]kit.Cell{supplier, buyer}, cells...)
	}
	return row
}

// name is a name, or the identifier that stands in for an empty one.
func name(text, value string) string {
	if text != "" {
		return text
	}
	return value
}

// followUpState says where a pair stands; an active one whose contracts are
// over is said to be ended.
func followUpState(st *Stage, f domain.FollowUp) kit.Cell {
	switch {
	case f.StandbyPending:
		return kit.Cell{Text: st.T("console.state.standby_pending"), Tone: kit.ToneWarn}
	case f.State == domain.FollowUpStandby && !f.StandbyConfirmed:
		return kit.Cell{Text: st.word("followup", string(f.State)), Tone: kit.ToneWarn}
	case f.State == domain.FollowUpStandby, f.State == domain.FollowUpClosed:
		return kit.Cell{Text: st.word("followup", string(f.State)), Tone: kit.ToneDim}
	case f.Ended(st.Session.Desk.Today()):
		return kit.Cell{Text: st.T("console.state.ended"), Tone: kit.ToneDim}
	}
	return kit.Cell{Text: st.T("console.state.in_force")}
}

// compliance says what is missing of what is asked.
func compliance(st *Stage, f domain.FollowUp) kit.Cell {
	switch f.Compliance {
	case domain.Outstanding:
		return kit.Cell{Text: st.T("console.docs.outstanding", "N", st.number(f.Outstanding), "Of", st.number(f.Required)), Tone: kit.ToneBad}
	case domain.BeingChecked:
		return kit.Cell{Text: st.T("console.docs.being_checked"), Tone: kit.ToneWarn}
	case domain.Compliant:
		return kit.Cell{Text: st.word("compliance", string(f.Compliance)), Tone: kit.ToneGood}
	}
	return kit.Cell{Text: st.word("compliance", string(f.Compliance)), Tone: kit.ToneDim}
}

// followUpNow sums a pair up in a few words.
func followUpNow(st *Stage, f domain.FollowUp) (string, kit.Tone) {
	state, docs := followUpState(st, f), compliance(st, f)
	if f.InForce(st.Session.Desk.Today()) && !f.StandbyPending {
		return docs.Text, docs.Tone
	}
	return state.Text, state.Tone
}
