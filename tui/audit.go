package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// auditList is who did what, newest first.
func auditList(st *Stage) Screen {
	s := st.Session
	names := desk.AuditFields()
	spec := auditSpec(st)
	spec.Name, spec.Title = "audit", st.T("console.place.audit")
	spec.Fields = fields(names, map[string][]string{"action": actionCodes(), "subject": {"alert", "customer", "cycle", "establishment", "follow_up", "import_batch", "mail", "setting", "staff", "standby_request", "user"}})
	spec.Source = reading[domain.AuditRow]{
		session: s, fields: names, desc: true,
		page: s.Desk.Audit, count: s.Desk.CountAudit,
		row: func(a domain.AuditRow) kit.Row { return auditLine(st, a) },
	}.source()
	spec.Actions = func(*List) []kit.Action {
		return []kit.Action{{Name: "verify", Keys: []string{"u"}, Label: st.T("console.action.verify"), Permission: string(domain.ReadRegisters), Run: func() { verifyAudit(st) }}}
	}
	return NewList(st, spec)
}

func actionCodes() []string {
	var out []string
	for a := range domain.Actions() {
		out = append(out, string(a))
	}
	return out
}

// auditSpec is what every list of acts has.
func auditSpec(st *Stage) ListSpec {
	return ListSpec{
		Title: st.T("console.tab.history"), Empty: st.T("console.empty.audit"),
		Columns: []kit.Column{
			{Key: "at", Title: st.T("console.column.when"), Min: 16}, {Key: "actor", Title: st.T("console.column.who"), Min: 14, Flex: 1},
			{Key: "action", Title: st.T("console.column.act"), Min: 18, Flex: 2}, {Key: "subject", Title: st.T("console.column.subject"), Min: 18, Flex: 1},
			{Key: "door", Title: st.T("console.column.door"), Min: 8, Priority: 1},
		},
		Open: func(r kit.Row) { st.Push(auditCard(r.Value.(domain.AuditRow))) },
		Preview: func(_ context.Context, r kit.Row) ([]kit.Section, error) {
			return auditFacts(st, r.Value.(domain.AuditRow)), nil
		},
	}
}

// historyList is the audit of one subject, as a tab of its card.
func historyList(st *Stage, subject string, id int64) ListSpec {
	s := st.Session
	spec := auditSpec(st)
	spec.Empty = st.T("console.empty.history")
	spec.Source = whole(func(ctx context.Context) ([]domain.AuditRow, error) {
		return s.Desk.History(ctx, s.Actor, subject, id)
	}, func(a domain.AuditRow) kit.Row { return auditLine(st, a) })
	return spec
}

func auditLine(st *Stage, a domain.AuditRow) kit.Row {
	return kit.Row{ID: id(a.ID), Copy: a.Hash, Value: a, Cells: []kit.Cell{
		{Text: st.when(a.At)}, {Text: a.Actor}, {Text: st.word("action", string(a.Action))},
		{Text: joined(" ", st.word("noun", a.Subject), id(a.SubjectID))}, {Text: st.own("console.door.", a.Door), Tone: kit.ToneDim}}}
}

func auditCard(a domain.AuditRow) Opening {
	return func(st *Stage) Screen {
		return NewCard(st, CardSpec{Title: st.T("console.audit.act", "ID", id(a.ID)), Identity: a.Hash, Tabs: []CardTab{
			{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return auditFacts(st, a), nil }},
		}})
	}
}

// auditFacts are the act, and its subject before and after.
func auditFacts(st *Stage, a domain.AuditRow) []kit.Section {
	sections := []kit.Section{{Title: st.word("action", string(a.Action)), Items: []kit.Item{
		item(st.T("console.column.when"), st.when(a.At)),
		item(st.T("console.column.who"), a.Actor),
		item(st.T("console.column.door"), st.own("console.door.", a.Door)),
		item(st.T("console.column.subject"), joined(" ", st.word("noun", a.Subject), id(a.SubjectID))),
	}}}
	sections = append(sections, kit.Section{Title: st.T("console.audit.change"), Items: changes(st, a)})
	return append(sections, kit.Section{Title: st.T("console.audit.chain"), Items: []kit.Item{
		item(st.T("console.audit.hash"), a.Hash, kit.ToneDim), item(st.T("console.audit.previous"), a.PrevHash, kit.ToneDim)}})
}

// verifyAudit recomputes the chain and says what it found.
func verifyAudit(st *Stage) {
	type result struct {
		rows   int
		broken int64
		head   string
	}
	CallWithin(st, "verify", longWork, func(ctx context.Context) (result, error) {
		rows, broken, head, err := st.Session.Desk.VerifyAudit(ctx, st.Session.Actor)
		return result{rows, broken, head}, err
	}, func(r result, err error) {
		switch {
		case err != nil:
			st.Fail(err)
		case r.broken != 0:
			st.Flash(st.T("console.audit.broken", "ID", id(r.broken)), kit.ToneBad)
		default:
			st.Flash(st.T("console.audit.sound", "Rows", st.number(r.rows), "Head", r.head[:min(12, len(r.head))]), kit.ToneGood)
		}
	})
}
