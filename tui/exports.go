package tui

import (
	"context"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// exportsList is the register of exports, newest first.
func exportsList(st *Stage) Screen {
	s := st.Session
	names := desk.ExportRequestFields()
	return NewList(st, ListSpec{
		Name: "exports", Title: st.T("console.place.exports"), Empty: st.T("exports.console.empty"),
		Columns: []kit.Column{
			{Key: "number", Title: st.T("exports.column.number"), Min: 5}, {Key: "at", Title: st.T("exports.column.asked"), Min: 16}, {Key: "who", Title: st.T("exports.column.who"), Min: 10, Flex: 1},
			{Key: "what", Title: st.T("exports.column.what"), Min: 13}, {Key: "rows", Title: st.T("exports.column.rows"), Min: 9, Right: true},
			{Key: "state", Title: st.T("exports.column.state"), Min: 14, Flex: 2},
			{Key: "filter", Title: st.T("exports.column.filter"), Min: 14, Flex: 2, Priority: 1}, {Key: "reason", Title: st.T("exports.column.reason"), Min: 14, Flex: 2, Priority: 2},
		},
		Fields: fields(names, map[string][]string{"state": codes(domain.ExportStates()...), "what": desk.Exports()}),
		Source: reading[domain.ExportRequest]{session: s, fields: names, desc: true, page: s.Desk.ExportRequests, count: s.Desk.CountExportRequests,
			row: func(e domain.ExportRequest) kit.Row { return exportRow(st, e) }}.source(),
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			e, err := s.Desk.ExportRequest(ctx, s.Actor, r.Value.(domain.ExportRequest).ID)
			return exportFacts(st, e), err
		},
		Open: func(r kit.Row) { st.Push(exportCard(r.Value.(domain.ExportRequest).ID)) },
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			return exportActs(st, row.Value.(domain.ExportRequest), l.Refresh)
		},
	})
}

func exportRow(st *Stage, e domain.ExportRequest) kit.Row {
	return kit.Row{ID: id(e.ID), Copy: fetchCommand(st, e), Value: e, Cells: []kit.Cell{{Text: id(e.ID)}, {Text: st.when(e.AskedAt)}, {Text: e.Actor}, {Text: st.T("export.noun." + e.What)},
		{Text: exportRows(st, e)}, exportState(st, e), {Text: or(e.Filter), Tone: kit.ToneDim}, {Text: or(e.Reason), Tone: kit.ToneDim}}}
}

func exportRows(st *Stage, e domain.ExportRequest) string {
	return st.count(domain.Count{N: int64(e.Rows), More: e.More})
}

func exportState(st *Stage, e domain.ExportRequest) kit.Cell {
	tone := map[domain.ExportState]kit.Tone{domain.ExportWaiting: kit.ToneWarn, domain.ExportReady: kit.ToneAccent, domain.ExportDone: kit.ToneGood, domain.ExportCancelled: kit.ToneDim}[e.State]
	return kit.Cell{Text: st.word("export_state", string(e.State)), Tone: tone}
}

// exportCard opens a line of the register.
func exportCard(number int64) Opening {
	return func(st *Stage) Screen {
		x := &exportOf{stage: st, id: number}
		x.card = NewCard(st, CardSpec{
			Title: st.T("console.place.exports"), Before: x.load,
			Head:     func() string { return joined(" · ", x.subject().Actor, exportState(st, x.subject()).Text) },
			Identify: func() (string, string) { return "n° " + id(number), fetchCommand(st, x.subject()) },
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return exportFacts(st, x.subject()), nil }},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "export", number) }},
			},
			Actions: func(*Card) []kit.Action {
				if x.subject().ID == 0 {
					return nil
				}
				return exportActs(st, x.subject(), x.card.Refresh)
			},
		})
		return x.card
	}
}

type exportOf struct {
	lastRead[domain.ExportRequest]
	stage *Stage
	card  *Card
	id    int64
}

func (x *exportOf) load(ctx context.Context) error {
	s := x.stage.Session
	return x.keep(s.Desk.ExportRequest(ctx, s.Actor, x.id))
}

