package tui

import (
	"context"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// documents is the queue of what suppliers handed over, to be checked first.
func documents(st *Stage) Screen {
	spec := documentList(st, true)
	spec.Filter = "state:" + string(domain.DocumentToCheck)
	return NewList(st, spec)
}

func documentList(st *Stage, everywhere bool, fixed ...domain.Term) ListSpec {
	s := st.Session
	names := desk.DocumentFields()
	name := ""
	if everywhere {
		name = "documents"
	}
	return ListSpec{
		Name: name, Title: st.T("console.place.documents"), Empty: st.T("document.console.empty"), Columns: documentColumns(st, everywhere),
		Fields: fields(names, map[string][]string{"state": codes(domain.DocumentStates()...), "type": documentCodes()}),
		Source: reading[domain.DocumentRow]{
			session: s, fields: names, fixed: fixed, desc: !everywhere,
			page: s.Desk.Documents, count: s.Desk.CountDocuments,
			row: func(d domain.DocumentRow) kit.Row { return documentLine(st, everywhere, d) },
		}.source(),
		Open: func(r kit.Row) { st.Push(documentCard(r.Value.(domain.DocumentRow).ID)) },
		Preview: func(ctx context.Context, r kit.Row) ([]kit.Section, error) {
			c, err := s.Desk.Document(ctx, s.Actor, r.Value.(domain.DocumentRow).ID)
			if err != nil {
				return nil, err
			}
			return documentSections(st, c), nil
		},
		Actions: func(l *List) []kit.Action {
			row, ok := l.Table.Selected()
			if !ok {
				return nil
			}
			return documentActions(st, row.Value.(domain.DocumentRow), l.Refresh)
		},
	}
}

func documentCodes() []string {
	var out []string
	for _, t := range domain.DocumentTypes() {
		out = append(out, t.Code)
	}
	return out
}

func documentColumns(st *Stage, everywhere bool) []kit.Column {
	columns := []kit.Column{{Key: "type", Title: st.T("console.column.kind"), Min: 6}}
	if everywhere {
		columns = append(columns, kit.Column{Key: "supplier", Title: st.T("console.column.supplier"), Min: 18, Flex: 2})
	}
	return append(columns,
		kit.Column{Key: "state", Title: st.T("console.column.state"), Min: 12},
		kit.Column{Key: "issued", Title: st.T("document.proof.issued"), Min: 10},
		kit.Column{Key: "handed", Title: st.T("document.proof.handed_over"), Min: 10},
		kit.Column{Key: "checked", Title: st.T("document.proof.checked"), Min: 11, Priority: 1},
		kit.Column{Key: "code", Title: st.T("document.column.code"), Min: 11, Priority: 1},
		kit.Column{Key: "file", Title: st.T("space.deposit.file"), Min: 14, Flex: 1, Priority: 2})
}

func documentLine(st *Stage, everywhere bool, d domain.DocumentRow) kit.Row {
	cells := []kit.Cell{{Text: d.TypeCode}}
	if everywhere {
		cells = append(cells, kit.Cell{Text: name(d.SupplierName, d.SupplierValue)})
	}
	code := codeCell(st, d.Document)
	cells = append(cells, kit.Cell{Text: st.word("document_state", string(d.State)), Tone: documentTone(d.State)}, kit.Cell{Text: st.day(d.IssuedOn)},
		kit.Cell{Text: st.day(d.DepositedOn)}, kit.Cell{Text: st.day(d.CheckedOn), Tone: kit.ToneDim}, code, kit.Cell{Text: or(d.FileName), Tone: kit.ToneDim})
	return kit.Row{ID: id(d.ID), Copy: d.SupplierValue, Value: d, Cells: cells}
}

func documentTone(s domain.DocumentState) kit.Tone {
	switch s {
	case domain.DocumentAccepted:
		return kit.ToneGood
	case domain.DocumentRejected:
		return kit.ToneBad
	case domain.DocumentToCheck:
		return kit.ToneWarn
	}
	return kit.ToneDim
}

// codeCell says what is known of a security code.
func codeCell(st *Stage, d domain.Document) kit.Cell {
	switch {
	case !(domain.DocumentType{Code: d.TypeCode}).HasCode():
		return kit.Cell{Text: none, Tone: kit.ToneDim}
	case !d.CodeCheckedOn.Known():
		return kit.Cell{Text: st.T("document.code.unchecked"), Tone: kit.ToneWarn}
	case d.CodeGenuine:
		return kit.Cell{Text: st.T("document.code.genuine"), Tone: kit.ToneGood}
	}
	return kit.Cell{Text: st.T("document.code.not_genuine"), Tone: kit.ToneBad}
}
