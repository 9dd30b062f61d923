package tui

import (
	"context"
	"strings"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// imports are the files that came in, newest first.
func imports(st *Stage) Screen {
	s := st.Session
	return NewList(st, ListSpec{
		Name: "imports", Title: st.T("console.place.imports"), Empty: st.T("console.empty.imports"),
		Columns: []kit.Column{
			{Key: "at", Title: st.T("console.column.when"), Min: 16}, {Key: "file", Title: st.T("console.column.file"), Min: 18, Flex: 1},
			{Key: "kind", Title: st.T("console.column.kind"), Min: 15, Priority: 4},
			{Key: "lines", Title: st.T("console.column.lines"), Min: 7, Right: true}, {Key: "created", Title: st.T("console.column.created"), Min: 7, Right: true, Priority: 2},
			{Key: "linked", Title: st.T("console.column.linked"), Min: 7, Right: true, Priority: 3}, {Key: "rejected", Title: st.T("console.column.rejected"), Min: 8, Right: true},
			{Key: "state", Title: st.T("console.column.state"), Min: 10}, {Key: "by", Title: st.T("console.column.who"), Min: 12, Priority: 1},
		},
		Source: reading[domain.ImportBatch]{
			session: s, desc: true,
			page: func(ctx context.Context, by domain.Actor, _ domain.Filter, p domain.Page) (domain.Window[domain.ImportBatch], error) {
				return s.Desk.ImportBatches(ctx, by, p)
			},
			row: func(b domain.ImportBatch) kit.Row { return batchRow(st, b) },
		}.source(),
		Open: func(r kit.Row) { st.Push(importCard(r.Value.(domain.ImportBatch).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			b, err := s.Desk.ImportBatch(ctx, s.Actor, r.Value.(domain.ImportBatch).ID)
			return batchFacts(st, b), err
		},
	})
}

func batchRow(st *Stage, b domain.ImportBatch) kit.Row {
	number := func(n int) kit.Cell { return kit.Cell{Text: st.number(n)} }
	rejected := number(b.Rejected)
	if b.Rejected > 0 {
		rejected.Tone = kit.ToneBad
	}
	return kit.Row{ID: id(b.ID), Copy: id(b.ID), Value: b, Cells: []kit.Cell{{Text: st.when(b.StartedAt)}, {Text: b.FileName},
		{Text: st.word("import_kind", b.Kind), Tone: kit.ToneDim}, number(b.Lines), number(b.Created), number(b.Linked), rejected, batchState(st, b.State), {Text: b.Actor, Tone: kit.ToneDim}}}
}

func batchState(st *Stage, s domain.ImportState) kit.Cell {
	tone := map[domain.ImportState]kit.Tone{domain.ImportDone: kit.ToneGood, domain.ImportCut: kit.ToneBad, domain.ImportUndone: kit.ToneDim, domain.ImportRunning: kit.ToneWarn}[s]
	return kit.Cell{Text: st.word("import", string(s)), Tone: tone}
}

// importCard opens a batch: its sums, and the verdict of every line.
func importCard(id int64) Opening {
	return func(st *Stage) Screen {
		b := &batch{stage: st, id: id}
		b.card = NewCard(st, CardSpec{
			Title: st.T("console.noun.import"), Head: b.head, Before: b.load, Identify: b.identity, Actions: b.actions,
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return batchFacts(st, b.subject()), nil }},
				{Key: "l", Label: st.T("console.tab.lines"), List: func() ListSpec { return b.lines("") }},
				{Key: "e", Label: st.T("console.tab.rejected"), List: func() ListSpec { return b.lines("verdict:rejected") }},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "import_batch", id) }},
			},
		})
		return b.card
	}
}

// batch is the subject of a card, as last read.
type batch struct {
	lastRead[domain.ImportBatch]
	stage *Stage
	card  *Card
	id    int64
}

func (b *batch) load(ctx context.Context) error {
	s := b.stage.Session
	return b.keep(s.Desk.ImportBatch(ctx, s.Actor, b.id))
}

func (b *batch) identity() (title, copied string) { return b.subject().FileName, id(b.id) }

func (b *batch) head() string {
	st, one := b.stage, b.subject()
	if one.ID == 0 {
		return " "
	}
	return joined(" · ", st.word("import_kind", one.Kind), st.when(one.StartedAt), one.Actor, batchState(st, one.State).Text)
}

