package tui

import (
	"context"
	"strconv"

	"vigie/internal/desk"
	"vigie/internal/domain"
	"vigie/tui/kit"
)

// documentCard opens one document: its days, its code, what it is worth to
// each buyer.
func documentCard(id int64) Opening {
	return func(st *Stage) Screen {
		d := &document{stage: st, id: id}
		d.card = NewCard(st, CardSpec{
			Title: st.T("domain.noun.document"), Before: d.load, Head: d.head, Identify: d.identity,
			Actions: func(*Card) []kit.Action {
				row := d.subject().Document
				return append(documentActions(st, row, d.card.Refresh),
					kit.Action{Name: "supplier", Keys: []string{"s"}, Label: st.T("console.action.supplier"), Run: func() { st.Push(establishmentCardAt(row.SupplierID, "k")) }})
			},
			Tabs: []CardTab{
				{Key: "0", Label: st.T("console.tab.overview"), Load: func(context.Context) ([]kit.Section, error) { return documentSections(st, d.subject()), nil }},
				{Key: "h", Label: st.T("console.tab.history"), List: func() ListSpec { return historyList(st, "document", id) }},
			},
		})
		return d.card
	}
}

type document struct {
	lastRead[desk.DocumentCard]
	stage *Stage
	card  *Card
	id    int64
}

func (d *document) load(ctx context.Context) error {
	s := d.stage.Session
	return d.keep(s.Desk.Document(ctx, s.Actor, d.id))
}

func (d *document) identity() (title, copied string) {
	r := d.subject().Document
	return r.TypeCode + " " + id(r.ID), id(r.ID)
}

func (d *document) head() string {
	r := d.subject().Document
	if r.ID == 0 {
		return " "
	}
	return joined(" · ", name(r.SupplierName, r.SupplierValue), siret(r.SupplierValue), documentState(d.stage, r.State))
}

func documentState(st *Stage, s domain.DocumentState) string {
	return st.word("document_state", string(s))
}

// documentSections are the four days of a document, its code and file, and
// what it is worth to each buyer.
func documentSections(st *Stage, c desk.DocumentCard) []kit.Section {
	d := c.Document
	basis := c.Type.Article
	if basis == "" {
		basis = st.word("basis", string(c.Type.Basis))
	}
	facts := kit.Section{Title: st.Session.Texts.Document(d.TypeCode), Items: []kit.Item{
		item(st.T("console.column.state"), documentState(st, d.State), documentTone(d.State)),
		item(st.T("document.fact.basis"), basis),
		item(st.T("document.fact.issued"), st.day(d.IssuedOn)),
		item(st.T("document.fact.handed_over"), st.day(d.DepositedOn)),
		item(st.T("document.fact.checked"), joined(" · ", st.day(d.CheckedOn), d.CheckedBy)),
		item(st.T("document.fact.printed_end"), st.day(d.PrintedEndOn)),
		item(st.T("document.fact.channel"), joined(" · ", st.word("deposit_channel", string(d.Channel)), st.when(d.CreatedAt))),
	}}
	if d.State == domain.DocumentRejected {
		facts.Items = append(facts.Items, item(st.T("console.field.reason"), st.Session.Texts.RejectReason(d.RejectedReason, d.Note), kit.ToneBad))
	} else if d.Note != "" {
		facts.Items = append(facts.Items, item(st.T("console.field.note"), d.Note))
	}
	if c.Type.HasCode() {
		code := codeCell(st, d.Document)
		facts.Items = append(facts.Items, item(st.T("document.fact.code"), joined(" · ", d.SecurityCode, code.Text, joined(" ", st.day(d.CodeCheckedOn), d.CodeCheckedBy)), code.Tone))
	}
	size := ""
	if d.FileSize > 0 {
		size = st.T("space.opening.kilobytes", "N", st.Session.Texts.Number(max(d.FileSize>>10, 1)))
	}
	facts.Items = append(facts.Items, item(st.T("space.deposit.file"), joined(" · ", d.FileName, size)))
	return append([]kit.Section{facts}, documentUses(st, c))
}

func documentUses(st *Stage, c desk.DocumentCard) kit.Section {
	out := kit.Section{Title: st.T("document.console.uses")}
	for _, u := range c.FollowUps {
		value := st.word("status", string(u.Line.Status))
		if u.Line.Document.ID != 0 && u.Line.Document.ID != c.Document.ID {
			value = joined(" · ", value, st.T("document.console.other_counts"))
		}
		until := ""
		if u.Line.ValidUntil.Known() && u.Line.ValidUntil != domain.Forever {
			until = st.T("console.documents.until", "Day", st.day(u.Line.ValidUntil))
		}
		out.Items = append(out.Items, kit.Item{Label: name(u.FollowUp.BuyerName, u.FollowUp.BuyerValue), Tone: statusTone(u.Line.Status),
			Value: joined(" · ", value, until, st.T("document.console.handed", "Day", st.day(u.HandedOverOn)))})
	}
	if len(out.Items) == 0 {
		out.Text = st.T("document.console.no_use")
	}
	return out
}

// depositedSection lists what a supplier handed over, newest first.
func depositedSection(st *Stage, rows []domain.DocumentRow) kit.Section {
	out := kit.Section{Title: st.T("document.console.deposited", "N", strconv.Itoa(len(rows)))}
	out.Items = firstItems(st, 2*overviewRows, rows, func(d domain.DocumentRow) kit.Item {
		return kit.Item{Label: d.TypeCode + " " + id(d.ID), Tone: documentTone(d.State), Value: joined(" · ", documentState(st, d.State),
			st.T("document.console.days", "Issued", st.day(d.IssuedOn), "Handed", st.day(d.DepositedOn), "Checked", st.day(d.CheckedOn)), d.BuyerName)}
	})
	if len(rows) == 0 {
		out.Text = st.T("document.console.none")
	}
	return out
}