func exportFacts(st *Stage, e domain.ExportRequest) []kit.Section {
	var named []string
	for _, c := range strings.Fields(e.Columns) {
		named = append(named, st.own("export.column.", c))
	}
	columns := strings.Join(named, ", ")
	if columns == "" {
		columns = st.T("exports.word.all_columns")
	}
	out := []kit.Section{{Title: st.T("export.noun." + e.What), Items: []kit.Item{
		{Label: st.T("exports.column.state"), Value: exportState(st, e).Text, Tone: exportState(st, e).Tone},
		item(st.T("exports.column.rows"), exportRows(st, e)), item(st.T("exports.column.filter"), e.Filter), item(st.T("exports.fact.order"), exportOrder(st, e.Sort, e.Descending)), item(st.T("exports.fact.columns"), columns),
		item(st.T("exports.field.format"), strings.ToUpper(e.Format)), item(st.T("exports.column.reason"), e.Reason),
		item(st.T("exports.column.asked"), joined(" · ", e.Actor, st.when(e.AskedAt))), item(st.T("exports.fact.released"), releasedBy(st, e)),
		item(st.T("exports.fact.done"), st.when(e.DoneAt)), item("SHA-256", e.SHA256),
	}}}
	if e.State == domain.ExportReady && e.StaffID == st.Session.Actor.StaffID {
		out = append(out, kit.Section{Title: st.T("exports.console.fetch"), Items: []kit.Item{item(st.T("exports.action.command"), fetchCommand(st, e)), item(st.T("exports.fact.until"), st.when(e.Until()))}})
	}
	return out
}

func releasedBy(st *Stage, e domain.ExportRequest) string {
	if e.ReleasedAt.Never() {
		return ""
	}
	return joined(" · ", e.ReleasedBy, st.when(e.ReleasedAt))
}

// exportActs are releasing, copying the line that fetches it, cancelling.
func exportActs(st *Stage, e domain.ExportRequest, refresh func()) []kit.Action {
	s := st.Session
	own := e.StaffID == s.Actor.StaffID
	release := kit.Action{Name: "approve", Keys: []string{"a"}, Label: st.T("exports.action.approve"), Permission: string(domain.ReleaseExport), Weight: kit.Confirm,
		Question: st.T("exports.ask.release", "Who", e.Actor, "What", st.T("export.noun."+e.What), "Rows", exportRows(st, e), "Filter", or(e.Filter), "Reason", or(e.Reason)),
		Off:      offWhen(e.State != domain.ExportWaiting, st.T("exports.off.not_waiting")), Run: func() {
			Call(st, "release", func(ctx context.Context) (domain.ExportRequest, error) {
				return s.Desk.ReleaseExport(ctx, s.Actor, e.ID)
			}, func(e domain.ExportRequest, err error) {
				if err != nil {
					st.Fail(err)
					return
				}
				st.Flash(st.T("exports.done.released", "Number", e.ID, "Who", e.Actor), kit.ToneGood)
				refresh()
			})
		}}
	ended := e.State != domain.ExportWaiting && e.State != domain.ExportReady
	return []kit.Action{release,
		{Name: "command", Keys: []string{"f"}, Label: st.T("exports.action.command"), Permission: string(domain.ExportList),
			Off: offWhen(ended, st.T("exports.off.ended")) + offWhen(!ended && !own, st.T("exports.off.not_yours")), Run: func() { showFetch(st, e) }},
		{Name: "cancel", Keys: []string{"d"}, Label: st.T("exports.action.cancel"), Permission: string(domain.ExportList), Weight: kit.Confirm, Question: st.T("exports.ask.cancel", "Number", e.ID),
			Off: offWhen(ended, st.T("exports.off.ended")), Run: func() {
				change(st, refresh, "exports.done.cancelled", func(ctx context.Context) error {
					_, err := s.Desk.CancelExport(ctx, s.Actor, e.ID)
					return err
				})
			}}}
}