func batchFacts(st *Stage, b domain.ImportBatch) []kit.Section {
	t := st.Theme()
	verdicts := kit.Section{Title: st.Session.Texts.N("console.import.lines", int64(b.Lines))}
	for _, v := range []struct {
		verdict domain.Verdict
		n       int
		tone    kit.Tone
	}{{domain.VerdictCreated, b.Created, kit.ToneGood}, {domain.VerdictLinked, b.Linked, kit.ToneGood}, {domain.VerdictUpdated, b.Updated, kit.ToneAccent},
		{domain.VerdictUnchanged, b.Unchanged, kit.ToneDim}, {domain.VerdictRejected, b.Rejected, kit.ToneBad}} {
		verdicts.Lines = append(verdicts.Lines, bar(st, t.Tone(v.tone), st.word("verdict", string(v.verdict)), int64(v.n), int64(b.Lines), st.number(v.n)))
	}
	return []kit.Section{verdicts, {Title: st.T("console.import.made"), Items: []kit.Item{
		item(st.T("console.place.establishments"), st.number(b.Establishments)), item(st.T("console.place.followups"), st.number(b.FollowUps)),
		item(st.T("console.place.users"), st.number(b.Users)), item(st.T("console.import.warnings"), st.number(b.Warnings)),
	}}, {Title: st.T("console.import.file"), Items: []kit.Item{
		item(st.T("console.column.file"), b.FileName), item(st.T("console.column.kind"), st.word("import_kind", b.Kind)),
		item(st.T("console.column.who"), b.Actor), item(st.T("console.import.began"), st.when(b.StartedAt)), item(st.T("console.import.finished"), st.when(b.FinishedAt)),
		item(st.T("console.column.state"), batchState(st, b.State).Text, batchState(st, b.State).Tone), item("SHA-256", b.FileSHA256, kit.ToneDim),
	}}}
}

// lines are the verdicts of the batch's lines.
func (b *batch) lines(filter string) ListSpec {
	st, s := b.stage, b.stage.Session
	names := desk.ImportLineFields()
	return ListSpec{
		Title: st.T("console.tab.lines"), Filter: filter, Empty: st.T("console.empty.lines"),
		Columns: []kit.Column{
			{Title: st.T("console.column.line"), Min: 8, Right: true}, {Title: st.T("console.column.verdict"), Min: 11},
			{Title: st.T("console.column.why"), Min: 30, Flex: 3}, {Title: st.T("console.column.warnings"), Min: 24, Flex: 2, Priority: 1},
		},
		Fields: fields(names, map[string][]string{
			"verdict": codes(domain.VerdictRejected, domain.VerdictCreated, domain.VerdictLinked, domain.VerdictUpdated, domain.VerdictUnchanged),
			"reason":  {"bad_checksum", "bad_length", "siren_not_siret", "scientific_notation", "missing_identifier", "unknown_type", domain.SameEstablishment, domain.Deregistered, domain.RaggedLine},
		}),
		Source: reading[domain.ImportLine]{
			session: s, fields: names,
			page: func(ctx context.Context, by domain.Actor, f domain.Filter, p domain.Page) (domain.Window[domain.ImportLine], error) {
				return s.Desk.ImportLines(ctx, by, b.id, f, p)
			},
			row: func(l domain.ImportLine) kit.Row { return importLineRow(st, l) },
		}.source(),
		Open: func(r kit.Row) {
			switch l := r.Value.(domain.ImportLine); {
			case l.CustomerID != 0:
				st.Push(customerCard(l.CustomerID))
			case l.FollowUpID != 0:
				st.Push(followUpCard(l.FollowUpID))
			case l.SupplierID != 0:
				st.Push(establishmentCard(l.SupplierID))
			}
		},
	}
}

func importLineRow(st *Stage, l domain.ImportLine) kit.Row {
	tone := kit.ToneNormal
	reason := ""
	if l.Verdict == domain.VerdictRejected {
		tone, reason = kit.ToneBad, st.T("error."+l.Reason)
	}
	var warnings []string
	for _, w := range strings.Fields(l.Warnings) {
		warnings = append(warnings, st.word("warning", w))
	}
	return kit.Row{ID: id(int64(l.Line)), Value: l, Cells: []kit.Cell{{Text: st.number(l.Line)}, {Text: st.word("verdict", string(l.Verdict)), Tone: tone},
		{Text: reason}, {Text: strings.Join(warnings, " ; "), Tone: kit.ToneWarn}}}
}

// actions are undoing the batch, which types its number: what it made goes.
func (b *batch) actions(*Card) []kit.Action {
	st, one := b.stage, b.subject()
	a := kit.Action{Name: "undo", Keys: []string{"d"}, Label: st.T("console.action.undo_import"), Permission: string(domain.UndoImport), Weight: kit.Irreversible,
		Identifier: id(one.ID), Question: st.T("console.ask.undo_import", "File", one.FileName), Off: offWhen(one.State != domain.ImportDone && one.State != domain.ImportCut, st.T("console.off.import_state"))}
	a.Run = func() {
		CallWithin(st, "undo", longWork, func(ctx context.Context) (domain.ImportBatch, error) {
			return st.Session.Desk.UndoImport(ctx, st.Session.Actor, one.ID)
		}, func(_ domain.ImportBatch, err error) {
			if err != nil {
				st.Fail(err)
				return
			}
			st.Flash(st.T("console.done.import_undone"), kit.ToneGood)
			b.card.Refresh()
		})
	}
	return []kit.Action{a}
}
