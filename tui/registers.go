package tui

import (
	"context"
	"strconv"
	"sync/atomic"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// registers are the suppression list, the legal holds, the periods, the seller
// of the order forms and more, each a tab.
func registers(st *Stage) Screen {
	r := &register{stage: st}
	r.card = NewCard(st, CardSpec{
		Title: st.T("console.place.registers"), Actions: r.actions,
		Head: func() string { return st.T("rights.console.registers_head") },
		Tabs: []CardTab{
			{Key: "s", Label: st.T("console.tab.suppressions"), List: r.suppressions},
			{Key: "l", Label: st.T("console.tab.holds"), List: r.holds},
			{Key: "p", Label: st.T("console.tab.periods"), List: r.periods},
			{Key: "f", Label: st.T("console.tab.twofactor"), List: r.twoFactors},
			{Key: "u", Label: st.T("console.tab.audits"), List: r.securityAudits},
			{Key: "v", Label: st.T("offer.seller.tab"), Load: r.seller},
		},
	})
	return r.card
}

type register struct {
	sold  atomic.Pointer[domain.Seller] // whom papers name, as last read
	stage *Stage
	card  *Card
}

func (r *register) suppressions() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("rights.console.suppressions"), Empty: st.T("rights.console.no_suppression"),
		Columns: []kit.Column{{Title: st.T("rights.column.hash"), Min: 32, Flex: 1}, {Title: st.T("console.column.kind"), Min: 16}, {Title: st.T("rights.column.request"), Min: 8}, {Title: st.T("console.fact.since"), Min: 16, Priority: 1}},
		Source: whole(func(ctx context.Context) ([]domain.Suppression, error) { return s.Desk.Suppressions(ctx, s.Actor) }, func(x domain.Suppression) kit.Row {
			return kit.Row{ID: x.Hash, Copy: x.Hash, Value: x, Cells: []kit.Cell{{Text: x.Hash}, {Text: st.own("rights.suppression.", string(x.Kind))}, {Text: or(zeroless(x.RequestID))}, {Text: st.when(x.CreatedAt)}}}
		})}
}

func zeroless(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (r *register) holds() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("rights.console.holds"), Empty: st.T("rights.console.no_hold"),
		Columns: []kit.Column{{Title: st.T("rights.column.scope"), Min: 14}, {Title: st.T("rights.column.subject"), Min: 8}, {Title: st.T("rights.column.reason"), Min: 20, Flex: 1}, {Title: st.T("console.fact.since"), Min: 16}, {Title: st.T("rights.column.lifted"), Min: 16, Priority: 1}},
		Source: whole(func(ctx context.Context) ([]domain.LegalHold, error) { return s.Desk.LegalHolds(ctx, s.Actor) }, func(h domain.LegalHold) kit.Row {
			return kit.Row{ID: id(h.ID), Value: h, Cells: []kit.Cell{{Text: st.own("rights.scope.", string(h.Scope))}, {Text: id(h.SubjectID)}, {Text: or(h.Reason)}, {Text: st.when(h.CreatedAt)}, {Text: st.when(h.LiftedAt)}}}
		})}
}

// periods are the table of periods with what is past its date now.
func (r *register) periods() ListSpec {
	st, s := r.stage, r.stage.Session
	return ListSpec{Title: st.T("rights.console.periods"), Empty: none,
		Columns: []kit.Column{{Title: st.T("rights.column.meaning"), Min: 26, Flex: 1}, {Title: st.T("rights.column.months"), Min: 6}, {Title: st.T("rights.column.article"), Min: 14}, {Title: st.T("rights.console.past"), Min: 10}},
		Source: whole(func(ctx context.Context) ([]desk.PastDate, error) { return periodsAndPast(ctx, s) }, func(p desk.PastDate) kit.Row {
			tone := kit.ToneDim
			if p.Rows > 0 {
				tone = kit.ToneWarn
			}
			return kit.Row{ID: string(p.Period.Kind), Value: p, Cells: []kit.Cell{{Text: st.own("rights.period.", string(p.Period.Kind))}, {Text: strconv.Itoa(p.Period.Months)}, {Text: p.Period.Article}, {Text: st.Session.Texts.Number(p.Rows), Tone: tone}}}
		})}
}

func periodsAndPast(ctx context.Context, s *Session) ([]desk.PastDate, error) {
	table, err := s.Desk.Periods(ctx, s.Actor)
	if err != nil {
		return nil, err
	}
	past, err := s.Desk.PurgePlan(ctx, s.Actor)
	out := make([]desk.PastDate, 0, len(table))
	for _, p := range table {
		one := desk.PastDate{Period: p}
		for _, found := range past {
			if found.Period.Kind == p.Kind {
				one = found
			}
		}
		out = append(out, one)
	}
	return out, err
}

func (r *register) actions(c *Card) []kit.Action {
	st, s := r.stage, r.stage.Session
	if c.Tab() == "v" {
		return []kit.Action{r.sellerAction()}
	}
	row, ok := c.Row()
	if !ok {
		return nil
	}
	switch v := row.Value.(type) {
	case domain.Suppression:
		return []kit.Action{{Name: "lift", Keys: []string{"d"}, Label: st.T("rights.act.lift"), Permission: string(domain.LiftSuppression), Run: func() {
			st.AskForm(st.T("rights.act.lift"), st.T("rights.ask.lift")+"\n\n"+v.Hash, func(ctx context.Context, values map[string]string) error {
				return s.Desk.LiftSuppression(ctx, s.Actor, v.Hash, values["text"])
			}, r.card.Refresh, &kit.Field{Key: "text", Label: st.T("rights.console.evidence")})
		}}}
	case domain.LegalHold:
		a := kit.Action{Name: "lift", Keys: []string{"d"}, Label: st.T("rights.act.lift_hold"), Permission: string(domain.HoldLegally), Weight: kit.Confirm, Question: st.T("rights.ask.lift_hold"), Run: func() {
			change(st, r.card.Refresh, "console.done.saved", func(ctx context.Context) error { return s.Desk.LiftLegalHold(ctx, s.Actor, v.ID) })
		}}
		if !v.LiftedAt.Never() {
			a.Off = st.T("rights.column.lifted")
		}
		return []kit.Action{a}
	case desk.PastDate:
		return []kit.Action{{Name: "period", Keys: []string{"e"}, Label: st.T("rights.act.period"), Permission: string(domain.ChangeSettings), Run: func() {
			st.AskForm(st.T("rights.act.period"), st.own("rights.period.", string(v.Period.Kind)), func(ctx context.Context, values map[string]string) error {
				months, err := strconv.Atoi(values["months"])
				if err != nil {
					return domain.Refuse(domain.Invalid, "period_range")
				}
				return s.Desk.SetPeriod(ctx, s.Actor, v.Period.Kind, months)
			}, r.card.Refresh, &kit.Field{Key: "months", Label: st.T("rights.column.months"), Value: strconv.Itoa(v.Period.Months)})
		}}}
	}
	return nil
}
